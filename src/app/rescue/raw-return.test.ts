import { describe, expect, it } from 'vitest';
import type { RecordForm } from '../../records/index.ts';
import { damage, deleteRow, putRow, rowsIn } from '../fixtures/behind.ts';
import {
  device,
  doctorDevice,
  passphrase,
  patientDevice,
  TestClock,
  type Device,
} from '../fixtures/device.ts';
import { codeOf } from '../fixtures/attempt.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { titles } from '../fixtures/titles.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import { giveStanding, hostBase, standingChoice } from '../fixtures/standing-scene.ts';
import '../fixtures/quick-guesses.ts';

const factor = { kind: 'passphrase', passphrase } as const;
const allergy = (substance: string): RecordForm => ({
  ...{ form: 'allergy', substance, reaction: '', severity: '', since: '', active: true },
});

const person = async (clock?: TestClock, world?: MemoryHosts) =>
  lockAfterwards(await patientDevice(clock, world));
const elsewhere = () => lockAfterwards(device());

async function openedIn({ carnet }: Device, file: Blob) {
  const copy = await carnet.rescue.lookInto(file);
  return carnet.rescue.openCopy(copy!.profiles[0]!.profileId, factor, 'My record');
}

describe('a sealed copy', () => {
  it('is told from a backup, and comes back on another device', async () => {
    const patient = await person();
    await patient.carnet.saveForm(allergy('Hazel'));
    const { file } = await patient.carnet.rescue.rawCopy();
    const fresh = elsewhere();
    const { file: backup } = await patient.carnet.backup.make();
    expect(await fresh.carnet.rescue.lookInto(backup)).toBeNull();
    expect(await fresh.carnet.rescue.lookInto(file)).toMatchObject({
      ...{ isCut: false, createdAt: expect.stringContaining('2026-03-02') as string },
      profiles: [{ card: { label: 'Mine' }, ways: ['passphrase'], isHere: false }],
    });
    expect(await openedIn(fresh, file)).toEqual({
      ...{ records: 1, files: 0, lostRecords: 0, lostFiles: 0, lostOthers: 0 },
      ...{ older: [], withoutFiles: [] },
    });
    expect(await fresh.carnet.profiles()).toEqual([]);
    await fresh.carnet.rescue.bringBack();
    expect(await titles(fresh)).toEqual(['Hazel']);
    expect(await codeOf(fresh.carnet.rescue.bringBack())).toBe('unknown-handle');
  });

  it('writes nothing before it is wanted, and forgets what was opened', async () => {
    const { carnet } = await person();
    const { file } = await carnet.rescue.rawCopy();
    const fresh = elsewhere();
    const copy = await fresh.carnet.rescue.lookInto(file);
    const [found] = copy!.profiles;
    const wrong = { kind: 'passphrase', passphrase: 'not this one' } as const;
    const trying = fresh.carnet.rescue.openCopy(found!.profileId, wrong, '');
    expect(await codeOf(trying)).toBe('wrong-passphrase');
    await openedIn(fresh, file);
    expect(await rowsIn(fresh.databaseName, 'object')).toEqual([]);
    await fresh.carnet.rescue.letGo();
    expect(await codeOf(fresh.carnet.rescue.bringBack())).toBe('unknown-handle');
    expect(await codeOf(openedIn({ ...fresh }, file))).toBe('done');
  });

  it('names what is lost, and brings a lost record back as its history knows it', async () => {
    const patient = await person();
    const { carnet, databaseName } = patient;
    const { id } = await carnet.saveForm(allergy('Hazel'));
    await carnet.saveForm(allergy('Walnut'), id);
    const [changed] = (await rowsIn(databaseName, 'object')).filter(
      ({ key }) => key[1] === 'record',
    );
    await carnet.saveForm(allergy('Almond'));
    const about = { title: 'Knee', date: '2026-03-01', fileName: 'knee.txt' };
    await carnet.saveDocument(new Blob(['words']), about);
    await damage(databaseName, changed!);
    for (const { key } of await rowsIn(databaseName, 'chunk'))
      await deleteRow(databaseName, 'chunk', key);
    const { file } = await carnet.rescue.rawCopy();
    const fresh = elsewhere();
    expect(await openedIn(fresh, file)).toMatchObject({
      ...{ records: 2, files: 0, lostRecords: 0, lostFiles: 1 },
      ...{ older: ['Hazel'], withoutFiles: ['Knee'] },
    });
    await fresh.carnet.rescue.bringBack();
    expect(await titles(fresh)).toEqual(['Almond', 'Hazel', 'Knee']);
  });

  it('cures a record whose name card is damaged where it lies', async () => {
    const patient = await person();
    const { carnet, databaseName } = patient;
    await carnet.saveForm(allergy('Hazel'));
    await carnet.lock();
    const [card] = await rowsIn(databaseName, 'profile');
    await putRow(databaseName, 'profile', card!.key, { v: 1, garbage: true });
    const { file } = await carnet.rescue.rawCopy();
    await openedIn(patient, file);
    const { profile } = await carnet.rescue.bringBack();
    expect(profile).toMatchObject({ id: card!.key[0], label: 'My record', role: 'patient' });
    expect(await titles(patient)).toEqual(['Hazel']);
    expect(await carnet.rescue.damaged()).toBe(0);
  });

  it('ends every access until it is confirmed', async () => {
    const [clock, world] = [new TestClock(), new MemoryHosts()];
    const patient = await person(clock, world);
    await patient.carnet.hosts.add(draftFor(hostBase));
    await patient.carnet.saveForm(allergy('Hazel'));
    const doctor = lockAfterwards(await doctorDevice(clock, 'Dr Imaginary', world));
    await giveStanding({ patient, doctor }, standingChoice(['medical'], 'all', {}));
    const { file } = await patient.carnet.rescue.rawCopy();
    const fresh = lockAfterwards(device(clock, undefined, world));
    await openedIn(fresh, file);
    await fresh.carnet.rescue.bringBack();
    const { restored } = await fresh.carnet.backup.state();
    expect(restored?.people).toEqual(['Dr Imaginary']);
  });

  it('of a profile that is here is brought in like a backup, without replacing anything', async () => {
    const patient = await person();
    const { carnet } = patient;
    await carnet.saveForm(allergy('Hazel'));
    const { file } = await carnet.rescue.rawCopy();
    const { entries } = await carnet.entries({});
    await carnet.saveForm(allergy('Walnut'), entries[0]!.id);
    expect(await carnet.rescue.lookInto(file)).toMatchObject({ profiles: [{ isHere: true }] });
    await openedIn(patient, file);
    expect(await codeOf(carnet.rescue.bringBack())).toBe('profile-exists');
    expect(await carnet.backup.look(file)).toMatchObject({ label: 'Mine' });
    expect(await carnet.backup.merge(file, factor)).toMatchObject({ added: 0, differing: 0 });
    expect(await titles(patient)).toEqual(['Walnut']);
    const other = await person();
    expect(await codeOf(other.carnet.backup.look(file))).toBe('backup-of-another');
  });
});
