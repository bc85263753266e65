import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import type { Session } from '../api.ts';
import { canaries } from '../fixtures/bundle.ts';
import {
  device,
  doctorDevice,
  passphrase,
  patientDevice,
  type Device,
} from '../fixtures/device.ts';
import { cutOff } from '../fixtures/cut-off.ts';
import { choiceOf, meet, openAnswer } from '../fixtures/meeting.ts';
import { fill, filledPatient } from '../fixtures/filled-patient.ts';

const other = 'nine slow barges pass under the lime tree';
const DEPOSIT = 5;

/** The child's profile, opened from the parent's: the same passphrase, and linked. */
const addLeo = (parent: Device, linked = true): Promise<Session> =>
  parent.carnet.family.add({
    ...{ label: 'Leo', colour: 3, relation: 'child', linked },
    lock: { kind: 'same', passphrase },
  });

async function parentAndChild() {
  const parent = await patientDevice();
  const mine = (await parent.carnet.family.whose()).profileId;
  const leo = (await addLeo(parent)).profile.id;
  return { parent, mine, leo };
}

/** A visit of whoever is open, and what the doctor writes back. */
async function writtenBack(patient: Device, doctor: Device) {
  const { handle } = await meet(patient, doctor);
  const view = await openAnswer(
    doctor,
    await patient.carnet.approve(handle, choiceOf(['medical'])),
  );
  const note = { kind: 'note', title: 'After the visit', text: 'Rest' } as const;
  return (await doctor.carnet.writeBack(view.visitId, note)).message;
}

describe('a family on one device', () => {
  it('goes from profile to profile without typing, and no record is in another', async () => {
    const { parent, mine, leo } = await parentAndChild();
    expect(await parent.carnet.family.whose()).toMatchObject({ label: 'Leo', guardedBy: 'Mine' });
    await fill(parent);
    expect((await parent.carnet.home()).total).toBeGreaterThan(0);
    await parent.carnet.family.switchTo(mine);
    expect((await parent.carnet.home()).total).toBe(0);
    expect(await parent.carnet.family.whose()).toMatchObject({ label: 'Mine', guardedBy: null });
    await parent.carnet.family.switchTo(leo);
    expect((await parent.carnet.home()).total).toBeGreaterThan(0);
  });

  it('goes from one child to the next', async () => {
    const { parent, mine, leo } = await parentAndChild();
    await parent.carnet.family.switchTo(mine);
    const add = { label: 'Ida', colour: 4, relation: 'child', linked: true } as const;
    const ida = await parent.carnet.family.add({
      ...add,
      lock: { kind: 'own', passphrase: other },
    });
    await parent.carnet.family.switchTo(leo);
    await parent.carnet.family.switchTo(ida.profile.id);
    const members = await parent.carnet.family.members();
    expect(
      members.map(({ label, relation, isOpen, isLinked }) => [label, relation, isOpen, isLinked]),
    ).toEqual([
      ['Mine', null, false, true],
      ['Leo', 'child', false, true],
      ['Ida', 'child', true, true],
    ]);
  });

  it('is locked as a whole', async () => {
    const { parent, mine, leo } = await parentAndChild();
    await parent.carnet.lock();
    expect(await codeOf(parent.carnet.family.switchTo(mine))).toBe('locked');
    expect(await codeOf(parent.carnet.home())).toBe('locked');
    await parent.carnet.unlock(leo, passphrase);
    expect(await codeOf(parent.carnet.family.switchTo(mine))).toBe('not-linked');
    await parent.carnet.unlock(mine, passphrase);
    await parent.carnet.family.switchTo(leo);
    expect((await parent.carnet.family.whose()).label).toBe('Leo');
  });

  it('takes “the same passphrase” only where it is the same', async () => {
    const parent = await patientDevice();
    const input = { label: 'Leo', colour: 3, relation: 'child', linked: true } as const;
    const wrong = parent.carnet.family.add({ ...input, lock: { kind: 'same', passphrase: other } });
    expect(await codeOf(wrong)).toBe('wrong-passphrase');
    expect(await parent.carnet.profiles()).toHaveLength(1);
    await addLeo(parent);
    expect(await parent.carnet.profiles()).toHaveLength(2);
  });

  it('hears nothing of a profile that is behind', async () => {
    const { parent, mine } = await parentAndChild();
    await fill(parent);
    parent.events.length = 0;
    await parent.carnet.family.switchTo(mine);
    expect(parent.events.map(({ kind }) => kind)).not.toContain('locked');
    await fill(parent);
    expect(parent.events.map(({ kind }) => kind)).toContain('records-changed');
  });

  it('says who has no backup', async () => {
    const { parent, mine } = await parentAndChild();
    await parent.carnet.backup.make();
    await parent.carnet.backup.kept();
    await parent.carnet.family.switchTo(mine);
    const backups = await parent.carnet.family.backups();
    expect(backups.map(({ label, lastAt }) => [label, lastAt !== null])).toEqual([
      ['Mine', false],
      ['Leo', true],
    ]);
  });
});

describe('a lock of its own', () => {
  it('ends the link at both ends, until its own passphrase makes a new one', async () => {
    const { parent, mine, leo } = await parentAndChild();
    await parent.carnet.family.unlink(leo);
    expect((await parent.carnet.waysIn.state()).ways.map(({ kind }) => kind)).toEqual([
      'passphrase',
    ]);
    await parent.carnet.family.switchTo(mine);
    expect(await codeOf(parent.carnet.family.switchTo(leo))).toBe('not-linked');
    const factor = { kind: 'passphrase', passphrase: other } as const;
    expect(await codeOf(parent.carnet.family.link(leo, factor, 'child'))).toBe('wrong-passphrase');
    await parent.carnet.family.link(leo, { ...factor, passphrase }, 'child');
    await parent.carnet.family.switchTo(leo);
    expect((await parent.carnet.family.whose()).label).toBe('Leo');
  });

  it('may be had from the start', async () => {
    const parent = await patientDevice();
    const { profile } = await addLeo(parent, false);
    expect(await parent.carnet.waysIn.doors(profile.id)).toMatchObject({ kinds: ['passphrase'] });
    const mine = (await parent.carnet.family.members()).find(({ label }) => label === 'Mine');
    await parent.carnet.family.switchTo(mine?.profileId ?? '');
    expect(await codeOf(parent.carnet.family.switchTo(profile.id))).toBe('not-linked');
  });

  it('is never taken away: a guardian’s slot is not enough to be left with', async () => {
    const { parent } = await parentAndChild();
    const { ways } = await parent.carnet.waysIn.state();
    const own = ways.find(({ kind }) => kind === 'passphrase');
    expect(await codeOf(parent.carnet.waysIn.remove(own?.slotId ?? ''))).toBe('last-way-in');
  });

  it('that is changed shuts the guardian out', async () => {
    const { parent, mine, leo } = await parentAndChild();
    await parent.carnet.waysIn.renew([{ kind: 'passphrase', passphrase }]);
    await parent.carnet.unlock(mine, passphrase);
    expect(await codeOf(parent.carnet.family.switchTo(leo))).toBe('wrong-guardian');
  });

  it('whose link opens nothing any more is told so, can be ended, and be linked again', async () => {
    const { parent, mine, leo } = await parentAndChild();
    const { ways } = await parent.carnet.waysIn.state();
    const guardians = ways.find(({ kind }) => kind === 'guardian');
    await parent.carnet.waysIn.remove(guardians?.slotId ?? '');
    await parent.carnet.family.switchTo(mine);
    const linkedNow = async () =>
      (await parent.carnet.family.members()).find(({ profileId }) => profileId === leo)?.isLinked;
    expect(await linkedNow()).toBe(false);
    await parent.carnet.family.unlink(leo);
    expect(await codeOf(parent.carnet.family.switchTo(leo))).toBe('not-linked');
    await parent.carnet.family.link(leo, { kind: 'passphrase', passphrase }, 'child');
    expect(await linkedNow()).toBe(true);
    // Twice leaves no slot behind whose secret nobody has.
    await parent.carnet.family.link(leo, { kind: 'passphrase', passphrase }, 'child');
    await parent.carnet.family.switchTo(leo);
    const kinds = (await parent.carnet.waysIn.state()).ways.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'guardian')).toHaveLength(1);
  });

  it('is linked by a recovery kit as well', async () => {
    const { parent, mine, leo } = await parentAndChild();
    const sheet = await parent.carnet.waysIn.makeKit({ kind: 'passphrase', passphrase });
    await parent.carnet.family.unlink(leo);
    await parent.carnet.family.switchTo(mine);
    const read = await parent.carnet.waysIn.readKit(sheet.words.join(' '));
    if (read.state !== 'complete') throw new Error('no kit');
    await parent.carnet.family.link(leo, { kind: 'kit', entropy: read.entropy }, 'child');
    await parent.carnet.family.switchTo(leo);
    expect((await parent.carnet.family.whose()).label).toBe('Leo');
  });

  it('and a name like the guardian’s do not hide that the record can be let go', async () => {
    const parent = await patientDevice();
    const son = { label: 'Mine', colour: 3, relation: 'child', linked: true } as const;
    await parent.carnet.family.add({ ...son, lock: { kind: 'same', passphrase } });
    const members = await parent.carnet.family.members();
    expect(members.map(({ isOpen, isGuardian }) => [isOpen, isGuardian])).toEqual([
      [false, true],
      [true, false],
    ]);
  });
});

describe('adding somebody', () => {
  it('that is cut off leaves nobody, or somebody whom a tap opens', async () => {
    for (let commits = 0, cut = true; cut; commits += 1) {
      const parent = await patientDevice();
      const { carnet, databaseName } = parent;
      const mine = (await carnet.family.whose()).profileId;
      cut = await cutOff(databaseName, commits, () => addLeo(parent));
      await carnet.lock();
      const again = device(parent.clock, databaseName).carnet;
      await again.unlock(mine, passphrase);
      const others = (await again.family.members()).filter(({ isGuardian }) => !isGuardian);
      expect(others.map(({ label, isLinked }) => [label, isLinked])).toEqual(
        cut && others.length === 0 ? [] : [['Leo', true]],
      );
      for (const { profileId } of others) await again.family.switchTo(profileId);
      await again.lock();
    }
  });
});

describe('what a doctor writes back', () => {
  it(
    'is named as somebody else’s of the family, and lands in that record alone',
    { timeout: 60_000 },
    async () => {
      const { parent, mine, leo } = await parentAndChild();
      const doctor = await doctorDevice(parent.clock);
      await fill(parent);
      const message = await writtenBack(parent, doctor);
      const before = (await parent.carnet.home()).total;

      await parent.carnet.family.switchTo(mine);
      const elsewhere = await parent.carnet.scan({ kind: DEPOSIT, bytes: message });
      const named = { profileId: leo, label: 'Leo', colour: 3 };
      expect(elsewhere).toEqual({ kind: 'for-another', ...named, isLinked: true });
      expect((await parent.carnet.home()).total).toBe(0);

      await parent.carnet.family.switchTo(leo);
      const scanned = await parent.carnet.scan({ kind: DEPOSIT, bytes: message });
      if (scanned.kind !== 'deposit') throw new Error(`scanned a ${scanned.kind}`);
      await parent.carnet.acceptDeposit(scanned.deposit.handle);
      expect((await parent.carnet.home()).total).toBe(before + 1);
      await parent.carnet.family.switchTo(mine);
      expect((await parent.carnet.home()).total).toBe(0);
    },
  );

  it('for the guardian is named while a child’s record is open', { timeout: 60_000 }, async () => {
    const { parent, mine, leo } = await parentAndChild();
    await parent.carnet.family.switchTo(mine);
    await fill(parent);
    const message = await writtenBack(parent, await doctorDevice(parent.clock));
    await parent.carnet.family.switchTo(leo);
    const scanned = await parent.carnet.scan({ kind: DEPOSIT, bytes: message });
    expect(scanned).toMatchObject({ kind: 'for-another', profileId: mine });
  });

  it(
    'for somebody with a lock of their own is named too, where the guardian knew them',
    { timeout: 60_000 },
    async () => {
      const { parent, mine, leo } = await parentAndChild();
      await fill(parent);
      const message = await writtenBack(parent, await doctorDevice(parent.clock));
      await parent.carnet.family.unlink(leo);
      await parent.carnet.family.switchTo(mine);
      const scanned = await parent.carnet.scan({ kind: DEPOSIT, bytes: message });
      expect(scanned).toMatchObject({ kind: 'for-another', profileId: leo, isLinked: false });
      // From behind the other lock nothing is known of the guardian: it is said who is here.
      const own = device(parent.clock, parent.databaseName);
      await own.carnet.createProfile({ label: 'Ida', role: 'patient', colour: 4, passphrase });
      await fill(own);
      const third = (await own.carnet.family.whose()).profileId;
      const theirs = await writtenBack(own, await doctorDevice(parent.clock));
      await own.carnet.lock();
      const elsewhere = await parent.carnet.scan({ kind: DEPOSIT, bytes: theirs });
      expect(elsewhere).toMatchObject({ kind: 'for-somebody', others: [{ profileId: third }] });
    },
  );

  it('for a stranger is refused as before', { timeout: 60_000 }, async () => {
    const { parent } = await parentAndChild();
    const stranger = await filledPatient(parent.clock);

    const message = await writtenBack(stranger, await doctorDevice(parent.clock));
    const scanned = parent.carnet.scan({ kind: DEPOSIT, bytes: message });
    expect(await codeOf(scanned)).toBe('wrong-recipient');
  });
});

describe('what was granted for one', () => {
  it('holds nothing of the other', { timeout: 60_000 }, async () => {
    const { parent, mine } = await parentAndChild();
    await fill(parent);
    await parent.carnet.family.switchTo(mine);
    const doctor = await doctorDevice(parent.clock);
    const { handle } = await meet(parent, doctor);
    const approved = await parent.carnet.approve(handle, choiceOf(['medical', 'prescription']));
    expect(JSON.stringify(await openAnswer(doctor, approved))).not.toContain(canaries.medical);
    expect(await codeOf(device().carnet.family.whose())).toBe('locked');
  });
});
