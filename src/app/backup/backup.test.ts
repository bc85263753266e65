import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { titles } from '../fixtures/titles.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { resources } from '../fixtures/bundle.ts';
import { cutOff } from '../fixtures/cut-off.ts';
import { device, doctorDevice, passphrase, TestClock, type Device } from '../fixtures/device.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  readStanding,
  recordAllergy,
  sent,
  standingChoice,
} from '../fixtures/standing-scene.ts';
import { reminderAt } from './reminder.ts';
import { filledPatient } from '../fixtures/filled-patient.ts';

const factor = { kind: 'passphrase', passphrase } as const;

const person = async (clock?: TestClock, world?: MemoryHosts) =>
  lockAfterwards(await filledPatient(clock, world));

function browser(clock: TestClock, world?: MemoryHosts): Device {
  const made = device(clock, undefined, world);
  lockAfterwards(made);
  return made;
}

/** A patient with a host, and a doctor who reads there. */
async function readByDoctor(more: Parameters<typeof standingChoice>[2] = {}) {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const patient = await person(clock, world);
  await patient.carnet.hosts.add(draftFor(hostBase));
  const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
  lockAfterwards(doctor);
  const chosen = standingChoice(['medical'], 'all', more);
  const given = await giveStanding({ patient, doctor }, chosen);
  await doctor.carnet.following.refresh(given.followed.id);
  return { clock, world, patient, doctor, ...given };
}

describe('making a backup', () => {
  it('proves it before it is handed over, and counts it as proven once it has left', async () => {
    const patient = await person();
    const { carnet, clock } = patient;
    const steps: number[] = [];
    const made = await carnet.backup.make((fraction) => steps.push(fraction));
    expect(made).toMatchObject({ records: resources.length, damaged: 0, size: made.file.size });
    expect(made.name).toBe('carnet-2026-03-02.carnet-backup');
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
    expect((await carnet.backup.state()).last).toBeNull();
    await carnet.backup.kept();
    const { at, size, records } = made;
    expect((await carnet.backup.state()).last).toEqual({ at, size, records });
    expect((await carnet.backup.state()).changedSince).toBe(0);
    clock.passMinutes(1);
    await recordAllergy(patient, 'Walnut');
    expect((await carnet.backup.state()).changedSince).toBe(1);
  });

  it('can be cancelled, and made again', async () => {
    const { carnet } = await person();
    const making = carnet.backup.make();
    await carnet.backup.cancel();
    expect(await codeOf(making)).toBe('cancelled');
    expect((await carnet.backup.make()).records).toBe(resources.length);
  });

  it('checks a file that was saved, and refuses another profile’s', async () => {
    const { carnet, clock } = await person();
    const { file } = await carnet.backup.make();
    expect(await carnet.backup.check(file)).toMatchObject({ records: resources.length });
    expect((await carnet.backup.state()).last?.size).toBe(file.size);
    const other = await person(clock);
    expect(await codeOf(other.carnet.backup.check(file))).toBe('backup-of-another');
  });

  it('is asked for after a week with a line and after a month with a card', () => {
    const days = (count: number) => new Date(Date.parse('2030-01-01T00:00:00Z') + count * 86400e3);
    const first = days(0).toISOString();
    const never = { first, lastProven: null };
    expect([0, 6.9, 7, 29.9, 30].map((day) => reminderAt(days(day), never, 3))).toEqual([
      'none',
      'none',
      'line',
      'line',
      'card',
    ]);
    const once = { first, lastProven: days(28).toISOString() };
    expect(reminderAt(days(30), once, 1)).toBe('none');
    expect(reminderAt(days(60), once, 1)).toBe('card');
    expect(reminderAt(days(60), once, 0)).toBe('none');
    expect(reminderAt(days(60), { first: null, lastProven: null }, 0)).toBe('none');
  });
});

describe('restoring a backup', () => {
  it('brings the record back with its files into a browser that holds nothing', async () => {
    const patient = await person();
    const file = new Blob(['a scanned letter'], { type: 'text/plain' });
    const about = { title: 'Letter', date: '2026-01-01', fileName: 'letter.txt' };
    const entry = await patient.carnet.saveDocument(file, about);
    const made = await patient.carnet.backup.make();
    const fresh = browser(patient.clock);
    expect(await fresh.carnet.backup.look(made.file)).toMatchObject({
      label: 'Mine',
      isHere: false,
      ways: ['passphrase'],
    });
    const wrong = { ...factor, passphrase: 'not this one' };
    expect(await codeOf(fresh.carnet.backup.restore(made.file, wrong))).toBe('wrong-passphrase');
    expect(await fresh.carnet.profiles()).toEqual([]);
    await fresh.carnet.backup.restore(made.file, factor);
    expect(await titles(fresh)).toEqual(await titles(patient));
    const { attachments } = await fresh.carnet.record(entry.id);
    const back = await fresh.carnet.readAttachment(entry.id, attachments[0]!.id);
    expect(await back.text()).toBe('a scanned letter');
    await fresh.carnet.lock();
    await fresh.carnet.unlock((await fresh.carnet.profiles())[0]!.id, passphrase);
    expect(await codeOf(fresh.carnet.backup.restore(made.file, factor))).toBe('profile-exists');
  });

  it('opens with the words of the kit as well', async () => {
    const patient = await person();
    const { carnet } = patient;
    const { words } = await carnet.waysIn.makeKit(factor);
    const { file } = await carnet.backup.make();
    const fresh = browser(patient.clock);
    expect((await fresh.carnet.backup.look(file)).ways).toContain('kit');
    const kit = await fresh.carnet.waysIn.readKit(words.join(' '));
    if (kit.state !== 'complete') throw new Error(kit.state);
    const wrong = new Uint8Array(kit.entropy).map((byte) => byte ^ 1);
    const restoring = fresh.carnet.backup.restore(file, { kind: 'kit', entropy: wrong });
    expect(await codeOf(restoring)).toBe('wrong-kit');
    await fresh.carnet.backup.restore(file, { kind: 'kit', entropy: kit.entropy });
    expect(await titles(fresh)).toEqual(await titles(patient));
  });

  it('@backward does not let a doctor back in who was stopped since', async () => {
    const [clock, world] = [new TestClock(), new MemoryHosts()];
    const patient = await person(clock, world);
    await patient.carnet.hosts.add(draftFor(hostBase));
    const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
    lockAfterwards(doctor);
    const { approved, followed } = await giveStanding(
      { patient, doctor },
      standingChoice(['medical']),
    );
    await doctor.carnet.following.refresh(followed.id);
    const before = new Map(world.at(hostBase).files);
    const { file } = await patient.carnet.backup.make();
    await patient.carnet.standing.stop(approved.grantId, 'plain');
    clock.passMinutes(1);
    await patient.carnet.standing.publish();
    await sent(patient);
    await patient.carnet.lock();

    const restored = browser(clock, world);
    await restored.carnet.backup.restore(file, factor);
    await publishAllergy(restored, 'Walnut');
    const [known] = await restored.carnet.standing.people();
    expect(known?.standing?.state).toBe('stopped');
    expect((await restored.carnet.backup.state()).restored?.people).toEqual(['Dr Imaginary']);
    // The host is in league with the doctor: whatever the stop took away lies there again.
    for (const [name, bytes] of before) {
      if (!world.at(hostBase).files.has(name)) world.at(hostBase).files.set(name, bytes);
    }
    const text = await doctor.carnet.following
      .refresh(followed.id)
      .then(() => readStanding(doctor, followed.id))
      .catch(String);
    expect(text).not.toContain('Walnut');
  });

  it('ends access on a host that cannot be reached before anything is sent there', async () => {
    const [clock, world] = [new TestClock(), new MemoryHosts()];
    const patient = await person(clock, world);
    await patient.carnet.hosts.add(draftFor(hostBase));
    const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
    lockAfterwards(doctor);
    await giveStanding({ patient, doctor }, standingChoice(['medical']));
    const { file } = await patient.carnet.backup.make();
    await patient.carnet.lock();
    world.at(hostBase).failing = 'unreachable';
    const restored = browser(clock, world);
    await restored.carnet.backup.restore(file, factor);
    expect((await restored.carnet.standing.people())[0]?.standing?.state).toBe('stopped');
    await restored.carnet.backup.restoredSeen();
    expect((await restored.carnet.backup.state()).restored).toBeNull();
  });

  it('lets the same doctor read on once they are confirmed, without meeting', async () => {
    const { clock, world, patient, doctor, followed } = await readByDoctor();
    const { file } = await patient.carnet.backup.make();
    await publishAllergy(patient, 'Hazelnut');
    await doctor.carnet.following.refresh(followed.id);
    await patient.carnet.lock();
    const restored = browser(clock, world);
    await restored.carnet.backup.restore(file, factor);
    const [waiting] = await restored.carnet.standing.people();
    expect(waiting?.standing).toMatchObject({ state: 'stopped', doubted: true, restored: true });
    await restored.carnet.standing.giveBack(waiting!.standing!.grantId);
    await publishAllergy(restored, 'Walnut');
    const [reads] = await restored.carnet.standing.people();
    expect(reads?.standing).toMatchObject({ state: 'active', doubted: false, restored: false });
    expect((await restored.carnet.backup.state()).restored).toBeNull();
    await doctor.carnet.following.refresh(followed.id);
    expect(await readStanding(doctor, followed.id)).toContain('Walnut');
  });

  it('tells a doctor’s app that it is over once they are let go', async () => {
    const { clock, world, patient, doctor, followed } = await readByDoctor();
    const { file } = await patient.carnet.backup.make();
    await patient.carnet.lock();
    const restored = browser(clock, world);
    await restored.carnet.backup.restore(file, factor);
    const [waiting] = await restored.carnet.standing.people();
    await restored.carnet.standing.letGo(waiting!.standing!.grantId);
    await sent(restored);
    const [person] = await restored.carnet.standing.people();
    expect(person?.standing).toMatchObject({ state: 'stopped', doubted: false });
    expect((await restored.carnet.backup.state()).restored).toBeNull();
    expect((await doctor.carnet.following.refresh(followed.id)).state).toBe('ended');
    const again = restored.carnet.standing.giveBack(waiting!.standing!.grantId);
    expect(await codeOf(again)).toBe('unknown-handle');
  });

  it('leaves ended whose time has passed since', async () => {
    const soon = new Date('2026-03-02T10:00:00.000Z').toISOString();
    const { clock, world, patient } = await readByDoctor({ until: soon });
    const { file } = await patient.carnet.backup.make();
    await patient.carnet.lock();
    clock.passMinutes(120);
    const restored = browser(clock, world);
    await restored.carnet.backup.restore(file, factor);
    const [person] = await restored.carnet.standing.people();
    expect(person?.standing).toMatchObject({ state: 'expired', doubted: false });
    expect((await restored.carnet.backup.state()).restored).toBeNull();
  });

  it('lets a doctor read on by being met again as well', async () => {
    const { clock, world, patient, doctor } = await readByDoctor();
    const { file } = await patient.carnet.backup.make();
    await patient.carnet.lock();
    const restored = browser(clock, world);
    await restored.carnet.backup.restore(file, factor);
    await sent(restored);
    expect((await restored.carnet.backup.state()).restored?.people).toEqual(['Dr Imaginary']);
    const again = await giveStanding({ patient: restored, doctor }, standingChoice(['medical']));
    expect((await restored.carnet.backup.state()).restored).toBeNull();
    await publishAllergy(restored, 'Walnut');
    await doctor.carnet.following.refresh(again.followed.id);
    expect(await readStanding(doctor, again.followed.id)).toContain('Walnut');
    const [person] = await restored.carnet.standing.people();
    expect(person?.standing?.state).toBe('active');
  });
});

describe('merging a backup into the profile it is of', () => {
  it('adds what is missing and keeps both where they differ', async () => {
    const patient = await person();
    const { carnet, clock } = patient;
    const [allergy] = (await carnet.entries({ text: 'Peanut' })).entries;
    const rest = { reaction: '', severity: '', since: '2026-01-01', active: true } as const;
    const { file } = await carnet.backup.make();
    // An older browser that never saw what came after its own backup.
    const older = browser(clock);
    await older.carnet.backup.restore(file, factor);
    clock.passMinutes(5);
    await recordAllergy(older, 'Walnut');
    await older.carnet.saveForm(
      { form: 'allergy', substance: 'Peanut there', ...rest },
      allergy!.id,
    );
    const there = (await older.carnet.backup.make()).file;
    await carnet.saveForm({ form: 'allergy', substance: 'Peanut here', ...rest }, allergy!.id);
    const merged = await carnet.backup.merge(there, factor);
    expect(merged).toMatchObject({ added: 1, differing: 1 });
    expect(await titles(patient)).toContain('Walnut');
    const said = (await carnet.history(allergy!.id)).map(({ title }) => title);
    expect(said).toContain('Peanut here');
    expect(said).toContain('Peanut there');
    expect(await carnet.backup.merge(there, factor)).toMatchObject({ added: 0, differing: 0 });
  });

  it('leaves deleted what was deleted knowingly', async () => {
    const patient = await person();
    const { carnet } = patient;
    const { file } = await carnet.backup.make();
    const [allergy] = (await carnet.entries({ text: 'Peanut' })).entries;
    await carnet.deleteRecord(allergy!.id);
    expect(await carnet.backup.merge(file, factor)).toMatchObject({ added: 0, differing: 0 });
    expect(await titles(patient)).not.toContain('Peanut');
  });

  it('ends every access also when it is cut off before that', async () => {
    const { clock, patient, doctor, followed } = await readByDoctor();
    const older = browser(clock);
    await older.carnet.backup.restore((await patient.carnet.backup.make()).file, factor);
    await recordAllergy(older, 'Walnut');
    const there = (await older.carnet.backup.make()).file;
    const merging = () => patient.carnet.backup.merge(there, factor);
    const wasCut = await cutOff(patient.databaseName, 1, merging);
    expect(wasCut).toBe(true);
    await patient.carnet.lock();
    clock.passMinutes(5);
    const [card] = await patient.carnet.profiles();
    await patient.carnet.unlock(card!.id, passphrase);
    expect(await titles(patient)).toContain('Walnut');
    expect((await patient.carnet.backup.state()).restored?.people).toEqual(['Dr Imaginary']);
    await publishAllergy(patient, 'Almond');
    await doctor.carnet.following.refresh(followed.id);
    expect(await codeOf(readStanding(doctor, followed.id))).toBe('host-not-found');
  });

  it('refuses another profile’s', async () => {
    const patient = await person();
    const other = await person(patient.clock);
    const { file } = await other.carnet.backup.make();
    expect(await codeOf(patient.carnet.backup.merge(file, factor))).toBe('backup-of-another');
  });
});
