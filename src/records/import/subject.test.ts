import { describe, expect, it } from 'vitest';
import type { FhirResource } from '../fhir.ts';
import { areDifferent, personOf, subjectOf } from './subject.ts';

const person = (name: object, birthDate?: string, ...numbers: string[]) =>
  personOf({
    resourceType: 'Patient',
    name: [{ ...name }],
    ...(birthDate !== undefined && { birthDate }),
    identifier: numbers.map((value) => ({ system: 'urn:mrn', value })),
  });
const ada = { given: ['Ada', 'Maria'], family: 'Example' };

describe('two descriptions of a patient', () => {
  it.each([
    ['a middle name less', person(ada), person({ given: ['Ada'], family: 'EXAMPLE' })],
    ['a name as text', person(ada), person({ text: 'Ada Example' })],
    ['a birth date to the year', person(ada, '1970-01-02'), person(ada, '1970')],
    ['nothing to compare', person({}, '1970-01-02'), person(ada)],
    ['a mended birth date', person(ada, '1970-01-02', '1'), person(ada, '1970-02-01', '1')],
    ['a married name', person(ada, '1970', '1'), person({ text: 'Ada New' }, '1970', '1')],
  ])('are of one person with %s', (_, one, other) => {
    expect(areDifferent(one, other)).toBe(false);
    expect(areDifferent(other, one)).toBe(false);
  });

  it.each([
    ['another name', person(ada, '1970'), person({ text: 'Eva Example' }, '1970')],
    ['another birth date', person(ada, '1970-01-02'), person(ada, '1970-01-03')],
    ['another number of one clinic', person(ada, '1970', '1'), person(ada, '1970', '2')],
    [
      'one number, another name and birth date',
      person(ada, '1970', '1'),
      person({ text: 'Ben Other' }, '1998', '1'),
    ],
    [
      'one number and another name alone',
      person(ada, undefined, '1'),
      person({ text: 'B' }, '1998', '1'),
    ],
  ])('are of two people with %s', (_, one, other) => {
    expect(areDifferent(one, other)).toBe(true);
    expect(areDifferent(other, one)).toBe(true);
  });
});

describe('whom a resource is about', () => {
  const of = (resource: FhirResource) => subjectOf(resource).kind;

  it('stands in the member that its type has for it', () => {
    for (const member of ['subject', 'patient', 'beneficiary'])
      expect(subjectOf({ resourceType: 'Coverage', [member]: { reference: 'Patient/7' } })).toEqual(
        { kind: 'patient', id: '7' },
      );
  });

  it('can be an identifier alone', () => {
    const subject = { identifier: { system: 'urn:mrn', value: '1' } };
    expect(of({ resourceType: 'Condition', subject })).toBe('identifier');
  });

  it('is unnamed, or nobody', () => {
    expect(of({ resourceType: 'Condition' })).toBe('unnamed');
    expect(of({ resourceType: 'Practitioner' })).toBe('nobody');
    const subject = { reference: 'Group/1' };
    expect(of({ resourceType: 'Observation', subject })).toBe('nobody');
  });
});
