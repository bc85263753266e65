import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { codeOf } from './fixtures/attempt.ts';
import type { FhirResource, RecordId } from '../records/index.ts';
import { bundleOf, patient as person, resources } from './fixtures/bundle.ts';
import { device, passphrase, patientDevice, TestClock, type Device } from './fixtures/device.ts';

async function bringIn({ carnet }: Device, entries: readonly FhirResource[], name = 'record.json') {
  const review = await carnet.readImport(bundleOf(entries), name);
  return { review, ...(await carnet.confirmImport()) };
}

async function filled(): Promise<Device> {
  const made = await patientDevice();
  await bringIn(made, resources);
  return made;
}

async function only({ carnet }: Device, text: string): Promise<RecordId> {
  const { entries, total } = await carnet.entries({ text });
  expect(total).toBe(1);
  return entries[0]!.id;
}

const condition = (id: string, text: string, more: object = {}): FhirResource => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { text },
  subject: { reference: 'Patient/p1' },
  ...more,
});

describe('an import', () => {
  it('shows counts before anything is saved, and saves all in one go', async () => {
    const made = await patientDevice();
    const review = await made.carnet.readImport(bundleOf(resources), 'record.json');
    expect(review).toMatchObject({
      fileName: 'record.json',
      format: 'bundle',
      total: 7,
      fresh: { personal: 1, medical: 3, insurance: 2, prescription: 1 },
      cards: 1,
      claims: 1,
      duplicates: 0,
      updated: 0,
      people: [{ name: 'Ada Example', birthDate: '1970-01-02' }],
    });
    expect((await made.carnet.home()).total).toBe(0);
    expect(await made.carnet.confirmImport()).toEqual({ saved: 7 });
    const home = await made.carnet.home();
    expect(home.total).toBe(7);
    expect(home.header.name).toBe('Ada Example');
    expect(home.partitions.medical.count).toBe(3);
    expect(home.allergies).toMatchObject({ statement: 'listed', items: [{ title: 'Peanut' }] });
    expect((await made.carnet.journal())[0]).toMatchObject({
      event: 'import',
      who: 'record.json',
      count: 7,
    });
  });

  it('knows what is there already, and what is twice in one file', async () => {
    const made = await filled();
    const again = await bringIn(
      made,
      resources.map((resource) => ({ ...resource, id: 'other' })),
    );
    expect(again.review).toMatchObject({ duplicates: 7, fresh: { medical: 0 } });
    expect(again.saved).toBe(0);
    const twice = await bringIn(made, [condition('x1', 'Hay fever'), condition('x2', 'Hay fever')]);
    expect(twice.review).toMatchObject({ duplicates: 1, fresh: { medical: 1 } });
    expect((await made.carnet.home()).total).toBe(8);
  });

  it('keeps a later version of a known record as its next revision', async () => {
    const made = await filled();
    const moved = { ...person, address: [{ line: ['Newlane 9'] }] };
    const { review, saved } = await bringIn(made, [moved], 'later.json');
    expect({ updated: review.updated, saved }).toEqual({ updated: 1, saved: 1 });
    const id = await only(made, 'Newlane');
    expect((await made.carnet.record(id)).revision).toBe(2);
    expect((await made.carnet.home()).total).toBe(7);
    expect((await bringIn(made, [moved])).review).toMatchObject({ updated: 0, duplicates: 1 });
  });

  it('of a version that says it is older changes nothing', async () => {
    const made = await patientDevice();
    const at = (lastUpdated: string) => ({
      meta: { lastUpdated },
      identifier: [{ system: 'urn:x', value: '1' }],
    });
    await bringIn(made, [condition('n', 'Asthma, mild', at('2025-02-01T00:00:00Z'))]);
    const older = await bringIn(made, [
      condition('n', 'Asthma, severe', at('2024-02-01T00:00:00Z')),
    ]);
    expect(older.review).toMatchObject({ updated: 0, duplicates: 1 });
    const newer = await bringIn(made, [condition('n', 'Asthma, gone', at('2026-02-01T00:00:00Z'))]);
    expect(newer.review).toMatchObject({ updated: 1, duplicates: 0 });
  });

  it('can be cancelled while it reads, and then there is nothing to confirm', async () => {
    const { carnet } = await patientDevice();
    const reading = codeOf(carnet.readImport(bundleOf(resources), 'record.json'));
    await carnet.cancelImport();
    expect(await reading).toBe('cancelled');
    expect(await codeOf(carnet.confirmImport())).toBe('nothing-to-import');
    await carnet.readImport(bundleOf(resources), 'record.json');
    expect((await carnet.confirmImport()).saved).toBe(7);
  });

  it('names what a file is when it is none of ours', async () => {
    const { carnet } = await patientDevice();
    expect(await codeOf(carnet.readImport(new Blob(['%PDF-1.7 …']), 'a.pdf'))).toBe('is-pdf');
    expect(await codeOf(carnet.readImport(new Blob(['{"a":1}']), 'a.json'))).toBe('not-fhir');
  });
});

describe('a moved record', () => {
  it('stays moved, and so does what like it comes in later', async () => {
    const made = await filled();
    const coded = (id: string, code: string): FhirResource => ({
      resourceType: 'Observation',
      id,
      status: 'final',
      code: { coding: [{ system: 'urn:codes', code }], text: `Measure ${id}` },
    });
    await bringIn(made, [coded('first', 'A')]);
    const id = await only(made, 'Measure first');
    await made.carnet.moveRecord(id, 'personal', null);
    await bringIn(made, [coded('second', 'A'), coded('third', 'B')]);
    const place = async (text: string) =>
      (await made.carnet.record(await only(made, text))).entry.partition;
    expect(await place('Measure first')).toBe('personal');
    expect(await place('Measure second')).toBe('personal');
    expect(await place('Measure third')).toBe('medical');
  });
});

describe('a change', () => {
  it('keeps every earlier version, and can go back to one', async () => {
    const made = await filled();
    const entry = await made.carnet.saveForm({ form: 'condition', ...conditionForm('Migraine') });
    const { form } = await made.carnet.record(entry.id);
    if (form?.form !== 'condition') return expect.unreachable();
    await made.carnet.saveForm({ ...form, ...conditionForm('Cluster headache') }, entry.id);
    const history = await made.carnet.history(entry.id);
    expect(history.map(({ revision, title }) => [revision, title])).toEqual([
      [2, 'Cluster headache'],
      [1, 'Migraine'],
    ]);
    await made.carnet.restoreRevision(entry.id, 1);
    const page = await made.carnet.record(entry.id);
    expect(page).toMatchObject({ revision: 3, entry: { title: 'Migraine' } });
    expect(await codeOf(made.carnet.restoreRevision(entry.id, 9))).toBe('unknown-revision');
  });

  it('by deleting can be undone whole', async () => {
    const made = await filled();
    const id = await only(made, 'Peanut');
    const before = await made.carnet.rawResource(id);
    await made.carnet.deleteRecord(id);
    expect((await made.carnet.home()).allergies.items).toEqual([]);
    expect(await codeOf(made.carnet.record(id))).toBe('unknown-record');
    expect((await made.carnet.history(id)).map(({ deleted }) => deleted)).toEqual([true, false]);
    await made.carnet.undoDelete(id);
    expect(await made.carnet.rawResource(id)).toBe(before);
    expect((await made.carnet.record(id)).revision).toBe(3);
    expect(await codeOf(made.carnet.undoDelete(id))).toBe('unknown-revision');
  });

  it('is there after locking and unlocking', async () => {
    const made = await filled();
    const { profile } = (await made.carnet.profiles()).map((card) => ({ profile: card }))[0]!;
    await made.carnet.setPrivate(await only(made, 'Peanut'), true);
    await made.carnet.lock();
    expect(await codeOf(made.carnet.home())).toBe('locked');
    expect(await codeOf(made.carnet.unlock(profile.id, 'not the passphrase'))).toBe(
      'wrong-passphrase',
    );
    expect((await made.carnet.unlock(profile.id, passphrase)).unreadable).toBe(0);
    expect((await made.carnet.record(await only(made, 'Peanut'))).entry.private).toBe(true);
  });

  it('by another window is followed, and never overwritten', async () => {
    const one = device(new TestClock(), 'two-windows');
    const session = await one.carnet.createProfile({
      label: 'Mine',
      role: 'patient',
      colour: 1,
      passphrase,
    });
    await bringIn(one, resources);
    const two = device(new TestClock(), 'two-windows');
    await two.carnet.unlock(session.profile.id, passphrase);
    const id = await only(two, 'Peanut');
    await one.carnet.setPrivate(id, true);
    await expect.poll(async () => (await two.carnet.record(id)).entry.private).toBe(true);
    await two.carnet.setPrivate(id, false);
    await expect.poll(async () => (await one.carnet.record(id)).entry.private).toBe(false);
  });
});

describe('a search', () => {
  it('finds words in any order, without regard to case and accents', async () => {
    const made = await filled();
    await bringIn(made, [condition('x', 'Ménière disease of the left ear')]);
    expect((await made.carnet.entries({ text: 'EAR meniere' })).total).toBe(1);
    expect((await made.carnet.entries({ text: 'ear menieres' })).total).toBe(0);
  });

  it('names a medicine that is only referred to by what it refers to', async () => {
    const made = await patientDevice();
    const medicine = { resourceType: 'Medication', id: 'm1', code: { text: 'Ramipril 5 mg' } };
    const statement = {
      resourceType: 'MedicationStatement',
      id: 's1',
      status: 'active',
      medicationReference: { reference: 'Medication/m1' },
    };
    await bringIn(made, [person, medicine, statement]);
    const { entries } = await made.carnet.entries({ partition: 'prescription' });
    const stated = entries.find(({ resourceType }) => resourceType === 'MedicationStatement');
    expect(stated?.title).toBe('Ramipril 5 mg');
    expect((await made.carnet.record(stated!.id)).entry.title).toBe('Ramipril 5 mg');
  });

  it('finds every record of a kind by a word for it, and leaves the choice of kind', async () => {
    const { carnet } = await filled();
    const titles = async (query: object) =>
      (await carnet.entries(query)).entries.map((one) => one.title);
    expect(await titles({ text: 'allergies' })).toEqual(['Peanut']);
    expect(await titles({ text: 'claim' })).toHaveLength(1);
    expect(await titles({ text: 'medicine' })).toHaveLength(1);
    expect(await titles({ text: 'vaccine' })).toEqual([]);
    const all = await carnet.entries({});
    const medicines = await carnet.entries({ kind: 'medicine' });
    expect(medicines.total).toBe(1);
    expect(medicines.kinds).toEqual(all.kinds);
    expect(all.kinds).toContainEqual({ kind: 'allergy', count: 1 });
    expect((await carnet.entries({ text: 'peanut' })).kinds).toEqual([
      { kind: 'allergy', count: 1 },
    ]);
  });

  it('gives pages, newest first', async () => {
    const made = await patientDevice();
    const dated = [1, 2, 3, 4, 5].map((day) =>
      condition(`d${day}`, `Day ${day}`, { recordedDate: `2025-01-0${day}` }),
    );
    await bringIn(made, dated);
    const page = await made.carnet.entries({ partition: 'medical', offset: 1, limit: 2 });
    expect(page.total).toBe(5);
    expect(page.entries.map(({ title }) => title)).toEqual(['Day 4', 'Day 3']);
  });
});

describe('exporting everything', () => {
  it('gives a zip that a fresh profile takes in whole', async () => {
    const made = await filled();
    const photo = new Uint8Array(100_000).map((_, at) => at % 251);
    const about = { title: 'X-ray', date: '2026-01-01', fileName: 'x-ray.png' };
    await made.carnet.saveDocument(new Blob([photo], { type: 'image/png' }), about);
    const { name, file } = await made.carnet.exportEverything();
    expect(name).toBe('carnet-2026-03-02.zip');
    const zip = unzipSync(new Uint8Array(await file.arrayBuffer()));
    expect(Object.keys(zip)).toEqual([
      'bundle.json',
      'carnet.json',
      'index.txt',
      'files/001-x-ray.png',
      'originals/001-record.json',
    ]);
    expect(zip['files/001-x-ray.png']).toEqual(photo);
    const original = new Uint8Array(await bundleOf(resources).arrayBuffer());
    expect(zip['originals/001-record.json']).toEqual(original);
    expect(new TextDecoder().decode(zip['index.txt'])).toContain('Peanut');
    const fresh = await patientDevice();
    const bundle = new Blob([zip['bundle.json']!.slice()]);
    const review = await fresh.carnet.readImport(bundle, 'bundle.json');
    expect(review).toMatchObject({ total: 8, duplicates: 0 });
  });

  it('puts small attachments back where they stood', async () => {
    const made = await patientDevice();
    const data = btoa('a letter '.repeat(800));
    const letter: FhirResource = {
      resourceType: 'DocumentReference',
      id: 'letter',
      status: 'current',
      content: [{ attachment: { contentType: 'text/plain', title: 'Letter', data } }],
    };
    const { review } = await bringIn(made, [letter]);
    expect(review.attachments).toBe(1);
    const { entries } = await made.carnet.entries({});
    const page = await made.carnet.record(entries[0]!.id);
    const copy = await made.carnet.readAttachment(page.entry.id, page.attachments[0]!.id);
    expect(await copy.text()).toBe('a letter '.repeat(800));
    const { file } = await made.carnet.exportEverything();
    const zip = unzipSync(new Uint8Array(await file.arrayBuffer()));
    expect(new TextDecoder().decode(zip['bundle.json'])).toContain(data);
    const again = await made.carnet.readImport(new Blob([zip['bundle.json']!.slice()]), 'again');
    expect(again).toMatchObject({ duplicates: 1, fresh: { medical: 0 } });
  });
});

function conditionForm(name: string) {
  return { name, since: '', active: true };
}
