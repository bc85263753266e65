import type { Json, JsonObject } from '../fhir.ts';

const systems = {
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  allergyClinical: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
  allergyVerification: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  conditionClinical: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
  conditionVerification: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  encounterClass: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  coverageClass: 'http://terminology.hl7.org/CodeSystem/coverage-class',
  claimType: 'http://terminology.hl7.org/CodeSystem/claim-type',
  reportSection: 'http://terminology.hl7.org/CodeSystem/v2-0074',
} as const;

/** A CodeableConcept of one code, with its words. */
export function concept(system: keyof typeof systems, code: string, text: string): JsonObject {
  return { coding: [coding(system, code, text)], text };
}

/** A Coding. */
export function coding(system: keyof typeof systems, code: string, display: string): JsonObject {
  return { system: systems[system], code, display };
}

/** A CodeableConcept of words alone. */
export function words(text: string): JsonObject {
  return { text };
}

/** A Quantity in a UCUM unit. */
export function quantity(value: number, unit: string, code: string = unit): JsonObject {
  return { value, unit, system: 'http://unitsofmeasure.org', code };
}

/** A Reference within the sample. */
export function to(type: string, id: string, display?: string): JsonObject {
  return { reference: `${type}/${id}`, ...(display === undefined ? {} : { display }) };
}

/** Whom every record is about. */
export const patient: JsonObject = to('Patient', 'sample-patient');

/** Those who looked after the patient, as they stand in records. */
export const gp: JsonObject = { display: 'Dr Ruben Halloran' };
export const diabetesNurse: JsonObject = { display: 'Nurse Ilse Marrow' };
export const surgeon: JsonObject = { display: 'Dr Selma Brandwijk' };
export const hospital: JsonObject = { display: 'Northgate Hospital' };

/** A label that keeps a record out of grants unless it is picked by name. */
export const restricted: Json = {
  security: [coding('confidentiality', 'R', 'restricted')],
};
