import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as say } from '../describe/describe.ts';
import type { FhirResource } from '../fhir.ts';
import type { RecordForm } from './form.ts';
import { formToResource, resourceToForm } from './forms.ts';
import { measurementKinds } from './measurement-kinds.ts';

const text = fc
  .stringMatching(/^[A-Za-zÄé0-9]([A-Za-z0-9 ,.'-]{0,18}[A-Za-z0-9])?$/)
  .map((words) => words.replace(/ +/g, ' '));
const maybe = fc.oneof(text, fc.constant(''));
const day = fc.constantFrom('', '2019', '2020-03', '2021-11-30');
const number = fc.integer({ min: 1, max: 4000 }).map((tenths) => tenths / 10);

const measurement = fc.constantFrom(...measurementKinds).chain((kind) =>
  fc.record({
    form: fc.constant('measurement' as const),
    kind: fc.constant(kind.key),
    value: number,
    second: kind.parts === undefined ? fc.constant(null) : number,
    unit: fc.constantFrom(...kind.units.map(({ ucum }) => ucum)),
    at: fc.constantFrom('2021-11-30', '2021-11-30T08:15'),
  }),
);

const forms: fc.Arbitrary<RecordForm> = fc.oneof(
  fc.record({
    form: fc.constant('allergy' as const),
    substance: text,
    reaction: maybe,
    severity: fc.constantFrom('' as const, 'mild' as const, 'moderate' as const, 'severe' as const),
    since: day,
    active: fc.boolean(),
  }),
  fc.record({
    form: fc.constant('medicine' as const),
    name: text,
    dose: fc.oneof(maybe, fc.constantFrom('500 mg', '2.5 mL', '1 tablet', 'half a tablet')),
    frequency: maybe,
    since: day,
    stillTaking: fc.boolean(),
  }),
  fc.record({
    form: fc.constant('condition' as const),
    name: text,
    since: day,
    active: fc.boolean(),
  }),
  fc.record({ form: fc.constant('vaccination' as const), vaccine: text, date: day, lot: maybe }),
  measurement,
  fc.record({
    form: fc.constant('insurance-card' as const),
    insurer: text,
    memberId: maybe,
    plan: maybe,
    group: maybe,
    validUntil: day,
  }),
  fc.record({ form: fc.constant('contact' as const), name: text, relation: maybe, phone: maybe }),
  fc.record({
    form: fc.constant('person' as const),
    name: text,
    birthDate: day,
    sex: fc.constantFrom('' as const, 'female' as const, 'male' as const, 'other' as const),
    address: maybe,
    phone: maybe,
    email: maybe,
    language: maybe,
  }),
  fc.record({ form: fc.constant('document' as const), title: text, date: day }),
);

const runs = { numRuns: typeof process !== 'undefined' && process.env['SLOW'] ? 5000 : 300 };

describe('a form', () => {
  it('reads back from the resource it wrote', () => {
    fc.assert(
      fc.property(forms, (form) => {
        expect(resourceToForm(formToResource(form))).toEqual(form);
      }),
      runs,
    );
  });

  it('changes nothing when it was not changed', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const resource = formToResource(form);
        expect(formToResource(form, resource)).toEqual(resource);
      }),
      runs,
    );
  });

  it('reads back after it was written over another of its kind', () => {
    fc.assert(
      fc.property(forms, forms, (before, after) => {
        fc.pre(before.form === after.form);
        expect(resourceToForm(formToResource(after, formToResource(before)))).toEqual(after);
      }),
      runs,
    );
  });

  it('keeps every member it does not know', () => {
    const extension = [{ url: 'urn:example:planted', valueString: 'kept' }];
    fc.assert(
      fc.property(forms, forms, (before, after) => {
        fc.pre(before.form === after.form);
        const planted: FhirResource = { ...formToResource(before), id: 'kept', extension };
        expect(formToResource(after, planted)).toMatchObject({ id: 'kept', extension });
      }),
      runs,
    );
  });

  it('never fails on what lies in the resource it is written into', () => {
    fc.assert(
      fc.property(forms, fc.dictionary(fc.string(), fc.jsonValue()), (form, members) => {
        const { resourceType } = formToResource(form);
        const previous = { ...members, resourceType } as FhirResource;
        expect(formToResource(form, previous).resourceType).toBe(resourceType);
        expect(() => resourceToForm(previous)).not.toThrow();
      }),
      runs,
    );
  });

  it('ignores a previous resource of another kind', () => {
    const form: RecordForm = { form: 'condition', name: 'Gout', since: '', active: true };
    const previous: FhirResource = { resourceType: 'Patient', id: 'p' };
    expect(formToResource(form, previous)).toEqual(formToResource(form));
  });

  it('leaves alone a resource no form can write', () => {
    expect(resourceToForm({ resourceType: 'Encounter' })).toBeNull();
    expect(resourceToForm({ resourceType: 'Observation', valueString: 'clear' })).toBeNull();
  });
});

describe('writing into an imported record', () => {
  const imported: FhirResource = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: {
      coding: [{ system: 'http://snomed.info/sct', code: '764146007', display: 'Penicillin' }],
    },
    reaction: [
      { manifestation: [{ coding: [{ code: '247472004', display: 'Wheal' }] }], onset: '2001' },
      { manifestation: [{ text: 'Dizziness' }] },
    ],
  };
  const form = resourceToForm(imported);

  it('keeps the codes of what was not renamed', () => {
    if (form?.form !== 'allergy') throw new Error('not an allergy');
    const edited = formToResource({ ...form, severity: 'severe' }, imported);
    expect(edited['code']).toEqual(imported['code']);
    expect(edited['reaction']).toEqual([
      {
        manifestation: [{ coding: [{ code: '247472004', display: 'Wheal' }] }],
        onset: '2001',
        severity: 'severe',
      },
      { manifestation: [{ text: 'Dizziness' }] },
    ]);
  });

  it('drops the codes of what was renamed: they would contradict the words', () => {
    if (form?.form !== 'allergy') throw new Error('not an allergy');
    const edited = formToResource({ ...form, substance: 'Cefalexin' }, imported);
    expect(edited['code']).toEqual({ text: 'Cefalexin' });
  });

  it('leaves the imported resource as it was', () => {
    const copy = structuredClone(imported);
    if (form !== null) formToResource({ ...form, ...{ substance: 'x', since: '2000' } }, imported);
    expect(imported).toEqual(copy);
  });
});

describe('a measurement form', () => {
  it('writes a blood pressure that others can read', () => {
    const resource = formToResource({
      form: 'measurement',
      kind: 'blood-pressure',
      value: 128,
      second: 78,
      unit: 'mm[Hg]',
      at: '2024-05-01',
    });
    expect(say(resource)).toMatchObject({
      kind: 'measurement',
      title: 'Blood pressure',
      detail: '128/78 mmHg',
    });
  });

  it('gives a time its zone, as FHIR demands', () => {
    const at = '2024-05-01T08:30';
    const resource = formToResource({
      form: 'measurement',
      kind: 'weight',
      value: 80,
      second: null,
      unit: 'kg',
      at,
    });
    expect(resource['effectiveDateTime']).toMatch(/^2024-05-01T08:30:00[+-]\d\d:\d\d$/);
  });

  it('drops the judgement of a value that was corrected, and only then', () => {
    const imported: FhirResource = {
      ...formToResource({
        form: 'measurement',
        kind: 'hba1c',
        value: 9,
        second: null,
        unit: '%',
        at: '2024',
      }),
      interpretation: [{ text: 'High' }],
      referenceRange: [{ high: { value: 6 } }],
    };
    const form = resourceToForm(imported);
    if (form?.form !== 'measurement') throw new Error('not a measurement');
    const moved = formToResource({ ...form, at: '2023' }, imported);
    const corrected = formToResource({ ...form, value: 5 }, imported);
    expect([moved['interpretation'], corrected['interpretation']]).toEqual([
      [{ text: 'High' }],
      undefined,
    ]);
    expect(corrected['referenceRange']).toEqual(imported['referenceRange']);
  });

  it('chooses the code by the unit', () => {
    const glucose = (unit: string) =>
      JSON.stringify(
        formToResource({
          form: 'measurement',
          kind: 'glucose',
          value: 90,
          second: null,
          unit,
          at: '2024',
        })['code'],
      );
    expect(glucose('mmol/L')).toContain('15074-8');
    expect(glucose('mg/dL')).toContain('2339-0');
  });
});
