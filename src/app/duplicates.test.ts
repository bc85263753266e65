import { describe, expect, it } from 'vitest';
import type { FhirResource } from '../records/index.ts';
import { bundleOf } from './fixtures/bundle.ts';
import { patientDevice, type Device } from './fixtures/device.ts';

const patient = (name: string, birthDate: string, more: object = {}): FhirResource => ({
  resourceType: 'Patient',
  id: '1',
  name: [{ text: name }],
  birthDate,
  ...more,
});
const numbered = (value: string) => ({ identifier: [{ system: 'urn:small-clinic', value }] });
const subject = { reference: 'Patient/1' };
const sunburn = (more: object = {}): FhirResource => ({
  resourceType: 'Condition',
  id: 'c',
  code: { text: 'Sunburn' },
  subject,
  ...more,
});

async function bringIn({ carnet }: Device, ...entries: FhirResource[]) {
  const review = await carnet.readImport(bundleOf(entries), 'record.json');
  await carnet.confirmImport();
  const { fresh, duplicates, updated, somebodyElse } = review;
  return { fresh: fresh.medical, duplicates, updated, somebodyElse };
}

const ada = patient('Ada Example', '1970-01-02');
const ben = patient('Ben Example', '1998-11-30');

describe('files of two people in one profile', () => {
  it('are never taken as versions of each other, though a clinic numbers them alike', async () => {
    const made = await patientDevice();
    await bringIn(made, ada, sunburn(numbered('7')));
    const second = await bringIn(made, ben, sunburn({ ...numbered('7'), note: [{ text: 'new' }] }));
    expect(second).toEqual({ fresh: 1, duplicates: 0, updated: 0, somebodyElse: true });
    const { entries } = await made.carnet.entries({ text: 'sunburn' });
    const revisions = await Promise.all(entries.map(({ id }) => made.carnet.record(id)));
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 1]);
  });

  it('of one person are', async () => {
    const made = await patientDevice();
    await bringIn(made, ada, sunburn(numbered('7')));
    const second = await bringIn(made, ada, sunburn({ ...numbered('7'), note: [{ text: 'new' }] }));
    expect(second).toEqual({ fresh: 0, duplicates: 1, updated: 1, somebodyElse: false });
  });

  it('lose nothing that both say in the same words', async () => {
    const made = await patientDevice();
    await bringIn(made, ada, sunburn());
    expect(await bringIn(made, ben, sunburn())).toMatchObject({ fresh: 1, duplicates: 0 });
    expect(await bringIn(made, ada, sunburn())).toMatchObject({ fresh: 0, duplicates: 2 });
  });

  it('are told apart where their records name nobody', async () => {
    const made = await patientDevice();
    const unnamed = { ...numbered('7'), subject: undefined };
    await bringIn(made, ada, sunburn(unnamed));
    const second = await bringIn(made, ben, sunburn({ ...unnamed, note: [{ text: 'new' }] }));
    expect(second).toMatchObject({ fresh: 1, updated: 0 });
  });

  it('keep their Patient resources apart under one number', async () => {
    const made = await patientDevice();
    await bringIn(made, patient('Ada Example', '1970-01-02', numbered('1')));
    await bringIn(made, patient('Ben Example', '1998-11-30', numbered('1')));
    expect((await made.carnet.home()).partitions.personal.count).toBe(2);
  });

  it('follow one who took another name', async () => {
    const made = await patientDevice();
    await bringIn(
      made,
      patient('Ada Example', '1970-01-02', numbered('1')),
      sunburn(numbered('7')),
    );
    const renamed = patient('Ada Married', '1970-01-02', numbered('1'));
    const second = await bringIn(made, renamed, sunburn({ ...numbered('7'), note: [] }));
    expect(second).toMatchObject({ updated: 2, somebodyElse: false });
  });

  it('share the doctors they name', async () => {
    const made = await patientDevice();
    const doctor: FhirResource = {
      resourceType: 'Practitioner',
      id: 'd',
      name: [{ text: 'Dr Amara Okafor' }],
      ...numbered('doctor-1'),
    };
    const seen = { asserter: { reference: 'Practitioner/d' } };
    await bringIn(made, ada, doctor, sunburn(seen));
    expect(await bringIn(made, ben, doctor, sunburn(seen))).toMatchObject({ duplicates: 1 });
  });
});
