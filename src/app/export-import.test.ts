import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { FhirResource } from '../records/index.ts';
import { bundleOf, resources } from './fixtures/bundle.ts';
import { patientDevice, type Device } from './fixtures/device.ts';

const scan = new Uint8Array(90_000).map((_, at) => (at * 31) % 251);
const receipt = new Uint8Array(900).map((_, at) => at % 7);
const letter: FhirResource = {
  resourceType: 'DocumentReference',
  id: 'letter',
  status: 'current',
  description: 'Letter',
  subject: { reference: 'Patient/p1' },
  content: [
    {
      attachment: {
        contentType: 'text/plain',
        title: 'Letter',
        data: btoa('a letter '.repeat(800)),
      },
    },
  ],
};

/** A record with everything that a bundle alone does not say. */
async function lived(): Promise<Device> {
  const made = await patientDevice();
  const { carnet } = made;
  await carnet.readImport(bundleOf([...resources, letter]), 'record.json');
  await carnet.confirmImport();
  const about = (title: string) => ({ title, date: '2026-02-03', fileName: `${title}.png` });
  await carnet.saveDocument(new Blob([scan], { type: 'image/png' }), about('Scan'));
  await carnet.saveDocument(new Blob([receipt], { type: 'image/png' }), about('Receipt'));
  const sunburn = { form: 'condition', name: 'Sunburn', since: '', active: true } as const;
  await carnet.saveForm(sunburn);
  await carnet.saveForm(sunburn);
  const { entries } = await carnet.entries({ text: 'weight' });
  await carnet.setPrivate(entries[0]!.id, true);
  const peanut = await carnet.entries({ text: 'peanut' });
  await carnet.moveRecord(peanut.entries[0]!.id, 'insurance', 'claims');
  return made;
}

/** Everything about the records but their names and when they came. */
async function told({ carnet }: Device): Promise<string[]> {
  const { entries } = await carnet.entries({ limit: 100 });
  const lines = entries.map(async ({ id, ...entry }) => {
    const { attachments } = await carnet.record(id);
    const files = attachments.map(async ({ id: file, ...about }) => {
      const bytes = await (await carnet.readAttachment(id, file)).arrayBuffer();
      return { ...about, bytes: [...new Uint8Array(bytes)].join() };
    });
    const raw = await carnet.rawResource(id);
    return JSON.stringify([entry, raw, await Promise.all(files)]);
  });
  return (await Promise.all(lines)).toSorted();
}

const exported = async ({ carnet }: Device) => (await carnet.exportEverything()).file;

async function taken(file: Blob, into: Device): Promise<Device> {
  await into.carnet.readImport(file, 'carnet.zip');
  await into.carnet.confirmImport();
  return into;
}

describe('the export of everything', () => {
  it('comes back into an empty profile as the same records and files', async () => {
    const from = await lived();
    const file = await exported(from);
    const into = await patientDevice();
    const review = await into.carnet.readImport(file, 'carnet.zip');
    expect(review).toMatchObject({ total: 12, duplicates: 0, attachments: 3, private: 1 });
    await into.carnet.confirmImport();
    expect(await told(into)).toEqual(await told(from));
  });

  it('comes back from one that another program packed anew', async () => {
    const from = await lived();
    const files = unzipSync(new Uint8Array(await (await exported(from)).arrayBuffer()));
    const again = new Blob([Uint8Array.from(zipSync(files, { level: 6 }))]);
    expect(await told(await taken(again, await patientDevice()))).toEqual(await told(from));
  });

  it('adds nothing where everything is already', async () => {
    const from = await lived();
    const review = await from.carnet.readImport(await exported(from), 'carnet.zip');
    expect(review).toMatchObject({ total: 12, duplicates: 12, updated: 0 });
  });

  it('comes back by its bundle alone for any other program', async () => {
    const zip = unzipSync(new Uint8Array(await (await exported(await lived())).arrayBuffer()));
    const { carnet } = await patientDevice();
    const review = await carnet.readImport(new Blob([zip['bundle.json']!.slice()]), 'bundle.json');
    expect(review).toMatchObject({ total: 12 });
  });
});
