import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import {
  afghBls12381,
  signingKeyPair,
  systemRandom,
  type ReEncryptionSuite,
} from '../../crypto/index.ts';
import { HostError } from '../../hosts/index.ts';
import { makeStandingGrant, readCard } from '../../sharing/index.ts';
import type { VisitView } from '../api.ts';
import { canaries } from '../fixtures/bundle.ts';
import {
  device,
  doctorDevice,
  passphrase,
  type Device,
  type TestClock,
  unlock,
} from '../fixtures/device.ts';
import type { MemoryHosts } from '../fixtures/memory-hosts.ts';
import { address, scanAsker } from '../fixtures/meeting.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
  standingScene,
  type StandingScene,
} from '../fixtures/standing-scene.ts';

/** The channel's numbers. */
const [STANDING, INVITATION, ASK, ANSWER] = [7, 8, 10, 11];

const note = { kind: 'note', title: 'Result', text: 'Ferritin is fine.' } as const;

async function only({ carnet }: Device) {
  const [followed, ...more] = await carnet.following.list();
  expect(more).toEqual([]);
  return followed!;
}

async function again(made: Device): Promise<void> {
  await made.carnet.lock();
  await unlock(made);
}

/** The list's name: the only thing an opening asks for between the mailbox and the objects. */
async function listName({ host, doctor }: StandingScene, id: string): Promise<string> {
  host.calls.length = 0;
  await doctor.carnet.following.refresh(id);
  return host.calls.filter(({ verb }) => verb === 'get')[1]?.name ?? '';
}

/** A helper's arithmetic: while it lies, what it answers is well formed and made from nothing asked. */
class LyingSuite {
  lies = false;
  readonly suite: ReEncryptionSuite = {
    ...afghBls12381,
    reEncrypt: async (reKey, capsule, random) => {
      if (!this.lies) return afghBls12381.reEncrypt(reKey, capsule, random);
      // A point of the group like any capsule.
      const { publicKey } = await afghBls12381.tagKeyPair(random);
      return afghBls12381.reEncrypt(reKey, publicKey, random);
    },
  };
}

describe('a standing grant', () => {
  it('is kept as a way to the record: after a restart it reads on, with the patient gone', async () => {
    const scene = await standingScene();
    const { followed } = await giveStanding(scene, standingChoice(['medical', 'prescription']));
    expect(followed).toMatchObject({
      name: 'Ada Example',
      state: 'never-read',
      news: 0,
      refreshedAt: null,
      mayWrite: false,
      lettersWaiting: 0,
    });
    await scene.patient.carnet.lock();
    await again(scene.doctor);
    const text = await readStanding(scene.doctor, followed.id);
    expect(text).toContain(canaries.medical);
    expect(text).toContain(canaries.prescription);
    expect(text).not.toContain(canaries.personal);
    expect(await only(scene.doctor)).toMatchObject({ state: 'current', news: 0, problem: null });
    expect((await scene.doctor.carnet.journal()).map(({ event }) => event)).toEqual([
      'visit-opened',
      'following',
    ]);
  });

  it('counts what came since the last opening, and calls nothing new at the first', async () => {
    const scene = await standingScene();
    const { id } = (await giveStanding(scene, standingChoice(['medical']))).followed;
    expect(await scene.doctor.carnet.following.refresh(id)).toMatchObject({ news: 0 });
    const first = await scene.doctor.carnet.following.open(id);
    expect(first.standing).toMatchObject({ id, news: null });
    await publishAllergy(scene.patient, 'Walnut');
    await publishAllergy(scene.patient, 'Hazel');
    expect(await scene.doctor.carnet.following.refresh(id)).toMatchObject({ news: 2 });
    const visit = await scene.doctor.carnet.following.open(id);
    expect(visit.standing).toMatchObject({ id, news: 2 });
    expect(await only(scene.doctor)).toMatchObject({ news: 0 });
  });

  it('from now on shows nothing older, and goes on through every later epoch', async () => {
    const scene = await standingScene();
    const { followed } = await giveStanding(scene, standingChoice(['medical'], 'new'));
    await publishAllergy(scene.patient, 'Walnut');
    const other = await doctorDevice(scene.clock, 'Dr Other', scene.world);
    const joined = { patient: scene.patient, doctor: other };
    const late = (await giveStanding(joined, standingChoice(['medical'], 'new'))).followed;
    await publishAllergy(scene.patient, 'Hazel');
    const text = await readStanding(scene.doctor, followed.id);
    expect(text).toContain('Walnut');
    expect(text).toContain('Hazel');
    expect(text).not.toContain(canaries.medical);
    expect(text).not.toContain('Peanut');
    const later = await readStanding(other, late.id);
    expect(later).toContain('Hazel');
    expect(later).not.toContain('Walnut');
  });

  it('takes the place of an older one by the same patient, and never the other way', async () => {
    const scene = await standingScene();
    const { approved } = await giveStanding(scene, standingChoice(['medical']));
    await scene.patient.carnet.standing.stop(approved.grantId, 'plain');
    scene.clock.passMinutes(1);
    await scene.patient.carnet.standing.publish();
    const { followed } = await giveStanding(scene, standingChoice(['prescription']));
    expect(await only(scene.doctor)).toMatchObject({ id: followed.id });
    const old = scene.doctor.carnet.scan({ kind: STANDING, bytes: approved.message });
    expect(await codeOf(old)).toBe('rolled-back');
    expect(await only(scene.doctor)).toEqual(followed);
    expect(await readStanding(scene.doctor, followed.id)).toContain(canaries.prescription);
  });

  it('of somebody else does not take its place under its number', async () => {
    const scene = await standingScene();
    const { followed } = await giveStanding(scene, standingChoice(['medical']));
    const { message: card } = await scene.doctor.carnet.myCard(address);
    const env = { now: scene.clock.now(), random: systemRandom, suite: afghBls12381 };
    const stranger = await signingKeyPair(systemRandom);
    const tag = await env.suite.tagKeyPair(systemRandom);
    const { sealing, delegatee, identity } = await readCard(env, card);
    const reEncryptionKey = await env.suite.reEncryptionKey(tag.secretKey, delegatee);
    const forged = await makeStandingGrant(
      env,
      { identitySeed: stranger.seed },
      { identity, sealing },
      {
        grantId: fromHex(followed.id),
        units: [
          {
            unit: 'medical',
            lane: 'all',
            epochId: systemRandom(16),
            leastRevision: 1,
            reEncryptionKey,
          },
        ],
        shelfKey: systemRandom(32),
        until: null,
        place: { base: hostBase, reader: null },
        patientName: 'Ada Example',
        helper: null,
      },
    );
    const scanned = scene.doctor.carnet.scan({ kind: STANDING, bytes: forged });
    expect(await codeOf(scanned)).toBe('mismatch');
    expect(await readStanding(scene.doctor, followed.id)).toContain(canaries.medical);
  });

  it('is for one doctor: another is told so, and takes nothing in', async () => {
    const scene = await standingScene();
    const { approved } = await giveStanding(scene, standingChoice(['medical']));
    const other = await doctorDevice(scene.clock, 'Dr Other', scene.world);
    const scanned = other.carnet.scan({ kind: STANDING, bytes: approved.message });
    expect(await codeOf(scanned)).toBe('not-for-me');
    expect(await other.carnet.following.list()).toEqual([]);
  });
});

describe('what was seen', () => {
  it('is never undercut, not even after a restart', async () => {
    const scene = await standingScene();
    const { id } = (await giveStanding(scene, standingChoice(['medical']))).followed;
    const list = await listName(scene, id);
    const old = scene.host.files.get(list)!;
    await publishAllergy(scene.patient, 'Walnut');
    await readStanding(scene.doctor, id);
    await again(scene.doctor);
    const before = await only(scene.doctor);
    scene.host.lie = (name, bytes) => (name === list ? old : bytes);
    expect(await codeOf(scene.doctor.carnet.following.open(id))).toBe('rolled-back');
    expect(await only(scene.doctor)).toMatchObject({ asOf: before.asOf, news: before.news });
    scene.host.lie = null;
    expect(await readStanding(scene.doctor, id)).toContain('Walnut');
  });

  it('is not older than the grant promises, even at the first look', async () => {
    const scene = await standingScene();
    const first = await giveStanding(scene, standingChoice(['medical']));
    const list = await listName(scene, first.followed.id);
    const old = scene.host.files.get(list)!;
    await publishAllergy(scene.patient, 'Walnut');
    const other = await doctorDevice(scene.clock, 'Dr Other', scene.world);
    const joined = { patient: scene.patient, doctor: other };
    const { id } = (await giveStanding(joined, standingChoice(['medical']))).followed;
    scene.host.lie = (name, bytes) => (name === list ? old : bytes);
    expect(await other.carnet.following.refresh(id)).toMatchObject({ problem: 'rolled-back' });
    scene.host.lie = null;
    expect(await other.carnet.following.refresh(id)).toMatchObject({ problem: null });
  });
});

describe('an access that ends', () => {
  it('when stopped leaves no key and one line, and the others read on', async () => {
    const scene = await standingScene();
    const { approved, followed } = await giveStanding(scene, standingChoice(['medical']));
    const other = await doctorDevice(scene.clock, 'Dr Other', scene.world);
    const joined = { patient: scene.patient, doctor: other };
    const stays = (await giveStanding(joined, standingChoice(['medical']))).followed;
    expect(await readStanding(scene.doctor, followed.id)).toContain(canaries.medical);
    await scene.patient.carnet.standing.stop(approved.grantId, 'plain');
    scene.clock.passMinutes(1);
    await scene.patient.carnet.standing.publish();
    await publishAllergy(scene.patient, 'Walnut');
    expect(await scene.doctor.carnet.following.refresh(followed.id)).toMatchObject({
      state: 'ended',
      asOf: null,
    });
    const { following } = scene.doctor.carnet;
    expect(await codeOf(following.open(followed.id))).toBe('standing-ended');
    expect((await scene.doctor.carnet.journal())[0]).toMatchObject({
      event: 'following-ended',
      who: 'Ada Example',
    });
    expect(await readStanding(other, stays.id)).toContain('Walnut');
    await following.forget(followed.id);
    expect(await following.list()).toEqual([]);
  });

  it('by its date ends without any host, and not a minute before', async () => {
    const scene = await standingScene();
    const until = new Date(scene.clock.now().getTime() + 60 * 60_000).toISOString();
    const chosen = standingChoice(['medical'], 'all', { until });
    const { id } = (await giveStanding(scene, chosen)).followed;
    scene.clock.passMinutes(58);
    const visit = await scene.doctor.carnet.following.open(id);
    expect(visit.secondsLeft).toBeLessThanOrEqual(120);
    scene.host.failing = 'unreachable';
    scene.clock.passMinutes(3);
    expect(await scene.doctor.carnet.visits()).toEqual([]);
    expect(await only(scene.doctor)).toMatchObject({ state: 'ended' });
    expect(await codeOf(scene.doctor.carnet.following.open(id))).toBe('standing-ended');
  });
});

describe('an opened record', () => {
  async function opened(): Promise<StandingScene & { visit: VisitView; id: string }> {
    const scene = await standingScene();
    const about = { title: 'Scan', date: '2026-01-02', fileName: 'scan.pdf' };
    const file = new File([new Uint8Array(300_000).fill(7)], about.fileName, {
      type: 'application/pdf',
    });
    await scene.patient.carnet.saveDocument(file, about);
    const { id } = (await giveStanding(scene, standingChoice(['medical']))).followed;
    await scene.patient.carnet.standing.publish();
    await sent(scene.patient);
    const visit = await scene.doctor.carnet.following.open(id);
    return { ...scene, visit, id };
  }

  it('fetches a file when somebody asks for it', async () => {
    const { doctor, visit, host } = await opened();
    const [attachment] = visit.summary.attachments;
    expect(attachment).toMatchObject({ title: 'scan.pdf', size: 300_000 });
    const before = host.count('get');
    const file = await doctor.carnet.visitAttachment(visit.visitId, attachment!.id);
    expect(host.count('get')).toBe(before + 1);
    expect(file.type).toBe('application/pdf');
    expect(new Uint8Array(await file.arrayBuffer()).every((byte) => byte === 7)).toBe(true);
    expect(file.size).toBe(300_000);
  });

  it('refuses a file that the host has altered', async () => {
    const { doctor, visit, host } = await opened();
    const id = visit.summary.attachments[0]!.id;
    host.lie = (_, bytes) => bytes?.map((byte, i) => (i === 1000 ? byte ^ 1 : byte)) ?? null;
    const file = doctor.carnet.visitAttachment(visit.visitId, id);
    expect(await codeOf(file)).toBe('altered-on-host');
    host.lie = null;
    expect((await doctor.carnet.visitAttachment(visit.visitId, id)).size).toBe(300_000);
  });

  it('is gone with its time, and with the lock', async () => {
    const { doctor, visit, clock, id } = await opened();
    clock.passMinutes(61);
    expect(await doctor.carnet.visits()).toEqual([]);
    const after = doctor.carnet.visitAttachment(visit.visitId, visit.summary.attachments[0]!.id);
    expect(await codeOf(after)).toBe('visit-over');
    const second = await doctor.carnet.following.open(id);
    await again(doctor);
    expect(await doctor.carnet.visits()).toEqual([]);
    expect(await codeOf(doctor.carnet.visitResource(second.visitId, 'medical', 0))).toBe(
      'unknown-visit',
    );
  });

  it('does not come when the profile was locked on its way', async () => {
    const { doctor, id } = await opened();
    const opening = doctor.carnet.following.open(id);
    const code = codeOf(opening);
    await doctor.carnet.lock();
    expect(await code).not.toBe('done');
    expect(await codeOf(doctor.carnet.visits())).toBe('locked');
  });

  it('takes the place of the one before', async () => {
    const { doctor, visit, id } = await opened();
    const second = await doctor.carnet.following.open(id);
    expect(await doctor.carnet.visits()).toMatchObject([{ visitId: second.visitId }]);
    expect(doctor.events).toContainEqual({
      kind: 'visit-ended',
      visitId: visit.visitId,
      because: 'by-hand',
    });
  });
});

describe('a letter', () => {
  const writing = () => standingChoice(['medical'], 'all', { mayWrite: true });

  it('lies in the drop while the patient is away, and the patient takes it in', async () => {
    const scene = await standingScene();
    const { id } = (await giveStanding(scene, writing())).followed;
    expect(await scene.doctor.carnet.following.refresh(id)).toMatchObject({ mayWrite: true });
    expect(await scene.doctor.carnet.following.sendLetter(id, note)).toEqual({ delivered: true });
    expect(await scene.patient.carnet.standing.fetchLetters()).toBe(1);
    const [letter] = await scene.patient.carnet.standing.letters();
    expect(letter).toMatchObject({ author: 'Dr Imaginary', acquaintance: 'known' });
    await scene.patient.carnet.standing.acceptLetter(letter!.handle);
    const { total } = await scene.patient.carnet.entries({ text: 'Result' });
    expect(total).toBe(1);
  });

  it('waits here while the host is away, also over a restart, and then goes by itself', async () => {
    const scene = await standingScene();
    const { id } = (await giveStanding(scene, writing())).followed;
    await scene.doctor.carnet.following.refresh(id);
    scene.host.failing = 'unreachable';
    const { following } = scene.doctor.carnet;
    expect(await following.sendLetter(id, note)).toEqual({ delivered: false });
    expect(await following.sendLetter(id, note)).toEqual({ delivered: false });
    expect(await only(scene.doctor)).toMatchObject({ lettersWaiting: 2 });
    await again(scene.doctor);
    scene.host.failing = null;
    scene.clock.passMinutes(1);
    await expect.poll(() => only(scene.doctor)).toMatchObject({ lettersWaiting: 0 });
    expect(await scene.patient.carnet.standing.fetchLetters()).toBe(2);
  });

  it('goes on counting where a patient was taken off the list and comes back', async () => {
    const scene = await standingScene();
    const { patient, doctor, host } = scene;
    const { handle } = await scanAsker(patient, await doctor.carnet.myCard(address));
    const { message } = await patient.carnet.standing.invite(handle, address);
    const comesBack = async () => {
      const scanned = await doctor.carnet.scan({ kind: INVITATION, bytes: message });
      if (scanned.kind !== 'invitation') throw new Error(`scanned a ${scanned.kind}`);
      return scanned.followed.id;
    };
    const { following } = doctor.carnet;
    const arrives = async (id: string) => {
      expect(await following.sendLetterTo(id, note)).toEqual({ delivered: true });
      expect(await patient.carnet.standing.fetchLetters()).toBe(1);
      const [letter] = await patient.carnet.standing.letters();
      await patient.carnet.standing.acceptLetter(letter!.handle);
    };
    const first = await comesBack();
    await arrives(first);
    host.failing = 'unreachable';
    for (let waiting = 1; waiting <= 4; waiting += 1) await following.sendLetterTo(first, note);
    await following.forget(first);
    host.failing = null;
    await arrives(await comesBack());
  });

  it('needs an invitation, and something in it', async () => {
    const scene = await standingScene();
    const { id } = (await giveStanding(scene, standingChoice(['medical']))).followed;
    const { following } = scene.doctor.carnet;
    expect(await codeOf(following.sendLetter(id, note))).toBe('no-letterbox');
    const other = await standingScene();
    const invited = (await giveStanding(other, writing())).followed;
    await other.doctor.carnet.following.refresh(invited.id);
    const empty = other.doctor.carnet.following.sendLetter(invited.id, { ...note, text: ' ' });
    expect(await codeOf(empty)).toBe('nothing-written');
  });

  it('comes from somebody who was only invited to write', async () => {
    const scene = await standingScene();
    const { patient, doctor } = scene;
    const { handle } = await scanAsker(patient, await doctor.carnet.myCard(address));
    const { message } = await patient.carnet.standing.invite(handle, address);
    const scanned = await doctor.carnet.scan({ kind: INVITATION, bytes: message });
    if (scanned.kind !== 'invitation') throw new Error(`scanned a ${scanned.kind}`);
    const { followed } = scanned;
    expect(followed).toMatchObject({ units: [], mayWrite: true, name: 'Ada Example' });
    const sentIt = await doctor.carnet.following.sendLetterTo(followed.id, note);
    expect(sentIt).toEqual({ delivered: true });
    expect(await patient.carnet.standing.fetchLetters()).toBe(1);
    expect(await codeOf(doctor.carnet.following.open(followed.id))).toBe('unknown-handle');
    expect(await doctor.carnet.following.refresh(followed.id)).toEqual(followed);
  });
});

describe('through a helper', () => {
  async function helperDevice(
    ...[clock, world, suite]: [TestClock, MemoryHosts, ReEncryptionSuite?]
  ): Promise<Device> {
    const helper = device(clock, undefined, world, suite);
    await helper.carnet.createProfile({
      ...{ label: 'Tablet', role: 'helper', colour: 3, passphrase },
      professional: { name: 'Tablet', role: 'other' },
    });
    return helper;
  }

  async function helped() {
    const scene = await standingScene();
    const { patient, doctor, clock, world } = scene;
    const suite = new LyingSuite();
    const helper = await helperDevice(clock, world, suite.suite);
    const { handle } = await scanAsker(patient, await helper.carnet.myCard(address));
    const terms = { serves: [], until: null, usesEach: 20 };
    const enrolment = await patient.carnet.standing.enrolHelper(handle, terms, address);
    const [{ identity } = { identity: '' }] = await patient.carnet.standing.helpers();
    const chosen = standingChoice(['medical'], 'all', { throughHelper: identity });
    const { id } = (await giveStanding({ patient, doctor }, chosen)).followed;
    await sent(patient);
    await helper.carnet.scan({ text: enrolment.link });
    return { ...scene, helper, suite, id };
  }

  it('nothing opens before it has answered, and everything after', async () => {
    const { doctor, helper, id } = await helped();
    const { following } = doctor.carnet;
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    expect(await following.ask(id)).toMatchObject({ capsules: 1, leftOnHost: true });
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
    expect(await following.ask(id)).toMatchObject({ capsules: 0 });
  });

  it('is asked by way of the host also by somebody who was given access, and letters, before', async () => {
    const scene = await standingScene();
    const { patient, doctor, clock, world } = scene;
    const chosen = standingChoice(['medical'], 'all', { mayWrite: true });
    const { id } = (await giveStanding(scene, chosen)).followed;
    const helper = await helperDevice(clock, world);
    const [{ identity } = { identity: '' }] = await patient.carnet.standing.people();
    const { handle } = await scanAsker(patient, await helper.carnet.myCard(address));
    const terms = { serves: [identity], until: null, usesEach: 20 };
    const { link } = await patient.carnet.standing.enrolHelper(handle, terms, address);
    await sent(patient);
    await helper.carnet.scan({ text: link });
    const { following } = doctor.carnet;
    expect(await following.ask(id)).toMatchObject({ leftOnHost: true });
    expect(await helper.carnet.helping.work()).toMatchObject({ done: 1 });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
    expect(await following.sendLetter(id, note)).toEqual({ delivered: true });
    expect(await patient.carnet.standing.fetchLetters()).toBe(1);
  });

  it('asks under the same number until a question has been left', async () => {
    const { patient, doctor, helper, host, id } = await helped();
    const { following } = doctor.carnet;
    const failing = async () => {
      host.putsLeft = 0;
      expect(await following.ask(id)).toMatchObject({ leftOnHost: false });
      host.putsLeft = null;
    };
    for (let times = 0; times < 4; times += 1) await failing();
    expect(await following.ask(id)).toMatchObject({ leftOnHost: true });
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
    await publishAllergy(patient, 'Walnut');
    expect(await following.ask(id)).toMatchObject({ capsules: 1, leftOnHost: true });
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await readStanding(doctor, id)).toContain('Walnut');
  });

  it('refuses what a lying helper made up, shows nothing, and opens with the honest answer', async () => {
    const { doctor, helper, suite, id } = await helped();
    const { following } = doctor.carnet;
    suite.lies = true;
    await following.ask(id);
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await codeOf(following.open(id))).toBe('made-up-answer');
    expect(await doctor.carnet.visits()).toEqual([]);
    expect(await only(doctor)).toMatchObject({ problem: 'made-up-answer' });
    suite.lies = false;
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    expect(await following.ask(id)).toMatchObject({ capsules: 1, leftOnHost: true });
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
    expect(await only(doctor)).toMatchObject({ problem: null });
  });

  it('asks once more for what is new, and takes the answer from a code as well', async () => {
    const { patient, doctor, helper, id } = await helped();
    const { following } = doctor.carnet;
    const answered = async () => {
      const { message } = await following.ask(id);
      const made = await helper.carnet.scan({ kind: ASK, bytes: message });
      if (made.kind !== 'answer-made') throw new Error(`scanned a ${made.kind}`);
      return made.message;
    };
    const first = await answered();
    expect(await doctor.carnet.scan({ kind: ANSWER, bytes: first })).toMatchObject({
      kind: 'answer',
      followed: { id },
    });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
    await publishAllergy(patient, 'Walnut');
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    await doctor.carnet.scan({ kind: ANSWER, bytes: await answered() });
    expect(await readStanding(doctor, id)).toContain('Walnut');
    const stale = doctor.carnet.scan({ kind: ANSWER, bytes: first });
    expect(await codeOf(stale)).toBe('wrong-answer');
  });

  it('goes on whatever lies in the place of an answer, and when an answer comes too late', async () => {
    const { doctor, helper, host, clock, id } = await helped();
    const { following } = doctor.carnet;
    await following.ask(id);
    const junk = systemRandom(4096);
    host.lie = (_, bytes) => bytes ?? junk;
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    host.lie = (_, bytes) => {
      if (bytes === null) throw new HostError('too-large');
      return bytes;
    };
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    host.lie = null;
    await helper.carnet.helping.work();
    clock.turnMinutes(31 * 24 * 60);
    expect(await codeOf(following.open(id))).toBe('helper-needed');
    await following.ask(id);
    await helper.carnet.helping.work();
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
  });

  it('refuses an answer that somebody else wrote', async () => {
    const { doctor, helper, id } = await helped();
    const { message } = await doctor.carnet.following.ask(id);
    const made = await helper.carnet.scan({ kind: ASK, bytes: message });
    if (made.kind !== 'answer-made') throw new Error(`scanned a ${made.kind}`);
    const forged: Bytes = made.message.map((byte, i) => (i === 200 ? byte ^ 1 : byte));
    const scanned = doctor.carnet.scan({ kind: ANSWER, bytes: forged });
    expect(await codeOf(scanned)).toBe('bad-signature');
    await doctor.carnet.scan({ kind: ANSWER, bytes: made.message });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
  });
});

describe('the doctor’s side of a host', () => {
  it('asks only by name, for what the lists say, and writes nothing', async () => {
    const scene = await standingScene();
    const { id } = (await giveStanding(scene, standingChoice(['medical']))).followed;
    scene.host.calls.length = 0;
    await readStanding(scene.doctor, id);
    expect(scene.host.calls.every(({ verb }) => verb === 'get')).toBe(true);
    expect(scene.host.calls.every(({ name }) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
    expect(hostBase).toMatch(/\/$/);
  });
});
