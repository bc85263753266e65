import { describe, expect, it } from 'vitest';
import type { RecordForm } from '../../records/index.ts';
import { device, patientDevice } from '../fixtures/device.ts';
import '../fixtures/quick-guesses.ts';

const form: RecordForm = {
  ...{ form: 'allergy', substance: 'Hazel', reaction: '', severity: '', since: '', active: true },
};

describe('what cannot be saved', () => {
  it('leaves as a file that can be brought in again', async () => {
    const { carnet } = await patientDevice();
    const { file, name } = await carnet.rescue.formFile(form);
    expect((await carnet.entries({})).total).toBe(0);
    await carnet.readImport(file, name);
    await carnet.confirmImport();
    const { entries } = await carnet.entries({});
    expect(entries.map(({ title, kind }) => [title, kind])).toEqual([['Hazel', 'allergy']]);
  });

  it('is no deposit that nobody scanned', async () => {
    const { carnet } = await patientDevice();
    await expect(carnet.rescue.depositFile('none')).rejects.toMatchObject({
      code: 'unknown-handle',
    });
  });
});

describe('what lies in a browser', () => {
  it('can be taken away sealed, also while nobody is unlocked', async () => {
    const { carnet } = await patientDevice();
    await carnet.saveForm(form);
    await carnet.lock();
    const { file, name, rows, missing } = await carnet.rescue.rawCopy();
    const text = new TextDecoder().decode(await file.arrayBuffer());
    expect(name).toBe('carnet-2026-03-02.carnet-raw');
    expect(text.startsWith('CARNETRW')).toBe(true);
    expect(text).not.toContain('Hazel');
    expect(rows).toBeGreaterThan(3);
    expect(missing).toBe(0);
  });

  it('counts as damaged where no card says whose it is', async () => {
    const databaseName = 'damaged-cards';
    const { carnet } = device(undefined, databaseName);
    await carnet.createProfile({
      ...{ label: 'Mine', role: 'patient', colour: 1 },
      passphrase: 'seven quiet herons cross the frozen delta',
    });
    expect(await carnet.rescue.damaged()).toBe(0);
    await emptyCards(databaseName);
    expect(await carnet.rescue.damaged()).toBe(1);
    expect(await carnet.profiles()).toEqual([]);
  });
});

async function emptyCards(name: string): Promise<void> {
  const opening = indexedDB.open(name);
  await new Promise((done) => (opening.onsuccess = done));
  const writing = opening.result.transaction('profile', 'readwrite');
  writing.objectStore('profile').clear();
  await new Promise((done) => (writing.oncomplete = done));
  opening.result.close();
}
