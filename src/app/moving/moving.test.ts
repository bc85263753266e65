import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { titles } from '../fixtures/titles.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { cutOff } from '../fixtures/cut-off.ts';
import {
  device,
  doctorDevice,
  passphrase,
  TestClock,
  type Device,
  unlock,
} from '../fixtures/device.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  recordAllergy,
  sent,
  standingChoice,
} from '../fixtures/standing-scene.ts';
import { filledPatient } from '../fixtures/filled-patient.ts';

const factor = { kind: 'passphrase', passphrase } as const;
let browsers = 0;

const person = async (clock?: TestClock, world?: MemoryHosts) =>
  lockAfterwards(await filledPatient(clock, world));

function newPhone(clock: TestClock, world?: MemoryHosts, name?: string): Device {
  const made = device(clock, name, world);
  lockAfterwards(made);
  return made;
}

/** The new phone asks, the old one compares three words, and sends. */
async function sendTo(phone: Device, old: Device) {
  const { message, words } = await phone.carnet.moving.ask('Carnet 1');
  const asker = await old.carnet.moving.hear({ kind: 12, bytes: message });
  const answers = asker.questions.map(({ position }) => words[position - 1]!);
  expect(await old.carnet.moving.answerWords(asker.handle, answers)).toBe(true);
  return old.carnet.moving.send(asker.handle, factor);
}

const receiptOf = async ({ carnet }: Device) => ({
  kind: 14,
  bytes: (await carnet.moving.receipt()).message,
});

/** head 3 | hint 16 | length 4 | sealed | stream */
async function partsOf(file: Blob): Promise<{ opening: Blob; stream: Blob }> {
  const length = new DataView(await file.slice(19, 23).arrayBuffer()).getUint32(0);
  return { opening: file.slice(0, 23 + length), stream: file.slice(23 + length) };
}

describe('moving to a new phone', () => {
  it('brings everything, proves it, and leaves the old phone to be read only', async () => {
    const old = await person();
    const file = new Blob(['a scanned letter'], { type: 'text/plain' });
    const about = { title: 'Letter', date: '2026-01-01', fileName: 'letter.txt' };
    const entry = await old.carnet.saveDocument(file, about);
    const phone = newPhone(old.clock);
    const move = await sendTo(phone, old);
    expect(move.name).toMatch(/\.carnet-move$/);
    expect(move.fitsCode).toBe(true);
    expect((await old.carnet.moving.state()).note).toBe('begun');

    const arrival = await phone.carnet.moving.arrive(move.file);
    expect(arrival).toMatchObject({ records: move.records, files: move.files });
    expect(arrival.view).toMatchObject({ label: 'Mine', ways: ['passphrase'] });
    // It is there, and nobody has opened it.
    expect(await codeOf(phone.carnet.home())).toBe('locked');
    await unlock(phone);
    expect(await titles(phone)).toEqual(await titles(old));
    const { attachments } = await phone.carnet.record(entry.id);
    const back = await phone.carnet.readAttachment(entry.id, attachments[0]!.id);
    expect(await back.text()).toBe('a scanned letter');
    expect((await phone.carnet.moving.state()).note).toBe('arrived');

    const confirmed = await old.carnet.moving.confirm(await receiptOf(phone));
    const { records, files } = move;
    expect(confirmed).toEqual({ records, files, changedSince: 0 });
    expect((await old.carnet.moving.state()).note).toBe('retired');
    expect(await titles(old)).toEqual(await titles(phone));
    expect(await codeOf(recordAllergy(old, 'Walnut'))).toBe('retired');
    await recordAllergy(phone, 'Walnut');
    await phone.carnet.moving.receiptSeen();
    expect((await phone.carnet.moving.state()).note).toBe('none');
  });

  it('stays so after a restart, can be taken out, and moves nowhere from there', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    await phone.carnet.moving.arrive((await sendTo(phone, old)).file);
    await unlock(phone);
    await old.carnet.moving.confirm(await receiptOf(phone));
    await old.carnet.lock();
    const [card] = await old.carnet.profiles();
    const session = await old.carnet.unlock(card!.id, passphrase);
    expect(session.moving).toBe('retired');
    expect(await codeOf(recordAllergy(old, 'Walnut'))).toBe('retired');
    expect((await old.carnet.exportEverything()).file.size).toBeGreaterThan(0);
    const { message } = await newPhone(old.clock).carnet.moving.ask('Carnet 1');
    expect(await codeOf(old.carnet.moving.hear({ kind: 12, bytes: message }))).toBe('retired');
    await old.carnet.removeProfile(card!.id);
    expect(await old.carnet.profiles()).toEqual([]);
  });

  it('holds in another window of the old phone too', async () => {
    const old = await person();
    const window = newPhone(old.clock, undefined, old.databaseName);
    await unlock(window);
    const phone = newPhone(old.clock);
    await phone.carnet.moving.arrive((await sendTo(phone, old)).file);
    await unlock(phone);
    await recordAllergy(window, 'Walnut');
    await old.carnet.moving.retire();
    await expect
      .poll(() => window.events.filter(({ kind }) => kind === 'moving-changed').length)
      .toBeGreaterThan(0);
    expect(await codeOf(recordAllergy(window, 'Pecan'))).toBe('retired');
  });

  it('is not begun with a phone that a relay put in between', async () => {
    const old = await person();
    const [phone, relay] = [newPhone(old.clock), newPhone(old.clock)];
    const { words } = await phone.carnet.moving.ask('Carnet 1');
    const relayed = await relay.carnet.moving.ask('Carnet 1');
    const asker = await old.carnet.moving.hear({ kind: 12, bytes: relayed.message });
    // The person reads the words of the phone in the hand.
    const answers = asker.questions.map(({ position }) => words[position - 1]!);
    expect(await old.carnet.moving.answerWords(asker.handle, answers)).toBe(false);
    expect(await codeOf(old.carnet.moving.send(asker.handle, factor))).toBe('unknown-handle');
    expect((await old.carnet.moving.state()).note).toBe('none');
  });

  it('waits for the words, and for a way in', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    const { message, words } = await phone.carnet.moving.ask('Carnet 1');
    const { moving } = old.carnet;
    const asker = await moving.hear({ kind: 12, bytes: message });
    expect(await codeOf(moving.send(asker.handle, factor))).toBe('words-not-compared');
    const answers = asker.questions.map(({ position }) => words[position - 1]!);
    await moving.answerWords(asker.handle, answers);
    const wrong = { ...factor, passphrase: 'not this one' };
    expect(await codeOf(moving.send(asker.handle, wrong))).toBe('wrong-passphrase');
    expect((await moving.state()).note).toBe('none');
    expect(await codeOf(moving.send(asker.handle, factor))).toBe('done');
  });

  it('writes nothing of what was altered, cut off or meant for another phone', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    const { file } = await sendTo(phone, old);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { moving } = phone.carnet;
    const changed = (at: number) => {
      const copy = Uint8Array.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return new Blob([copy]);
    };
    for (const at of [30, 200, 1000, bytes.length - 1])
      expect(await codeOf(moving.arrive(changed(at)))).toBe('move-altered');
    for (const length of [400, bytes.length - 1])
      expect(await codeOf(moving.arrive(file.slice(0, length)))).toBe('move-incomplete');
    expect(await codeOf(moving.arrive(new Blob([file, 'more'])))).toBe('move-altered');
    expect(await codeOf(moving.arrive(new Blob(['a holiday picture'])))).toBe('not-a-move');
    const other = newPhone(old.clock);
    expect(await codeOf(other.carnet.moving.arrive(file))).toBe('move-for-another');
    await other.carnet.moving.ask('Carnet 1');
    expect(await codeOf(other.carnet.moving.arrive(file))).toBe('move-for-another');
    expect([await phone.carnet.profiles(), await other.carnet.profiles()]).toEqual([[], []]);
    expect(await codeOf(moving.arrive(file))).toBe('done');
    // The key served once.
    expect(await codeOf(moving.arrive(file))).toBe('move-for-another');
  });

  it('does not mix an older copy with a newer key', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    const first = await sendTo(phone, old);
    await recordAllergy(old, 'Walnut');
    const second = await sendTo(phone, old);
    const [older, newer] = [await partsOf(first.file), await partsOf(second.file)];
    const shorter = new Blob([newer.opening, older.stream]);
    expect(await codeOf(phone.carnet.moving.arrive(shorter))).toBe('move-incomplete');
    const longer = new Blob([older.opening, newer.stream]);
    expect(await codeOf(phone.carnet.moving.arrive(longer))).toBe('move-for-another');
    const whole = new Blob([newer.opening, newer.stream]);
    expect(await codeOf(phone.carnet.moving.arrive(whole))).toBe('done');
  });

  it('retires by this profile’s receipt of this move only', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    const { file } = await sendTo(phone, old);
    const stranger = await person(old.clock);
    const other = newPhone(old.clock);
    await other.carnet.moving.arrive((await sendTo(other, stranger)).file);
    await unlock(other);
    const foreign = await receiptOf(other);
    expect(await codeOf(old.carnet.moving.confirm(foreign))).toBe('receipt-of-another');
    expect((await old.carnet.moving.state()).note).toBe('begun');
    await phone.carnet.moving.arrive(file);
    await unlock(phone);
    const receipt = await receiptOf(phone);
    await old.carnet.moving.forget();
    expect(await codeOf(old.carnet.moving.confirm(receipt))).toBe('receipt-of-another');
    await recordAllergy(old, 'Walnut');
    expect(await titles(old)).toContain('Walnut');
  });

  it('says what was written on the old phone after the copy, and retires by hand only', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    const { file } = await sendTo(phone, old);
    await recordAllergy(old, 'Walnut');
    await phone.carnet.moving.arrive(file);
    await unlock(phone);
    const confirmed = await old.carnet.moving.confirm(await receiptOf(phone));
    expect(confirmed.changedSince).toBe(1);
    expect((await old.carnet.moving.state()).note).toBe('begun');
    const { file: backup } = await old.carnet.backup.make();
    expect((await phone.carnet.backup.merge(backup, factor)).added).toBe(1);
    await old.carnet.moving.retire();
    expect(await codeOf(recordAllergy(old, 'Pecan'))).toBe('retired');
  });

  it('notices what changed after the copy by a clock that was put back, and what was deleted', async () => {
    for (const change of ['write', 'delete'] as const) {
      const old = await person();
      await recordAllergy(old, 'Pollen');
      const phone = newPhone(old.clock);
      await phone.carnet.moving.arrive((await sendTo(phone, old)).file);
      await unlock(phone);
      old.clock.turnMinutes(-24 * 60);
      const [last] = (await old.carnet.entries({ kind: 'allergy' })).entries;
      if (change === 'write') await recordAllergy(old, 'Walnut');
      else await old.carnet.deleteRecord(last!.id);
      const confirmed = await old.carnet.moving.confirm(await receiptOf(phone));
      expect(confirmed.changedSince).toBe(1);
      expect((await old.carnet.moving.state()).note).toBe('begun');
    }
  });

  it('can go on where the new phone is lost, as after a restoring', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    await phone.carnet.moving.arrive((await sendTo(phone, old)).file);
    await unlock(phone);
    await old.carnet.moving.confirm(await receiptOf(phone));
    await phone.carnet.lock();
    // A backup made by the retired phone does not bring the retirement along.
    const { file } = await old.carnet.backup.make();
    const third = newPhone(old.clock);
    expect((await third.carnet.backup.restore(file, factor)).moving).toBe('none');
    await old.carnet.moving.goOnHere();
    await unlock(old);
    expect((await old.carnet.moving.state()).note).toBe('none');
    await recordAllergy(old, 'Walnut');
    expect(await titles(old)).toContain('Walnut');
  });
});

describe('a move that is cut off', () => {
  it('leaves the old phone as it was, and the new one with all of it or nothing', async () => {
    const old = await person();
    const { clock } = old;
    for (let commits = 0, cut = true; cut; commits += 1) {
      const name = `moved-${(browsers += 1)}`;
      const phone = newPhone(clock, undefined, name);
      const { file } = await sendTo(phone, old);
      cut = await cutOff(name, commits, () => phone.carnet.moving.arrive(file));
      const again = newPhone(clock, undefined, name);
      const there = await again.carnet.profiles();
      if (there.length === 0) continue;
      await unlock(again);
      expect(await titles(again)).toEqual(await titles(old));
      expect((await again.carnet.moving.state()).note).toBe('arrived');
    }
    expect((await old.carnet.moving.state()).note).toBe('begun');
    await recordAllergy(old, 'Walnut');
  });

  it('is confirmed after both phones were restarted in between', async () => {
    const old = await person();
    const phone = newPhone(old.clock);
    await phone.carnet.moving.arrive((await sendTo(phone, old)).file);
    await old.carnet.lock();
    await phone.carnet.lock();
    await unlock(phone);
    await unlock(old);
    expect(await codeOf(old.carnet.moving.confirm(await receiptOf(phone)))).toBe('done');
    expect((await old.carnet.moving.state()).note).toBe('retired');
  });
});

describe('who had access', () => {
  it('is confirmed again on the new phone, and the old one sends nothing more', async () => {
    const [clock, world] = [new TestClock(), new MemoryHosts()];
    const old = await person(clock, world);
    await old.carnet.hosts.add(draftFor(hostBase));
    const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
    lockAfterwards(doctor);
    await giveStanding({ patient: old, doctor }, standingChoice(['medical']));
    const phone = newPhone(clock, world);
    await phone.carnet.moving.arrive((await sendTo(phone, old)).file);
    await unlock(phone);
    await old.carnet.moving.confirm(await receiptOf(phone));
    const { restored } = await phone.carnet.backup.state();
    expect(restored?.people).toEqual(['Dr Imaginary']);
    await publishAllergy(phone, 'Walnut');
    await sent(phone);
    const lying = new Map(world.at(hostBase).files);
    const again = giveStanding({ patient: old, doctor }, standingChoice(['personal']));
    expect(await codeOf(again)).toBe('retired');
    await old.carnet.standing.publish().catch(() => undefined);
    await old.carnet.lock();
    await unlock(old);
    clock.passMinutes(5);
    await old.carnet.hosts.tryNow();
    expect(world.at(hostBase).files).toEqual(lying);
  });

  it('a doctor’s old phone asks nobody any more', async () => {
    const doctor = await doctorDevice();
    lockAfterwards(doctor);
    const phone = newPhone(doctor.clock);
    await phone.carnet.moving.arrive((await sendTo(phone, doctor)).file);
    await unlock(phone);
    await doctor.carnet.moving.confirm(await receiptOf(phone));
    const ask = { units: [], purpose: '', minutes: 30, base: 'https://carnet.example/' };
    expect(await codeOf(doctor.carnet.newRequest(ask))).toBe('retired');
    expect(await codeOf(phone.carnet.newRequest(ask))).toBe('done');
  });
});
