import { describe, expect, it } from 'vitest';
import type { FhirResource, Json } from '../fhir.ts';
import { classify } from './classify.ts';
import types from './fhir-types.json';
import { neverPatientData } from './never-patient-data.ts';

const place = (resource: FhirResource) => {
  const { partition, level } = classify(resource);
  return level === null ? partition : `${partition}/${level}`;
};
const concept = (code: string): Json => ({ coding: [{ system: 'http://loinc.org', code }] });
const labelled = (code: string): FhirResource => ({
  resourceType: 'Observation',
  meta: { security: [{ code }] },
});

describe('sorting by type', () => {
  it('knows 86 resource types', () => {
    expect(Object.keys(types)).toHaveLength(86);
  });

  it('never calls the same type a record and no patient data', () => {
    expect(Object.keys(types).filter((type) => neverPatientData.has(type))).toEqual([]);
  });

  it.each([
    ['Patient', 'personal'],
    ['Condition', 'medical'],
    ['MedicationRequest', 'prescription'],
    ['Coverage', 'insurance/card'],
    ['ExplanationOfBenefit', 'insurance/claims'],
    ['Account', 'insurance/claims'],
  ])('files %s as %s', (resourceType, expected) => {
    expect(place({ resourceType })).toBe(expected);
  });

  it('files an unknown type as medical, for a person to look at', () => {
    expect(classify({ resourceType: 'Horoscope' })).toMatchObject({
      place: 'partition',
      partition: 'medical',
      unsorted: true,
    });
    expect(classify({ resourceType: 'Condition' }).unsorted).toBe(false);
  });

  it('files what other versions call a prescription or a claim where today’s would be', () => {
    expect(classify({ resourceType: 'MedicationOrder' })).toMatchObject({
      partition: 'prescription',
      unsorted: true,
    });
    expect(place({ resourceType: 'EligibilityResponse' })).toBe('insurance/claims');
  });

  it('does not take definitions for records', () => {
    expect(classify({ resourceType: 'ValueSet' }).place).toBe('not-patient-data');
    expect(classify({ resourceType: 'OperationOutcome' }).place).toBe('drop');
  });

  it('leaves practitioners and provenance to the company they keep', () => {
    expect(classify({ resourceType: 'Practitioner' }).place).toBe('shared');
    expect(classify({ resourceType: 'Provenance' }).place).toBe('follow');
  });

  it('does not take a member of every object for a type', () => {
    expect(classify({ resourceType: 'constructor' }).unsorted).toBe(true);
  });
});

describe('sorting by content', () => {
  it('files a scanned prescription and a scanned insurance card by what they are', () => {
    const document = (code: string): FhirResource => ({
      resourceType: 'DocumentReference',
      type: concept(code),
    });
    expect(place(document('57833-6'))).toBe('prescription');
    expect(place(document('64290-0'))).toBe('insurance/card');
    expect(place(document('64289-2'))).toBe('insurance/claims');
    expect(place(document('11488-4'))).toBe('medical');
  });

  it('files a medication list as prescription, by its code or by its entries', () => {
    const list = (reference: string): FhirResource => ({
      resourceType: 'List',
      entry: [{ item: { reference } }, { item: { reference: 'MedicationStatement/b' } }],
    });
    expect(place({ resourceType: 'List', code: concept('10160-0') })).toBe('prescription');
    expect(place(list('MedicationRequest/a'))).toBe('prescription');
    expect(place(list('Condition/a'))).toBe('medical');
  });

  it('files an advance directive as medical and every other consent as personal', () => {
    const consent = (scope: string, category: string): FhirResource => ({
      resourceType: 'Consent',
      scope: concept(scope),
      category: [concept(category)],
    });
    expect(place(consent('treatment', 'dnr'))).toBe('medical');
    expect(place(consent('patient-privacy', '42348-3'))).toBe('medical');
    expect(place(consent('patient-privacy', '59284-0'))).toBe('personal');
    expect(place({ resourceType: 'Consent', category: [concept('59284-0')] })).toBe('medical');
  });

  it('files a drug interaction as prescription and other issues as medical', () => {
    const issue = (...references: string[]): FhirResource => ({
      resourceType: 'DetectedIssue',
      implicated: references.map((reference) => ({ reference })),
    });
    expect(place({ resourceType: 'DetectedIssue', code: concept('DRG') })).toBe('prescription');
    expect(place(issue('MedicationRequest/a', 'MedicationRequest/b'))).toBe('prescription');
    expect(place(issue('MedicationRequest/a', 'Condition/b'))).toBe('medical');
  });
});

describe('restricted labels', () => {
  it.each(['R', 'V', '42CFRPart2', 'HIV', 'ETH', 'PSY', 'SEX', 'SDV'])('heeds %s', (code) => {
    expect(classify(labelled(code)).restricted).toBe(true);
  });

  it.each(['N', 'L', 'PATAST'])('lets %s pass', (code) => {
    expect(classify(labelled(code)).restricted).toBe(false);
  });

  it('heeds the label of something contained', () => {
    const container = { resourceType: 'Observation', contained: [labelled('PSY')] };
    expect(classify(container).restricted).toBe(true);
  });
});
