import { describe, expect, it } from 'vitest';
import type { RecordForm } from '../../records/index.ts';
import { damage, deleteRow, putRow, rowsIn } from '../fixtures/behind.ts';
import { passphrase, patientDevice, type Device, type OwnDevice } from '../fixtures/device.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { titles } from '../fixtures/titles.ts';
import '../fixtures/quick-guesses.ts';

const factor = { kind: 'passphrase', passphrase } as const;
const allergy = (substance: string): RecordForm => ({
  ...{ form: 'allergy', substance, reaction: '', severity: '', since: '', active: true },
});

const person = async () => lockAfterwards(await patientDevice());

async function again({ carnet, id }: OwnDevice): Promise<void> {
  await carnet.lock();
  await carnet.unlock(id, passphrase);
}

const rowsOf = async ({ databaseName }: Device, collection: string) =>
  (await rowsIn(databaseName, 'object')).filter(({ key }) => key[1] === collection);

describe('bringing in a backup', () => {
  it('mends a record that is damaged here', async () => {
    const patient = await person();
    await patient.carnet.saveForm(allergy('Hazel'));
    const { file } = await patient.carnet.backup.make();
    const [row] = await rowsOf(patient, 'record');
    await damage(patient.databaseName, row!);
    await again(patient);
    expect(await titles(patient)).toEqual([]);
    expect(await patient.carnet.backup.merge(file, factor)).toMatchObject({ added: 1 });
    expect(await titles(patient)).toEqual(['Hazel']);
    await again(patient);
    expect(await titles(patient)).toEqual(['Hazel']);
  });

  it('takes the newer of what it says and what the history here says', async () => {
    const patient = await person();
    const { id } = await patient.carnet.saveForm(allergy('Hazel'));
    const { file } = await patient.carnet.backup.make();
    await patient.carnet.saveForm(allergy('Walnut'), id);
    await patient.carnet.saveForm(allergy('Almond'), id);
    const [row] = await rowsOf(patient, 'record');
    await damage(patient.databaseName, row!);
    await again(patient);
    await patient.carnet.backup.merge(file, factor);
    expect(await titles(patient)).toEqual(['Walnut']);
    await patient.carnet.saveForm(allergy('Pecan'), id);
    expect(await titles(patient)).toEqual(['Pecan']);
    const history = await patient.carnet.history(id);
    expect(history.map(({ title }) => title)).toEqual(expect.arrayContaining(['Hazel', 'Walnut']));
  });

  it('mends a file of which a part is lost here, of a record that is otherwise the same', async () => {
    const patient = await person();
    const content = new Uint8Array(300_000).fill(65);
    const about = { title: 'Knee', date: '2026-03-01', fileName: 'knee.txt' };
    const { id } = await patient.carnet.saveDocument(new Blob([content]), about);
    const { file } = await patient.carnet.backup.make();
    const [chunk] = await rowsIn(patient.databaseName, 'chunk');
    await deleteRow(patient.databaseName, 'chunk', chunk!.key);
    expect(await patient.carnet.backup.merge(file, factor)).toMatchObject({ added: 0, files: 1 });
    const { attachments } = await patient.carnet.record(id);
    const read = await patient.carnet.readAttachment(id, attachments[0]!.id);
    expect(read.size).toBe(content.length);
    expect(await patient.carnet.backup.merge(file, factor)).toMatchObject({ files: 0 });
  });

  it('is not stopped by a damaged line of a history', async () => {
    const patient = await person();
    const { id } = await patient.carnet.saveForm(allergy('Hazel'));
    await patient.carnet.saveForm(allergy('Walnut'), id);
    const { file } = await patient.carnet.backup.make();
    const [row] = await rowsOf(patient, 'revision');
    await damage(patient.databaseName, row!);
    await patient.carnet.saveForm(allergy('Almond'), id);
    expect(await patient.carnet.backup.merge(file, factor)).toMatchObject({ differing: 0 });
    expect((await patient.carnet.history(id)).map(({ title }) => title)).toContain('Walnut');
  });
});

describe('restoring where the card of the profile is damaged', () => {
  it.each([
    ['damaged', { v: 1, garbage: true }],
    ['gone', null],
  ])(
    'works with a card that is %s, and no older state takes the place of a newer',
    async (_, to) => {
      const patient = await person();
      const { carnet, databaseName } = patient;
      const { id } = await carnet.saveForm(allergy('Hazel'));
      const { file } = await carnet.backup.make();
      await carnet.saveForm(allergy('Walnut'), id);
      await carnet.saveForm(allergy('Almond'));
      await carnet.lock();
      const [card] = await rowsIn(databaseName, 'profile');
      if (to === null) await deleteRow(databaseName, 'profile', card!.key);
      else await putRow(databaseName, 'profile', card!.key, to);
      expect(await carnet.profiles()).toEqual([]);
      await carnet.backup.restore(file, factor);
      expect(await titles(patient)).toEqual(['Almond', 'Walnut']);
    },
  );
});

describe('a backup made while the clock ran a year ahead', () => {
  it('does not silence the reminder until then', async () => {
    const patient = await person();
    const { carnet, clock } = patient;
    const [day, year] = [24 * 60, 365 * 24 * 60];
    await carnet.saveForm(allergy('Hazel'));
    clock.turnMinutes(year);
    await carnet.backup.make();
    await carnet.backup.kept();
    clock.turnMinutes(40 * day - year);
    expect(await carnet.backup.state()).toMatchObject({ reminder: 'card', changedSince: 1 });
    const { file } = await carnet.backup.make();
    await carnet.backup.check(file);
    expect(await carnet.backup.state()).toMatchObject({ reminder: 'none', changedSince: 0 });
  });
});
