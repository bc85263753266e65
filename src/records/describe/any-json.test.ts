import fc from 'fast-check';
import { describe as suite, expect, it } from 'vitest';
import type { FhirResource, Json, JsonObject } from '../fhir.ts';
import { describe, fields } from './describe.ts';
import { fieldLabels } from './field.ts';
import { findAmong } from './references.ts';
import { searchText } from './search.ts';

const types = [
  ...['AllergyIntolerance', 'MedicationRequest', 'MedicationStatement', 'Medication', 'Condition'],
  ...['Immunization', 'Observation', 'DiagnosticReport', 'Procedure', 'Encounter', 'Appointment'],
  ...['DocumentReference', 'Composition', 'QuestionnaireResponse', 'Coverage', 'Claim', 'Patient'],
  ...['ExplanationOfBenefit', 'RelatedPerson', 'Practitioner', 'Device', 'CarePlan', 'Goal'],
  ...['FamilyMemberHistory', 'Flag', 'constructor', '__proto__', ''],
] as const;

/** Members that the readers look for, so that random values land where they are read. */
const members = [
  ...['code', 'status', 'clinicalStatus', 'category', 'reaction', 'component', 'valueQuantity'],
  ...['medicationReference', 'medicationCodeableConcept', 'dosage', 'dosageInstruction', 'text'],
  ...['content', 'name', 'telecom', 'address', 'contained', 'note', 'effectiveDateTime', 'coding'],
  ...['item', 'total', 'class', 'payor', 'identifier', 'performer', 'section', 'activity', 'type'],
  ...[
    'onsetDateTime',
    'display',
    'reference',
    'value',
    'unit',
    'start',
    'extension',
    'referenceRange',
  ],
] as const;

const { json } = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('entered-in-error', '2021-02', '#a', 'Medication/a', '8480-6', 'laboratory'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...members), tie('json'), { maxKeys: 6 }),
}));

const resources = fc
  .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...members), json))
  .map(([resourceType, rest]): FhirResource => ({ ...rest, resourceType }));

const runs = { numRuns: typeof process !== 'undefined' && process.env['SLOW'] ? 5000 : 500 };

suite('any JSON at all', { timeout: 60_000 }, () => {
  it('has a title, a bounded detail and a known status', () => {
    fc.assert(
      fc.property(resources, (resource) => {
        const said = describe(resource, findAmong([resource]));
        expect(said.title).not.toBe('');
        expect(said.title.length).toBeLessThanOrEqual(200);
        expect(said.detail.length).toBeLessThanOrEqual(400);
        expect(['active', 'stopped', 'entered-in-error', 'unknown']).toContain(said.status);
      }),
      runs,
    );
  });

  it('has a readable page of known labels and bounded values', () => {
    fc.assert(
      fc.property(resources, (resource) => {
        const page = fields(resource, findAmong([resource]));
        expect(page.length).toBeLessThanOrEqual(300);
        for (const { label, value } of page) {
          expect(fieldLabels).toContain(label);
          expect(value).not.toBe('');
          expect(value.length).toBeLessThanOrEqual(8000);
        }
      }),
      runs,
    );
  });

  it('can be searched', () => {
    fc.assert(
      fc.property(resources, (resource) => {
        expect(searchText(resource).length).toBeLessThanOrEqual(20_000);
      }),
      runs,
    );
  });

  it('need not even be a resource', () => {
    for (const value of [null, 1, 'text', [], [1], {}, { resourceType: 7 }]) {
      const resource = value as unknown as FhirResource;
      expect(describe(resource).title).not.toBe('');
      expect(fields(resource)).toBeInstanceOf(Array);
      expect(typeof searchText(resource)).toBe('string');
    }
  });

  it('may refer to itself', () => {
    const resource: FhirResource = {
      resourceType: 'MedicationRequest',
      id: 'a',
      medicationReference: { reference: 'MedicationRequest/a' },
    };
    expect(describe(resource, findAmong([resource])).title).toBe('Medication Request');
  });

  it('may be nested deeper than a call stack', () => {
    let deep: Json = 'end';
    for (let depth = 0; depth < 50_000; depth++) deep = { item: [deep] };
    const resource: FhirResource = { resourceType: 'QuestionnaireResponse', item: [deep] };
    expect(describe(resource).title).toBe('Questionnaire Response');
    expect(() => [fields(resource), searchText(resource)]).not.toThrow();
  });
});
