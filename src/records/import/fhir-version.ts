import { memberOf, textOf, type FhirResource } from '../fhir.ts';

/** Types that DSTU2 and STU3 had and R4 renamed or dropped (FHIR R4 §2.1.24, "R3 maps"). */
const oldTypes: ReadonlySet<string> = new Set([
  ...['MedicationOrder', 'DiagnosticOrder', 'ProcedureRequest', 'ReferralRequest', 'BodySite'],
  ...['Conformance', 'Sequence', 'EligibilityRequest', 'EligibilityResponse', 'Order'],
  ...['ImagingManifest', 'ImagingObjectSelection', 'DeviceUseRequest', 'DeviceComponent'],
  ...['OrderResponse', 'ProcessRequest', 'ProcessResponse', 'DataElement', 'ExpansionProfile'],
]);

/** Elements that are gone in R4, by type. */
const oldElements: ReadonlyMap<string, readonly string[]> = new Map([
  ['AllergyIntolerance', ['substance', 'assertedDate']],
  ['Condition', ['patient', 'dateRecorded', 'assertedDate']],
  ['Encounter', ['indication', 'patient']],
  ['Immunization', ['wasNotGiven', 'notGiven', 'reported', 'explanation', 'vaccinationProtocol']],
  ['MedicationDispense', ['notDone']],
  ['MedicationStatement', ['wasNotTaken', 'notTaken', 'taken', 'reasonForUseCodeableConcept']],
  ['Observation', ['comments', 'context', 'related']],
  ['Patient', ['careProvider', 'animal']],
  ['Procedure', ['notPerformed', 'notDone', 'context']],
]);

/** Elements that were a plain code before R4. */
const oldCodes: ReadonlyMap<string, string> = new Map([
  ['AllergyIntolerance', 'clinicalStatus'],
  ['Condition', 'clinicalStatus'],
  ['Encounter', 'class'],
]);

/** Whether the resource can only be FHIR DSTU2 or STU3. */
export function isOlderFhir(resource: FhirResource): boolean {
  const { resourceType } = resource;
  if (oldTypes.has(resourceType)) return true;
  const gone = oldElements.get(resourceType) ?? [];
  if (gone.some((element) => memberOf(resource, element) !== undefined)) return true;
  const code = oldCodes.get(resourceType);
  return code !== undefined && textOf(memberOf(resource, code)) !== null;
}
