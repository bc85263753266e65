import { describe, expect, it } from 'vitest';
import type { FhirResource, Json } from '../fhir.ts';
import { shareUnits, type AttachmentRef, type HealthRecord, type ShareUnit } from '../record.ts';
import { exportOf, makeRecord } from './fixtures/make-record.ts';
import { scopedExport } from './scoped-export.ts';
import type { ExportInput, UnitExport } from './unit-export.ts';

function unitOf(
  unit: ShareUnit,
  records: readonly HealthRecord[],
  more: Partial<ExportInput> & { beside?: ShareUnit[] } = {},
): UnitExport {
  const { beside = [], ...rest } = more;
  const { units } = scopedExport(exportOf(records, [unit, ...beside], rest));
  const found = units.find((one) => one.unit === unit);
  if (found === undefined) throw new Error('the unit is missing');
  return found;
}

/** What is left of one resource that is exported alone. */
const left = (unit: ShareUnit, resource: FhirResource, ...beside: ShareUnit[]) =>
  unitOf(unit, [makeRecord(resource)], { beside }).resources[0];

const condition: FhirResource = { resourceType: 'Condition', id: 'a', code: { text: 'Migraine' } };
const request: FhirResource = {
  resourceType: 'MedicationRequest',
  id: 'm',
  medicationCodeableConcept: { text: 'Sumatriptan' },
};

describe('which records leave', () => {
  it('are those of the granted units, in the order of the units', () => {
    const records = [request, condition, { resourceType: 'Patient', id: 'p' }].map((one) =>
      makeRecord(one),
    );
    const { units } = scopedExport(exportOf(records, ['prescription', 'medical']));
    expect(units.map(({ unit }) => unit)).toEqual(['medical', 'prescription']);
    expect(units.flatMap(({ resources }) => resources)).toEqual([
      { ...condition, id: 'r1' },
      { ...request, id: 'r1' },
    ]);
  });

  it('are none when nothing is granted', () => {
    expect(scopedExport(exportOf([makeRecord(condition)], []))).toEqual({
      header: {},
      units: [],
      freeText: false,
    });
  });

  it('are those the person did not leave out', () => {
    const records = [makeRecord(condition)];
    expect(unitOf('medical', records).resources).toHaveLength(1);
    const leaveOut = records.map(({ id }) => id);
    expect(unitOf('medical', records, { leaveOut }).resources).toEqual([]);
  });

  it('are private ones only by name', () => {
    const records = [makeRecord(condition, { private: true })];
    expect(unitOf('medical', records).resources).toEqual([]);
    const includePrivate = records.map(({ id }) => id);
    expect(unitOf('medical', records, { includePrivate }).resources).toHaveLength(1);
  });

  it('are found where the person moved them', () => {
    const moved = makeRecord(condition, { partition: 'personal', movedByHand: true });
    expect(unitOf('medical', [moved]).resources).toEqual([]);
    expect(unitOf('personal', [moved]).resources).toHaveLength(1);
  });

  it('tell the card from the claims', () => {
    const records = [
      makeRecord({ resourceType: 'Coverage', id: 'c' }),
      makeRecord({ resourceType: 'Claim', id: 'd' }),
    ];
    const types = (unit: ShareUnit) =>
      unitOf(unit, records).resources.map(({ resourceType }) => resourceType);
    expect(types('insurance-card')).toEqual(['Coverage']);
    expect(types('insurance-claims')).toEqual(['Claim']);
  });

  it('are provenances of what leaves, and no others', () => {
    const provenance = makeRecord({
      resourceType: 'Provenance',
      id: 'v',
      target: [{ reference: 'Condition/a' }, { reference: 'MedicationRequest/m' }],
    });
    expect(unitOf('medical', [makeRecord(condition), provenance]).resources[1]).toEqual({
      resourceType: 'Provenance',
      id: 'r2',
      target: [{ reference: 'Condition/r1' }],
    });
    const hidden = makeRecord(condition, { private: true });
    expect(unitOf('medical', [hidden, provenance]).resources).toEqual([]);
  });

  it('are directory entries only when a person chose them', () => {
    const clinic: FhirResource = { resourceType: 'Organization', id: 'o', name: 'Harbour Clinic' };
    expect(unitOf('medical', [makeRecord(clinic)]).resources).toEqual([]);
    expect(unitOf('medical', [makeRecord(clinic, { movedByHand: true })]).resources).toHaveLength(
      1,
    );
  });
});

describe('references', () => {
  const encounter: FhirResource = { resourceType: 'Encounter', id: 'e', status: 'finished' };
  const pointing = (reference: Json): FhirResource => ({ ...condition, encounter: reference });

  it('stay when the target leaves in the same unit, under its new id', () => {
    for (const reference of ['Encounter/e', 'urn:uuid:e', 'https://example.org/fhir/Encounter/e']) {
      const records = [
        makeRecord(encounter),
        makeRecord(pointing({ reference, display: 'Visit' })),
      ];
      expect(unitOf('medical', records).resources[1]).toMatchObject({
        encounter: { reference: 'Encounter/r1', display: 'Visit' },
      });
    }
  });

  it('go with their display when the target does not leave', () => {
    const source = makeRecord(pointing({ reference: 'Encounter/e', display: 'Visit' }));
    const hidden = makeRecord(encounter, { private: true });
    expect(unitOf('medical', [hidden, source]).resources).toEqual([{ ...condition, id: 'r1' }]);
    expect(unitOf('medical', [source]).resources).toEqual([{ ...condition, id: 'r1' }]);
  });

  it('go when the target leaves in another unit', () => {
    const source = { ...request, encounter: { reference: 'Encounter/e', display: 'Visit' } };
    const records = [makeRecord(encounter), makeRecord(source)];
    const { resources } = unitOf('prescription', records, { beside: ['medical'] });
    expect(resources).toEqual([{ ...request, id: 'r1' }]);
  });

  it('do not reach into another file by a short id, and do by one unlike any other', () => {
    const origin = { kind: 'import', name: 'b.json', at: '2024-06-01T10:00:00Z' } as const;
    const linked = (id: string) => {
      const source = makeRecord(pointing({ reference: `Encounter/${id}` }), { origin });
      return unitOf('medical', [makeRecord({ ...encounter, id }), source]).resources[1];
    };
    expect(linked('e')).not.toHaveProperty('encounter');
    expect(linked('7a17027f-acc0-4d77-bf84')).toHaveProperty('encounter');
  });

  it('to professionals and places become their names', () => {
    const asked = (requester: Json) => left('prescription', { ...request, requester });
    const named = { reference: 'Practitioner/p', display: 'Dr Ada Moss' };
    expect(asked(named)).toMatchObject({
      requester: { type: 'Practitioner', display: 'Dr Ada Moss' },
    });
    expect(
      asked({ reference: 'urn:uuid:p', type: 'Organization', display: 'Clinic' }),
    ).toMatchObject({
      requester: { type: 'Organization', display: 'Clinic' },
    });
    expect(asked({ display: 'Dr Ada Moss' })).toMatchObject({
      requester: { display: 'Dr Ada Moss' },
    });
    expect(asked({ reference: 'Practitioner/p' })).not.toHaveProperty('requester');
  });

  it('to the patient go, with the name', () => {
    for (const subject of [
      { reference: 'Patient/p', display: 'Somebody' },
      { reference: 'urn:uuid:p', display: 'Somebody' },
      { display: 'Somebody' },
      { identifier: { value: '123' }, display: 'Somebody' },
    ]) {
      expect(left('medical', { ...condition, subject })).toEqual({ ...condition, id: 'r1' });
    }
  });

  it('leave no empty items where they named the subject of the item', () => {
    const list = (reference: string): FhirResource => ({
      resourceType: 'List',
      id: 'l',
      code: { text: 'Problems' },
      entry: [{ date: '2024-01-01', item: { reference } }],
    });
    const withList = (reference: string) =>
      unitOf('medical', [makeRecord(condition), makeRecord(list(reference))]).resources[1];
    expect(withList('Condition/a')).toHaveProperty('entry');
    expect(withList('Condition/gone')).not.toHaveProperty('entry');
  });
});

describe('elements that restate another unit', () => {
  const reasoned = { ...request, reasonCode: [{ text: 'Migraine' }] };

  it('leave only when that unit is granted too', () => {
    expect(left('prescription', reasoned)).not.toHaveProperty('reasonCode');
    expect(left('prescription', reasoned, 'medical')).toHaveProperty('reasonCode');
  });

  it('belong to a unit that restates nothing', () => {
    const visit = { resourceType: 'Encounter', id: 'e', reasonCode: [{ text: 'Migraine' }] };
    expect(left('medical', visit)).toHaveProperty('reasonCode');
  });

  it('turn "as needed for" into "as needed"', () => {
    const dosed = {
      ...request,
      dosageInstruction: [{ asNeededCodeableConcept: { text: 'Migraine' } }],
    };
    expect(left('prescription', dosed)).toMatchObject({
      dosageInstruction: [{ asNeededBoolean: true }],
    });
    expect(left('prescription', dosed, 'medical')).toMatchObject({
      dosageInstruction: [{ asNeededCodeableConcept: { text: 'Migraine' } }],
    });
  });

  it('leave of a claim who billed, when and how much', () => {
    const claim: FhirResource = {
      ...{ resourceType: 'ExplanationOfBenefit', id: 'x', status: 'active' },
      ...{ insurer: { display: 'Mutual' }, created: '2024-02-02' },
      diagnosis: [{ sequence: 1, diagnosisCodeableConcept: { text: 'Migraine' } }],
      item: [{ sequence: 1, productOrService: { text: 'Sumatriptan' }, net: { value: 12 } }],
      total: [{ amount: { value: 12 } }],
    };
    const cutDown = {
      ...{ resourceType: 'ExplanationOfBenefit', id: 'r1', status: 'active' },
      ...{ insurer: { display: 'Mutual' }, created: '2024-02-02' },
      item: [{ sequence: 1, net: { value: 12 } }],
      total: [{ amount: { value: 12 } }],
    };
    expect(left('insurance-claims', claim)).toEqual(cutDown);
    expect(left('insurance-claims', claim, 'medical')).toEqual({
      ...cutDown,
      diagnosis: claim['diagnosis'],
    });
    expect(left('insurance-claims', claim, 'medical', 'prescription')).toEqual({
      ...claim,
      id: 'r1',
    });
  });
});

describe('what never leaves', () => {
  it('is the narrative, at the top and in sections', () => {
    const text = { status: 'generated', div: '<div>Migraine</div>' };
    expect(left('medical', { ...condition, text })).toEqual({ ...condition, id: 'r1' });
    const document = { resourceType: 'Composition', id: 'd', section: [{ title: 'A', text }] };
    expect(left('medical', document)).toMatchObject({ section: [{ title: 'A' }] });
    expect(JSON.stringify(left('medical', document))).not.toContain('div');
  });

  it('is every extension but why a value is absent', () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
    const resource = {
      ...condition,
      extension: [{ url: 'https://example.org/x', valueString: 'secret' }],
      _onsetDateTime: {
        extension: [
          { url, valueCode: 'unknown' },
          { url: 'x', valueString: 'secret' },
        ],
      },
      _recordedDate: { id: 'secret', extension: [{ url, valueCode: 'Secret words' }] },
      _severity: { note: 'secret', extension: [] },
      _given: [null, { value: 'secret' }],
    };
    expect(left('medical', resource)).toEqual({
      ...condition,
      id: 'r1',
      _onsetDateTime: { extension: [{ url, valueCode: 'unknown' }] },
    });
  });

  it('is the value of a modifier, but not that there is one', () => {
    const modifierExtension = [{ url: 'https://example.org/not', valueString: 'secret' }];
    expect(left('medical', { ...condition, modifierExtension })).toEqual({
      ...condition,
      id: 'r1',
      modifierExtension: [{ url: 'https://example.org/not' }],
    });
  });

  it('is storage, links out and numbers that name things elsewhere', () => {
    const resource = {
      ...condition,
      meta: { source: 'https://example.org', profile: ['x'] },
      identifier: [{ system: 'urn:x', value: '1' }],
      evidence: [{ id: 'inner', code: [{ text: 'Aura' }] }],
      url: 'https://example.org/token',
    };
    expect(left('medical', resource)).toEqual({
      ...condition,
      id: 'r1',
      evidence: [{ code: [{ text: 'Aura' }] }],
    });
  });

  it('is not the label that says a record is restricted', () => {
    const meta = { security: [{ system: 's', code: 'R', display: 'x' }, { code: 'N' }] };
    const record = makeRecord({ ...condition, meta });
    const { resources } = unitOf('medical', [record], { includePrivate: [record.id] });
    expect(resources[0]).toMatchObject({ meta: { security: [{ code: 'R' }] } });
  });
});

describe('numbers', () => {
  it('leave with the card and with the person', () => {
    const identifier = [{ system: 'urn:x', value: '1' }];
    expect(left('insurance-card', { resourceType: 'Coverage', identifier })).toHaveProperty(
      'identifier',
    );
    expect(left('personal', { resourceType: 'Patient', identifier })).toHaveProperty('identifier');
    expect(left('insurance-claims', { resourceType: 'Claim', identifier })).not.toHaveProperty(
      'identifier',
    );
  });

  it('of the member leave with the person only beside the card', () => {
    const identifier = [{ type: { coding: [{ code: 'MB' }] }, value: '1' }];
    const patient = { resourceType: 'Patient', identifier };
    expect(left('personal', patient)).not.toHaveProperty('identifier');
    expect(left('personal', patient, 'insurance-card')).toHaveProperty('identifier');
  });
});

describe('what is contained', () => {
  it('leaves when it would as a record, under a new id', () => {
    const drug = { resourceType: 'Medication', id: 'secret', code: { text: 'Sumatriptan' } };
    const resource: FhirResource = {
      ...{ resourceType: 'MedicationRequest', id: 'm', contained: [drug, condition] },
      medicationReference: { reference: '#secret' },
      supportingInformation: [{ reference: '#a', display: 'Migraine' }],
    };
    expect(left('prescription', resource)).toEqual({
      ...{ resourceType: 'MedicationRequest', id: 'r1', contained: [{ ...drug, id: 'c1' }] },
      medicationReference: { reference: '#c1' },
    });
  });

  it('is named where it is a professional or a place', () => {
    const doctor = {
      resourceType: 'Practitioner',
      id: 'p',
      name: [{ text: 'Dr Moss' }],
      gender: 'x',
    };
    const resource = { ...request, contained: [doctor], requester: { reference: '#p' } };
    expect(left('prescription', resource)).toEqual({
      ...{ ...request, id: 'r1' },
      requester: { type: 'Practitioner', display: 'Dr Moss' },
    });
  });
});

describe('a document’s sections', () => {
  const section = [
    {
      title: 'Problems',
      code: { coding: [{ code: '11450-4' }] },
      entry: [{ reference: 'Condition/a' }],
    },
    {
      title: 'No medicines',
      code: { coding: [{ code: '10160-0' }] },
      emptyReason: { text: 'nil known' },
    },
  ];
  const document = makeRecord({ resourceType: 'Composition', id: 'd', section });

  it('say that they are withheld when they speak of a unit that is not granted', () => {
    const { resources } = unitOf('medical', [makeRecord(condition), document]);
    const [problems, medicines] = resources[1]?.['section'] as Json[];
    expect(problems).toMatchObject({ title: 'Problems', entry: [{ reference: 'Condition/r1' }] });
    expect(medicines).toEqual({
      code: { coding: [{ system: 'http://loinc.org', code: '10160-0' }] },
      emptyReason: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'withheld' },
        ],
      },
    });
  });

  it('are left to the other unit when that is granted', () => {
    const records = [makeRecord(condition), document];
    const { resources } = unitOf('medical', records, { beside: ['prescription'] });
    expect(resources[1]?.['section']).toHaveLength(1);
  });
});

describe('files', () => {
  const file = (id: string, path: string): AttachmentRef => ({
    ...{ id, path, title: 'Scan', contentType: 'application/pdf', size: 9000, sha256: 'ab' },
  });
  const document: FhirResource = {
    ...{ resourceType: 'DocumentReference', id: 'd', status: 'current' },
    content: [
      { attachment: { contentType: 'application/pdf', size: 9000, url: 'https://x.example' } },
    ],
  };

  it('leave when they are picked, and are named when not', () => {
    const attachments = [file('b1', '/content/0/attachment/data'), file('b2', '')];
    const records = [makeRecord(condition), makeRecord(document, { attachments })];
    const exported = unitOf('medical', records, { includeAttachments: ['b2'] });
    expect(exported.attachments).toEqual([{ ...file('b2', ''), path: '/1' }]);
    expect(exported.notSent).toEqual([{ title: 'Scan', size: 9000, id: 'b1' }]);
  });

  it('are neither sent nor named when what held them stays behind', () => {
    const claim: FhirResource = {
      ...{ resourceType: 'Claim', id: 'c', status: 'active' },
      supportingInfo: [{ valueAttachment: { title: 'Scan', size: 9000 } }],
    };
    const attachments = [file('b1', '/supportingInfo/0/valueAttachment/data')];
    const records = [makeRecord(claim, { attachments })];
    expect(unitOf('insurance-claims', records).notSent).toEqual([]);
    const beside: ShareUnit[] = ['medical', 'prescription'];
    expect(unitOf('insurance-claims', records, { beside }).notSent).toHaveLength(1);
  });
});

describe('the header and the warning about free text', () => {
  it('gives what the patient lets go of the header', () => {
    const { header } = scopedExport(exportOf([], [], { header: { name: 'A', sex: '' } }));
    expect(header).toEqual({ name: 'A' });
  });

  it.each([
    [true, { ...condition, note: [{ text: 'since May' }] }],
    [true, { resourceType: 'DiagnosticReport', conclusion: 'normal' }],
    [true, { ...request, dosageInstruction: [{ text: 'one daily' }] }],
    [true, { resourceType: 'Observation', valueString: 'clear' }],
    [true, { resourceType: 'DetectedIssue', detail: 'taken together with …' }],
    [true, { resourceType: 'Binary', contentType: 'text/plain', data: 'AAAA' }],
    [false, condition],
    [false, { ...condition, note: [] }],
  ])('warns: %s', (expected, resource) => {
    const records = [makeRecord(resource)];
    expect(scopedExport(exportOf(records, [...shareUnits])).freeText).toBe(expected);
  });
});
