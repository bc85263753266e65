import { describe, expect, it } from 'vitest';
import type { FhirResource, Json } from '../fhir.ts';
import type { AttachmentRef, HealthRecord, ShareUnit } from '../record.ts';
import { exportOf, makeRecord } from './fixtures/make-record.ts';
import { scopedExport } from './scoped-export.ts';

/** The word that belongs to a unit which is not granted. */
const SECRET = 'Secret-7731';
const concept: Json = {
  coding: [{ system: 'urn:s', code: SECRET, display: SECRET }],
  text: SECRET,
};

const exported = (record: HealthRecord, units: readonly ShareUnit[]): string =>
  JSON.stringify(scopedExport(exportOf([record], units, { includePrivate: [record.id] })));

interface Restating {
  what: string;
  unit: ShareUnit;
  /** The units that have to be granted besides. */
  owners: ShareUnit[];
  resource: FhirResource;
}

const masked: Json = {
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
      valueCode: 'masked',
    },
  ],
};

/** Forms that FHIR allows, or allowed once, and that say in one unit what another unit holds. */
const cases: readonly Restating[] = [
  {
    what: 'the planned drug of a care plan’s activity',
    unit: 'medical',
    owners: ['prescription'],
    resource: {
      resourceType: 'CarePlan',
      activity: [{ detail: { kind: 'MedicationRequest', status: 'scheduled', code: concept } }],
    },
  },
  {
    what: 'the drug used in a procedure, as R5 writes it',
    unit: 'medical',
    owners: ['prescription'],
    resource: { resourceType: 'Procedure', used: [{ concept }] },
  },
  {
    what: 'the acts that a document in the prescriptions documents',
    unit: 'prescription',
    owners: ['medical'],
    resource: {
      resourceType: 'DocumentReference',
      type: { coding: [{ system: 'http://loinc.org', code: '57833-6' }] },
      context: { event: [concept], practiceSetting: concept },
    },
  },
  {
    what: 'the acts that a composition in the prescriptions documents',
    unit: 'prescription',
    owners: ['medical'],
    resource: {
      resourceType: 'Composition',
      type: { coding: [{ system: 'http://loinc.org', code: '57833-6' }] },
      event: [{ code: [concept] }],
    },
  },
  {
    what: 'what an appointment is for',
    unit: 'personal',
    owners: ['medical'],
    resource: {
      resourceType: 'Appointment',
      serviceCategory: [concept],
      serviceType: [concept],
      specialty: [concept],
    },
  },
  {
    what: 'why an appointment was called off',
    unit: 'personal',
    owners: ['medical'],
    resource: { resourceType: 'Appointment', cancelationReason: concept },
  },
  {
    what: '"as needed for", as R5 writes it',
    unit: 'prescription',
    owners: ['medical'],
    resource: {
      resourceType: 'MedicationRequest',
      dosageInstruction: [{ asNeededFor: [concept] }],
    },
  },
  {
    what: 'the reason for use, as DSTU2 writes it',
    unit: 'prescription',
    owners: ['medical'],
    resource: { resourceType: 'MedicationStatement', reasonForUseCodeableConcept: concept },
  },
  {
    what: 'the reason given, as DSTU2 writes it',
    unit: 'prescription',
    owners: ['medical'],
    resource: { resourceType: 'MedicationAdministration', reasonNotGiven: [concept] },
  },
  {
    what: 'the diagnosis related group of a claim',
    unit: 'insurance-claims',
    owners: ['medical'],
    resource: { resourceType: 'ExplanationOfBenefit', diagnosisRelatedGroup: concept },
  },
  {
    what: 'what was billed, as STU3 and R5 write it',
    unit: 'insurance-claims',
    owners: ['medical', 'prescription'],
    resource: {
      resourceType: 'Claim',
      item: [{ sequence: 1, service: concept, productOrServiceEnd: concept }],
      information: [{ valueString: SECRET }],
    },
  },
  {
    what: 'the sensitivity label of a prescription',
    unit: 'prescription',
    owners: ['medical'],
    resource: { resourceType: 'MedicationRequest', meta: { security: [{ code: 'HIV' }] } },
  },
];

describe('what one unit says of another', () => {
  it.each(cases)('leaves only beside it: $what', ({ unit, owners, resource }) => {
    const record = makeRecord(resource);
    const secret = new RegExp(`${SECRET}|HIV`);
    expect(exported(record, [unit])).not.toMatch(secret);
    expect(exported(record, [unit, ...owners])).toMatch(secret);
  });

  it('never leaves with a reference whose address is masked', () => {
    const basedOn = [
      { _reference: masked, display: SECRET },
      { _type: masked, display: SECRET },
    ];
    const record = makeRecord({ resourceType: 'Procedure', basedOn });
    expect(exported(record, ['medical', 'prescription'])).not.toContain(SECRET);
  });

  it('never leaves with a reference in a coding’s place', () => {
    const event = [{ reference: 'MedicationRequest/m', display: SECRET }];
    const record = makeRecord({ resourceType: 'Procedure', event });
    expect(exported(record, ['medical'])).not.toContain(SECRET);
    const coded = makeRecord({ resourceType: 'Procedure', event: [{ display: SECRET }] });
    expect(exported(coded, ['medical'])).toContain(SECRET);
  });

  it('never leaves as the reason why a value is absent', () => {
    const absent = (valueCode: string) =>
      makeRecord({
        resourceType: 'MedicationRequest',
        _authoredOn: {
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode },
          ],
        },
      });
    expect(exported(absent('migraine'), ['prescription'])).not.toContain('migraine');
    expect(exported(absent('asked-declined'), ['prescription'])).toContain('asked-declined');
  });

  it('is not the title that a file took from the description', () => {
    const title = 'Chemotherapy bill';
    const file: AttachmentRef = {
      ...{ id: 'b', path: '/content/0/attachment/data', title, size: 9000, sha256: 'ab' },
      contentType: 'application/pdf',
    };
    const resource: FhirResource = {
      resourceType: 'DocumentReference',
      type: { coding: [{ code: '64289-2' }] },
      description: title,
      content: [{ attachment: { title, size: 9000 } }],
    };
    const record = makeRecord(resource, { attachments: [file] });
    expect(exported(record, ['insurance-claims'])).not.toContain(title);
    expect(exported(record, ['insurance-claims', 'medical', 'prescription'])).toContain(title);
  });

  it('keeps a restricted prescription marked as restricted', () => {
    const record = makeRecord({
      resourceType: 'MedicationRequest',
      meta: { security: [{ code: 'HIV' }] },
    });
    expect(exported(record, ['prescription'])).toContain('"security":[{"code":"R"}]');
  });

  it('keeps "as needed" when it may not say for what', () => {
    const dosageInstruction = [{ asNeededFor: [concept] }];
    const record = makeRecord({ resourceType: 'MedicationRequest', dosageInstruction });
    expect(exported(record, ['prescription'])).toContain('"asNeededBoolean":true');
  });
});
