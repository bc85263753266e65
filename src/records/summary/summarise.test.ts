import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FhirResource } from '../fhir.ts';
import type { ShareUnit } from '../record.ts';
import { shareUnits } from '../record.ts';
import type { GrantedUnit } from './item.ts';
import { summarise } from './summarise.ts';

const unit = (name: ShareUnit, resources: readonly FhirResource[]): GrantedUnit => ({
  unit: name,
  resources,
  attachments: [],
  notSent: [],
});
const medical = (...resources: FhirResource[]) =>
  summarise({ header: {}, units: [unit('medical', resources)] });
const prescription = (...resources: FhirResource[]) =>
  summarise({ header: {}, units: [unit('prescription', resources)] });

const concept = (text: string, code = '') => ({ text, coding: [{ code, display: text }] });
const clinical = (code: string) => ({ coding: [{ code }] });
const allergy = (text: string, rest: Omit<FhirResource, 'resourceType'> = {}): FhirResource => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: clinical('active'),
  code: concept(text),
  ...rest,
});
const medicine = (text: string, rest: Omit<FhirResource, 'resourceType'> = {}): FhirResource => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  medicationCodeableConcept: concept(text),
  ...rest,
});
const titles = (items: readonly { title: string }[]) => items.map(({ title }) => title);

describe('what a group says of itself', () => {
  it('lists what was granted', () => {
    expect(medical(allergy('Latex')).allergies).toMatchObject({ statement: 'listed', stopped: [] });
  });

  it('says withheld of what was not granted, and never that it is empty', () => {
    const { allergies, problems, medicines, withheld } = prescription(medicine('Aspirin'));
    expect([allergies.statement, problems.statement]).toEqual(['withheld', 'withheld']);
    expect(medicines.statement).toBe('listed');
    expect(withheld).toEqual(['personal', 'medical', 'insurance-card', 'insurance-claims']);
  });

  it('says nothing recorded of what was granted and is empty', () => {
    const { allergies, medicines } = medical();
    expect([allergies.statement, medicines.statement]).toEqual(['nothing-recorded', 'withheld']);
  });

  it.each([
    ['SNOMED CT', { code: concept('Keine bekannte Allergie', '716186003') }],
    ['an older code system', { code: concept('x', 'no-known-allergies') }],
    ['words alone', { code: { text: 'No Known Allergies' } }],
  ])('says none known where a record states it by %s', (_, rest) => {
    const { statement, items } = medical(allergy('', rest)).allergies;
    expect({ statement, items }).toEqual({ statement: 'none-known', items: [] });
  });

  it('says none known of medicines and problems too', () => {
    expect(
      prescription(medicine('', { medicationCodeableConcept: concept('x', '787481004') })).medicines
        .statement,
    ).toBe('none-known');
    const problem: FhirResource = { resourceType: 'Condition', code: concept('x', '160245001') };
    expect(medical(problem).problems.statement).toBe('none-known');
  });

  it('does not take “no information” for “none”', () => {
    const unknown = allergy('', { code: concept('No information available', '1287211007') });
    expect(medical(unknown).allergies).toMatchObject({ statement: 'nothing-recorded', items: [] });
  });

  it('lists a statement about drugs alone, which says nothing of nuts', () => {
    const partial = allergy('', { code: concept('No known drug allergy', '409137002') });
    expect(medical(partial).allergies).toMatchObject({ statement: 'listed', items: [{}] });
  });

  it('lets a listed allergy outweigh a statement of none', () => {
    const none = allergy('', { code: concept('No known allergy', '716186003') });
    const { statement, items } = medical(none, allergy('Latex')).allergies;
    expect([statement, titles(items)]).toEqual(['listed', ['Latex']]);
  });

  it.each([
    ['refuted', { verificationStatus: clinical('refuted') }],
    ['ended', { clinicalStatus: clinical('inactive') }],
    ['entered in error', { verificationStatus: clinical('entered-in-error') }],
  ])('does not believe a statement of none that was %s', (_, rest) => {
    const none = { code: concept('No known allergy', '716186003') };
    expect(medical(allergy('', { ...none, ...rest })).allergies.statement).toBe('nothing-recorded');
    expect(medical(allergy('', none)).allergies.statement).toBe('none-known');
  });

  it.each([
    ['nilknown', 'none-known'],
    ['notasked', 'nothing-recorded'],
    ['unavailable', 'nothing-recorded'],
    ['withheld', 'withheld'],
  ])('reads the empty reason %s of a section or a list', (code, statement) => {
    const empty = { code: concept('x', '48765-2'), emptyReason: clinical(code) };
    const section: FhirResource = { resourceType: 'Composition', section: [empty] };
    expect(medical(section).allergies.statement).toBe(statement);
    expect(medical({ resourceType: 'List', ...empty }).allergies.statement).toBe(statement);
    expect(medical(section).vaccinations.statement).toBe('nothing-recorded');
  });

  it('is not none known when the statement stands in a unit that says nothing of the rest', () => {
    const none = allergy('', { code: concept('No known allergy', '716186003') });
    const moved = summarise({ header: {}, units: [unit('personal', [none])] });
    expect(moved.allergies.statement).toBe('withheld');
  });
});

describe('the items of a summary', () => {
  it('put what is dangerous first, then what holds, then the newest', () => {
    const { items } = medical(
      allergy('Old', { onsetDateTime: '2001' }),
      allergy('Unsaid', { clinicalStatus: null, onsetDateTime: '2024' }),
      allergy('New', { onsetDateTime: '2020-05' }),
      allergy('Deadly', { criticality: 'high', onsetDateTime: '1990' }),
    ).allergies;
    expect(titles(items)).toEqual(['Deadly', 'New', 'Old', 'Unsaid']);
  });

  it('fold what has stopped and leave out what was entered in error', () => {
    const { items, stopped } = medical(
      allergy('Held'),
      allergy('Outgrown', { clinicalStatus: clinical('resolved') }),
      allergy('Wrong', { verificationStatus: clinical('entered-in-error') }),
    ).allergies;
    expect([titles(items), titles(stopped)]).toEqual([['Held'], ['Outgrown']]);
  });

  it('tell once what a request and a statement both say', () => {
    const taken: FhirResource = { ...medicine('Metformin'), resourceType: 'MedicationStatement' };
    const asked = medicine('metformin', {
      dosageInstruction: [{ text: 'twice a day' }],
      authoredOn: '2020',
    });
    const { items } = prescription(taken, asked).medicines;
    expect(items).toMatchObject([
      { title: 'metformin', detail: 'twice a day', count: 2, index: 1 },
    ]);
  });

  it('show two doses of one medicine as two', () => {
    const dose = (text: string) => medicine('Metformin', { dosageInstruction: [{ text }] });
    expect(prescription(dose('500 mg'), dose('1 g'), dose('1 g')).medicines.items).toMatchObject([
      { detail: '500 mg', count: 1 },
      { detail: '1 g', count: 2 },
    ]);
  });

  it('name a medicine by the product beside it, and do not list the product', () => {
    const product: FhirResource = {
      resourceType: 'Medication',
      id: 'r1',
      code: concept('Ramipril'),
    };
    const asked = medicine('', {
      medicationCodeableConcept: null,
      medicationReference: { reference: 'Medication/r1' },
    });
    const { medicines, sections } = prescription(product, asked);
    expect([titles(medicines.items), sections]).toEqual([['Ramipril'], []]);
  });

  it('count every dose of a vaccine, and keep the refused ones apart', () => {
    const shot = (occurrenceDateTime: string, status = 'completed'): FhirResource => ({
      resourceType: 'Immunization',
      status,
      vaccineCode: concept('Influenza'),
      occurrenceDateTime,
    });
    const { items, stopped } = medical(
      shot('2022'),
      shot('2023'),
      shot('2024', 'not-done'),
    ).vaccinations;
    expect([items.map(({ date }) => date), stopped.length]).toEqual([['2023', '2022'], 1]);
  });

  it('say who recorded them', () => {
    const [item] = medical(allergy('Latex', { recorder: { display: 'Dr Example' } })).allergies
      .items;
    expect(item?.source).toBe('Dr Example');
  });
});

describe('trends', () => {
  const weight = (
    value: number,
    effectiveDateTime: string,
    rest: Omit<FhirResource, 'resourceType'> = {},
  ): FhirResource => ({
    resourceType: 'Observation',
    status: 'final',
    category: [clinical('vital-signs')],
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }], text: 'Weight' },
    effectiveDateTime,
    valueQuantity: { value, unit: 'kg' },
    ...rest,
  });

  it('run from the oldest to the newest, and leave the newest as an item', () => {
    const { trends, sections } = medical(
      weight(82, '2024'),
      weight(90, '2020-01-01'),
      weight(86, '2022-06'),
    );
    expect(trends).toMatchObject([{ title: 'Weight', unit: 'kg', code: '29463-7' }]);
    expect(trends[0]?.points.map(({ value }) => value)).toEqual([90, 86, 82]);
    expect(sections).toMatchObject([
      { kind: 'measurement', items: [{ detail: '82 kg', count: 3 }] },
    ]);
  });

  it('that end outside their range come before newer ones that do not', () => {
    const pulse = { code: { text: 'Pulse' }, valueQuantity: { value: 70, unit: '/min' } };
    const range = (high: number) => ({
      code: { text: 'Potassium' },
      referenceRange: [
        { low: { value: 3.5, unit: 'mmol/L' }, high: { value: high, unit: 'mmol/L' } },
      ],
    });
    const potassium = (value: number, date: string, high: number) =>
      weight(0, date, { ...range(high), valueQuantity: { value, unit: 'mmol/L' } });
    const titles = (high: number) =>
      medical(
        weight(0, '2025-01', pulse),
        weight(0, '2025-02', { ...pulse, valueQuantity: { value: 72, unit: '/min' } }),
        potassium(4, '2023-01', high),
        potassium(5.9, '2023-02', high),
      ).trends.map(({ title }) => title);
    expect(titles(5.1)).toEqual(['Potassium', 'Pulse']);
    expect(titles(6.1)).toEqual(['Pulse', 'Potassium']);
  });

  it('need two points', () => {
    const { trends, sections } = medical(weight(82, '2024'));
    expect([trends, sections[0]?.items.length]).toEqual([[], 1]);
  });

  it('do not mix units', () => {
    const pounds = { valueQuantity: { value: 180, unit: 'lb' } };
    const { trends } = medical(weight(82, '2024'), weight(83, '2023'), weight(0, '2022', pounds));
    expect(trends.map(({ points }) => points.length)).toEqual([2]);
  });

  it('leave out what was entered in error or cancelled', () => {
    const wrong = [
      weight(8, '2021', { status: 'entered-in-error' }),
      weight(9, '2021', { status: 'cancelled' }),
    ];
    const { trends } = medical(weight(82, '2024'), weight(83, '2023'), ...wrong);
    expect(trends[0]?.points.map(({ value }) => value)).toEqual([83, 82]);
  });

  it('follow both numbers of a blood pressure', () => {
    const part = (code: string, text: string, value: number) => ({
      code: { coding: [{ system: 'http://loinc.org', code }], text },
      valueQuantity: { value, unit: 'mmHg' },
    });
    const pressure = (date: string, upper: number, lower: number): FhirResource => ({
      ...weight(0, date, { valueQuantity: null }),
      code: concept('Blood pressure', '85354-9'),
      component: [part('8480-6', 'Upper', upper), part('8462-4', 'Lower', lower)],
    });
    const { trends, sections } = medical(pressure('2023', 150, 90), pressure('2024', 130, 80));
    expect(trends.map(({ title, points }) => [title, points.map(({ value }) => value)])).toEqual([
      ['Lower', [90, 80]],
      ['Upper', [150, 130]],
    ]);
    expect(sections[0]?.items).toMatchObject([{ detail: '130/80 mmHg', count: 2 }]);
  });
});

describe('a summary of anything', () => {
  const resources = fc.record(
    {
      resourceType: fc.constantFrom(
        'AllergyIntolerance',
        'Condition',
        'Observation',
        'MedicationRequest',
        'List',
      ),
      code: fc.jsonValue(),
      status: fc.jsonValue(),
      id: fc.string(),
      valueQuantity: fc.jsonValue(),
    },
    { requiredKeys: ['resourceType'] },
  ) as fc.Arbitrary<FhirResource>;

  it('never calls a group empty whose unit was not granted', () => {
    const units = fc.subarray([...shareUnits]);
    fc.assert(
      fc.property(fc.array(resources), units, (list, granted) => {
        const summary = summarise({ header: {}, units: granted.map((name) => unit(name, list)) });
        const isEmpty = ['none-known', 'nothing-recorded'].includes(summary.allergies.statement);
        expect(isEmpty && !granted.includes('medical')).toBe(false);
        expect(summary.withheld).toEqual(shareUnits.filter((name) => !granted.includes(name)));
      }),
    );
  });

  it('loses no allergy', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 3 })), (names) => {
        const { items } = medical(...names.map((name) => allergy(name))).allergies;
        expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(names.length);
      }),
    );
  });
});
