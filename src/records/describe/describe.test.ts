import { describe as suite, expect, it } from 'vitest';
import type { FhirResource } from '../fhir.ts';
import { describe, fields } from './describe.ts';
import { findAmong } from './references.ts';

const clinical = (code: string) => ({ coding: [{ code }] });
const say = (resource: FhirResource, beside: readonly FhirResource[] = []) =>
  describe(resource, findAmong(beside));
const valuesOf = (resource: FhirResource, label: string) =>
  fields(resource)
    .filter((field) => field.label === label)
    .map(({ value }) => value);

suite('a title', () => {
  const titled = (code: FhirResource[string]) => say({ resourceType: 'Condition', code }).title;

  it('is the text, else the display, else the code', () => {
    const coding = [{ code: '44054006', display: 'Diabetes type 2' }];
    expect(titled({ text: 'Sugar', coding })).toBe('Sugar');
    expect(titled({ coding })).toBe('Diabetes type 2');
    expect(titled({ coding: [{ code: '44054006' }] })).toBe('44054006');
  });

  it('is the display where the text only repeats the code', () => {
    const coding = [{ code: '52734007', display: 'Total hip replacement' }];
    expect(titled({ text: '52734007', coding })).toBe('Total hip replacement');
  });

  it('drops the kind of thing that SNOMED adds, and keeps other brackets', () => {
    expect(titled({ text: 'Sepsis (disorder)' })).toBe('Sepsis');
    expect(titled({ text: 'Fracture (left)' })).toBe('Fracture (left)');
  });

  it('is the type in words when the record names nothing', () => {
    expect(titled(null)).toBe('Condition');
    expect(say({ resourceType: 'SleepDiary' }).title).toBe('Sleep Diary');
  });
});

suite('an allergy', () => {
  const allergy: FhirResource = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: clinical('active'),
    code: { text: 'Penicillin' },
    onsetDateTime: '1995',
    reaction: [{ manifestation: [{ text: 'Hives' }], severity: 'mild' }],
  };

  it('says how it shows, how bad, and since when as precisely as recorded', () => {
    expect(say(allergy)).toMatchObject({
      kind: 'allergy',
      title: 'Penicillin',
      detail: 'Hives · mild',
      date: '1995',
      status: 'active',
      severe: false,
    });
  });

  it('is severe by criticality, by a severe reaction, or by anaphylaxis', () => {
    const reaction = (item: FhirResource[string]) => say({ ...allergy, reaction: [item] }).severe;
    expect(say({ ...allergy, criticality: 'high' }).severe).toBe(true);
    expect(reaction({ severity: 'severe' })).toBe(true);
    expect(reaction({ manifestation: [{ coding: [{ code: '39579001' }] }] })).toBe(true);
    expect(reaction({ manifestation: [{ text: 'Anaphylactic shock' }] })).toBe(true);
    expect(reaction({ manifestation: [{ text: 'Hives' }] })).toBe(false);
  });

  it('that was refuted no longer holds', () => {
    expect(say({ ...allergy, verificationStatus: clinical('refuted') })).toMatchObject({
      status: 'stopped',
      detail: 'Hives · mild · refuted',
    });
  });
});

suite('a record entered in error', () => {
  it.each([
    ['AllergyIntolerance', { verificationStatus: clinical('entered-in-error') }],
    ['Observation', { status: 'entered-in-error' }],
    ['MedicationDispense', { status: 'entered-in-error' }],
    ['DocumentReference', { status: 'current', docStatus: 'entered-in-error' }],
    ['Person', { status: 'entered-in-error' }],
    ['Anything', { verificationStatus: 'entered-in-error' }],
  ])('is known as such: %s', (resourceType, rest) => {
    expect(say({ resourceType, ...rest }).status).toBe('entered-in-error');
    expect(say({ resourceType }).status).not.toBe('entered-in-error');
  });
});

suite('a medicine', () => {
  const medication: FhirResource = {
    resourceType: 'Medication',
    id: 'm',
    code: { text: 'Metformin' },
  };
  const request = (rest: { [key: string]: FhirResource[string] }): FhirResource => ({
    resourceType: 'MedicationRequest',
    status: 'active',
    ...rest,
  });

  it('is named by its concept, its reference, a contained or a neighbouring product', () => {
    const named = (rest: Parameters<typeof request>[0]) => say(request(rest), [medication]).title;
    expect(named({ medicationCodeableConcept: { text: 'Aspirin' } })).toBe('Aspirin');
    expect(named({ medicationReference: { display: 'Aspirin' } })).toBe('Aspirin');
    expect(named({ medicationReference: { reference: 'Medication/m' } })).toBe('Metformin');
    expect(named({ medicationReference: { reference: 'urn:uuid:m' } })).toBe('Metformin');
    expect(named({ medicationReference: { reference: 'https://a.example/Medication/m' } })).toBe(
      'Metformin',
    );
    const contained = [{ ...medication, id: 'c', code: { text: 'Ramipril' } }];
    expect(named({ medicationReference: { reference: '#c' }, contained })).toBe('Ramipril');
  });

  it('is over when completed, but a box that was handed over may last', () => {
    expect(say(request({ status: 'completed' })).status).toBe('stopped');
    expect(say({ resourceType: 'MedicationDispense', status: 'completed' }).status).toBe('unknown');
  });

  it('that is on hold or must not be taken says so', () => {
    expect(say(request({ status: 'on-hold' }))).toMatchObject({
      status: 'unknown',
      detail: 'on hold',
    });
    expect(say(request({ doNotPerform: true }))).toMatchObject({
      status: 'stopped',
      detail: 'do not take',
    });
  });
});

suite('a measurement', () => {
  const mmHg = (value: number) => ({ value, unit: 'mm[Hg]' });
  const part = (code: string, value: number) => ({
    code: { coding: [{ system: 'http://loinc.org', code }] },
    valueQuantity: mmHg(value),
  });

  it('of blood pressure reads upper over lower, whatever their order', () => {
    const said = say({
      resourceType: 'Observation',
      code: { coding: [{ code: '85354-9', display: 'Blood pressure' }] },
      component: [part('8462-4', 78), part('8480-6', 128)],
    });
    expect(said).toMatchObject({ kind: 'measurement', detail: '128/78 mmHg' });
    expect(said.value).toEqual({ number: 128, unit: 'mmHg', code: '8480-6' });
  });

  it('carries its range and interpretation', () => {
    const said = say({
      resourceType: 'Observation',
      category: [{ coding: [{ code: 'laboratory' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }], text: 'HbA1c' },
      valueQuantity: { value: 7.9, unit: '%', comparator: '>' },
      referenceRange: [{ low: { value: 4 }, high: { value: 6 } }],
      interpretation: [{ text: 'High' }],
    });
    expect(said).toMatchObject({ kind: 'lab', detail: '>7.9 % · High' });
    expect(said.value).toEqual({ number: 7.9, unit: '%', low: 4, high: 6, code: '4548-4' });
  });

  it('keeps the digits of a person and loses the noise of a converter', () => {
    const read = (value: number) =>
      say({ resourceType: 'Observation', valueQuantity: { value, unit: 'x' } }).detail;
    expect(read(1.015)).toBe('1.015 x');
    expect(read(27.38088803859094)).toBe('27.38 x');
    expect(read(0.0312345678)).toBe('0.0312 x');
    expect(read(150000)).toBe('150000 x');
  });

  it('without a value says why', () => {
    const dataAbsentReason = { text: 'Sample lost' };
    expect(say({ resourceType: 'Observation', dataAbsentReason }).detail).toBe('Sample lost');
  });
});

suite('a condition', () => {
  it('without a clinical status has ended when an end is recorded', () => {
    expect(say({ resourceType: 'Condition', abatementDateTime: '2020' }).status).toBe('stopped');
    expect(say({ resourceType: 'Condition' }).status).toBe('unknown');
  });
});

suite('an insurance card', () => {
  it('names insurer, plan and number', () => {
    const card: FhirResource = {
      resourceType: 'Coverage',
      status: 'active',
      payor: [{ reference: '#o' }],
      contained: [{ resourceType: 'Organization', id: 'o', name: 'Harbour Mutual' }],
      subscriberId: '42',
      class: [{ type: { coding: [{ code: 'plan' }] }, value: 'P1', name: 'Family' }],
    };
    expect(say(card)).toMatchObject({ title: 'Harbour Mutual', detail: 'Family · 42' });
    expect(valuesOf(card, 'member-id')).toEqual(['42']);
  });
});

suite('a readable page', () => {
  it('shows the text that lies inside a note', () => {
    const note: FhirResource = {
      resourceType: 'DocumentReference',
      content: [{ attachment: { contentType: 'text/plain', data: btoa('Rest.\nDrink.') } }],
    };
    expect(valuesOf(note, 'note')).toEqual(['Rest.\nDrink.']);
  });

  it('shows a narrative as words, never as markup', () => {
    const div = '<div><script>alert(1)</script><p onclick="x()">Take &lt;2&gt; a day</p></div>';
    const [words] = valuesOf({ resourceType: 'Unknown', text: { div } }, 'narrative');
    expect(words).toBe('Take <2> a day');
  });

  it('reads a narrative of a million brackets without getting stuck', () => {
    const [words] = valuesOf(
      { resourceType: 'Unknown', text: { div: '<'.repeat(1_000_000) } },
      'narrative',
    );
    expect(words?.length).toBe(8000);
  });

  it('keeps what it does not know', () => {
    const page = valuesOf({ resourceType: 'SleepDiary', hoursSlept: 7 }, 'other');
    expect(page).toEqual(['hours slept: 7']);
  });

  it('tells days from moments', () => {
    const kinds = fields({
      resourceType: 'Observation',
      effectiveDateTime: '2020-01-02T10:00:00Z',
      issued: '2020-01',
    }).map(({ kind }) => kind);
    expect(kinds).toEqual(['datetime', 'date']);
  });
});
