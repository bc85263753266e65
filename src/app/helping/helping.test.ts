import { beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '../../bytes/bytes.ts';
import { signingKeyPair, systemRandom } from '../../crypto/index.ts';
import { HostError } from '../../hosts/index.ts';
import {
  answerName,
  askName,
  kindCode,
  listName,
  logName,
  openParcel,
  readAnswer,
  readLogPage,
  type HelperAsk,
} from '../../sharing/index.ts';
import { device, passphrase, TestClock, type Device, unlock } from '../fixtures/device.ts';
import { MemoryHosts, type MemoryHost } from '../fixtures/memory-hosts.ts';
import { patientBase, PlayedPatient } from '../fixtures/played-patient.ts';
import { address } from '../fixtures/meeting.ts';

let clock: TestClock;
let hosts: MemoryHosts;
let host: MemoryHost;
let databaseName: string;
let helper: Device;
let ada: PlayedPatient;
let count = 0;

const enrolment = { kind: kindCode('enrolment') };
const asking = { kind: kindCode('ask') };

beforeEach(async () => {
  clock = new TestClock();
  hosts = new MemoryHosts();
  host = hosts.at(patientBase);
  databaseName = `helper-${(count += 1)}`;
  helper = device(clock, databaseName, hosts);
  await helper.carnet.createProfile({
    ...{ label: 'Tablet', role: 'helper', colour: 3, passphrase },
    professional: { name: 'Tablet', role: 'other' },
  });
  ada = await PlayedPatient.with(clock, (await helper.carnet.myCard(address)).message);
});

/** The patient's list lies on the host, and the helper has scanned the enrolment. */
async function enrol(change?: Parameters<PlayedPatient['list']>[0]) {
  await ada.leaveList(host, change);
  return helper.carnet.scan({ ...enrolment, bytes: await ada.enrolment() });
}

const scanAsk = (ask: HelperAsk) => helper.carnet.scan({ ...asking, bytes: ask.message });

async function answerTo(ask: HelperAsk): Promise<Bytes> {
  const scanned = await scanAsk(ask);
  return scanned.kind === 'answer-made' ? scanned.message : expect.unreachable();
}

async function opensAll(ask: HelperAsk, answer: Bytes): Promise<boolean> {
  const opened = await readAnswer(ada.env, ask, answer);
  const results = await Promise.all(
    opened.map(({ capsule, transformed }) => ada.opens(capsule, transformed)),
  );
  return results.length === ask.capsules.length && results.every(Boolean);
}

/** The answer that lies on the host for this ask, or null. */
async function answerOnHost(ask: HelperAsk): Promise<Bytes | null> {
  const name = answerName(ada.relay, ask.hash);
  const parcel = host.files.get(name);
  return parcel === undefined ? null : openParcel(ada.relay, name, parcel);
}

async function logPage(number: number): Promise<Bytes> {
  const name = logName(ada.helperKey, number);
  return openParcel(ada.helperKey, name, host.files.get(name) ?? new Uint8Array());
}

const parties = () => ({ helper: ada.helper.identity, patient: ada.identity });

async function reopened(): Promise<Device> {
  await helper.carnet.lock();
  const again = device(clock, databaseName, hosts);
  await unlock(again);
  return again;
}

describe('a helper that a patient enrols', () => {
  it('says for whom it works', async () => {
    const scanned = await enrol();
    const patient = {
      ...{ name: 'Ada', state: 'active', until: null, problem: null },
      serves: [{ name: 'Dr Imaginary', units: ['medical'], usesLeft: 2 }],
    };
    expect(scanned).toMatchObject({ kind: 'enrolment', patient });
    expect(await helper.carnet.helping.patients()).toMatchObject([patient]);
  });

  it('keeps what it counted when the same enrolment is scanned again', async () => {
    await enrol();
    await answerTo(await ada.ask());
    await helper.carnet.scan({ ...enrolment, bytes: await ada.enrolment() });
    const [patient] = await helper.carnet.helping.patients();
    expect(patient?.serves[0]?.usesLeft).toBe(1);
  });

  it('takes back no enrolment that was replaced, with the uses that were spent under it', async () => {
    await enrol();
    const filmed = await ada.enrolment();
    await answerTo(await ada.ask());
    clock.passMinutes(1);
    Object.assign(ada, { helperKey: systemRandom(32) });
    await enrol();
    await answerTo(await ada.ask());
    const again = helper.carnet.scan({ ...enrolment, bytes: filmed });
    await expect(again).rejects.toMatchObject({ code: 'rolled-back' });
    const [patient] = await helper.carnet.helping.patients();
    expect(patient?.serves[0]?.usesLeft).toBe(1);
  });

  it('refuses an enrolment for another helper', async () => {
    const other = device(clock, `${databaseName}-other`, hosts);
    await other.carnet.createProfile({
      ...{ label: 'Other', role: 'helper', colour: 3, passphrase },
      professional: { name: 'Other', role: 'other' },
    });
    const bytes = await ada.enrolment();
    await expect(other.carnet.scan({ ...enrolment, bytes })).rejects.toMatchObject({
      code: 'not-for-me',
    });
    expect((await helper.carnet.scan({ ...enrolment, bytes })).kind).toBe('enrolment');
  });

  it('works without the list until it comes, and says so', async () => {
    await helper.carnet.scan({ ...enrolment, bytes: await ada.enrolment() });
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'no-helper-list' });
    await ada.leaveList(host);
    const ask = await ada.ask();
    expect(await opensAll(ask, await answerTo(ask))).toBe(true);
  });
});

describe('a question that is scanned', () => {
  it('is answered for the doctor whom the patient named, and counted', async () => {
    await enrol();
    const ask = await ada.ask();
    const scanned = await scanAsk(ask);
    expect(scanned).toMatchObject({ kind: 'answer-made', forName: 'Dr Imaginary' });
    expect(await opensAll(ask, await answerTo(ask))).toBe(true);
    const [patient] = await helper.carnet.helping.patients();
    expect(patient?.serves[0]?.usesLeft).toBe(1);
    expect(await helper.carnet.helping.jobs()).toMatchObject([
      { patient: 'Ada', forName: 'Dr Imaginary', capsules: 2, outcome: 'done', code: null },
    ]);
  });

  it.each([
    ['a capsule that is not listed', () => ada.ask(ada.capsules), 'not-listed'],
    ['another doctor', async () => ada.ask(undefined, (await stranger()).seed), 'not-served'],
  ])('is refused for %s, and nothing is transformed', async (_, question, code) => {
    await enrol();
    await expect(scanAsk(await question())).rejects.toMatchObject({ code });
    expect(await helper.carnet.helping.jobs()).toMatchObject([{ outcome: 'refused', code }]);
    const ask = await ada.ask();
    expect(await opensAll(ask, await answerTo(ask))).toBe(true);
  });

  it('is refused for a patient who is not helped here', async () => {
    const bea = await PlayedPatient.with(clock, ada.helper.message);
    await expect(scanAsk(await bea.ask())).rejects.toMatchObject({ code: 'not-served' });
  });

  it('is refused once the uses are spent, and the same question is answered once more', async () => {
    await enrol({ uses: 1 });
    const first = await ada.ask();
    await answerTo(first);
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'uses-spent' });
    expect(await opensAll(first, await answerTo(first))).toBe(true);
  });

  it('is refused after the time that the patient set', async () => {
    const until = new Date(clock.now().getTime() + 60 * 60_000);
    await enrol({ until });
    await answerTo(await ada.ask());
    clock.passMinutes(61);
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'expired' });
  });

  it('counts uses over a lock', async () => {
    await enrol({ uses: 1 });
    await answerTo(await ada.ask());
    helper = await reopened();
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'uses-spent' });
  });

  it('is answered with the list that was seen last while the host is away', async () => {
    await enrol();
    host.failing = 'unreachable';
    const ask = await ada.ask();
    expect(await opensAll(ask, await answerTo(ask))).toBe(true);
  });
});

const stranger = () => signingKeyPair(systemRandom);

describe('questions left on the host', () => {
  it('are answered there, and told to the patient in a signed log', async () => {
    await enrol();
    const ask = await ada.ask();
    await ada.leaveAsk(host, 0, ask);
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await opensAll(ask, (await answerOnHost(ask))!)).toBe(true);
    const page = await readLogPage(parties(), null, await logPage(0));
    expect(page.lines.map((line) => line.ask)).toEqual([ask.message]);
    expect(await helper.carnet.helping.work()).toEqual({ done: 0, refused: 0 });
  });

  it('are answered every minute while nobody is near', async () => {
    await enrol();
    const ask = await ada.ask();
    await ada.leaveAsk(host, 0, ask);
    clock.passMinutes(1);
    await expect.poll(() => answerOnHost(ask)).not.toBeNull();
    await expect.poll(() => helper.events).toContainEqual({ kind: 'helped' });
  });

  it('are answered one after the other, the log page after page', async () => {
    await enrol();
    for (const number of [0, 1]) {
      await ada.leaveAsk(host, number, await ada.ask());
      await helper.carnet.helping.work();
    }
    const first = await readLogPage(parties(), null, await logPage(0));
    const second = await readLogPage(parties(), first, await logPage(1));
    expect(second.lines).toHaveLength(1);
  });

  it('are passed by where the host holds rubbish in their place', async () => {
    await enrol();
    host.files.set(askName(ada.relay, 0), systemRandom(4096));
    const ask = await ada.ask();
    await ada.leaveAsk(host, 1, ask);
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await answerOnHost(ask)).not.toBeNull();
  });

  it('of one doctor keep no other work waiting, whatever lies in their place', async () => {
    await enrol();
    const ask = await ada.ask();
    await ada.leaveAsk(host, 1, ask);
    host.lie = (name, bytes) => {
      if (name === askName(ada.relay, 0)) throw new HostError('too-large');
      return bytes;
    };
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await answerOnHost(ask)).not.toBeNull();
    expect((await readLogPage(parties(), null, await logPage(0))).lines).toHaveLength(1);
  });

  it('are found behind a number that was never used', async () => {
    await enrol();
    const ask = await ada.ask();
    await ada.leaveAsk(host, 2, ask);
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect(await answerOnHost(ask)).not.toBeNull();
  });

  it('are refused and noted where they ask for too much', async () => {
    await enrol();
    const ask = await ada.ask(ada.capsules);
    await ada.leaveAsk(host, 0, ask);
    expect(await helper.carnet.helping.work()).toEqual({ done: 0, refused: 1 });
    expect(await answerOnHost(ask)).toBeNull();
    expect(await helper.carnet.helping.jobs()).toMatchObject([{ code: 'not-listed' }]);
    expect(await helper.carnet.helping.work()).toEqual({ done: 0, refused: 0 });
  });

  it('show the host nothing but names of one shape and padded bytes', async () => {
    await enrol();
    await ada.leaveAsk(host, 0, await ada.ask());
    await helper.carnet.helping.work();
    for (const { name } of host.calls) expect(name).toMatch(/^[0-9a-f]{32}$/);
    for (const bytes of host.files.values()) expect(bytes.length).toBeGreaterThanOrEqual(4096);
  });
});

describe('a host that fails', () => {
  it('is named to the helper, and the work is done when it is back', async () => {
    await enrol();
    const ask = await ada.ask();
    await ada.leaveAsk(host, 0, ask);
    host.failing = 'server';
    expect(await helper.carnet.helping.work()).toEqual({ done: 0, refused: 0 });
    expect((await helper.carnet.helping.patients())[0]?.problem).toBe('host-server');
    host.failing = null;
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
    expect((await helper.carnet.helping.patients())[0]?.problem).toBeNull();
  });

  it('keeps no other patient waiting', async () => {
    await enrol();
    const bea = await PlayedPatient.with(clock, ada.helper.message);
    await bea.leaveList(host);
    await helper.carnet.scan({ ...enrolment, bytes: await bea.enrolment() });
    host.lie = (name, bytes) => (name === listName(ada.helperKey) ? systemRandom(64) : bytes);
    await bea.leaveAsk(host, 0, await bea.ask());
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
  });

  it('gets an answer that was counted before a crash, and the very same page of the log', async () => {
    await enrol();
    const ask = await ada.ask();
    await ada.leaveAsk(host, 0, ask);
    host.putsLeft = 0;
    await helper.carnet.helping.work();
    expect(await answerOnHost(ask)).toBeNull();
    expect(await helper.carnet.helping.jobs()).toMatchObject([{ outcome: 'waiting' }]);
    // The answer goes through; the page is written down, and lost on the way.
    host.putsLeft = 1;
    helper = await reopened();
    await helper.carnet.helping.work();
    expect(await opensAll(ask, (await answerOnHost(ask))!)).toBe(true);
    host.putsLeft = null;
    await ada.leaveAsk(host, 1, await ada.ask());
    helper = await reopened();
    await helper.carnet.helping.work();
    const first = await readLogPage(parties(), null, await logPage(0));
    expect(first.lines.map((line) => line.ask)).toEqual([ask.message]);
    expect((await readLogPage(parties(), first, await logPage(1))).lines).toHaveLength(1);
    const [patient] = await helper.carnet.helping.patients();
    expect(patient?.serves[0]?.usesLeft).toBe(0);
  });

  it('cannot bring back an older list', async () => {
    await enrol({ uses: 9 });
    const older = host.files.get(listName(ada.helperKey))!;
    await ada.leaveList(host, { uses: 1 });
    await helper.carnet.helping.work();
    host.files.set(listName(ada.helperKey), older);
    await helper.carnet.helping.work();
    const [patient] = await helper.carnet.helping.patients();
    expect(patient).toMatchObject({ problem: 'rolled-back', serves: [{ usesLeft: 1 }] });
    await ada.leaveAsk(host, 0, await ada.ask());
    expect(await helper.carnet.helping.work()).toEqual({ done: 1, refused: 0 });
  });
});

describe('a helper that opens by itself', () => {
  it('works on after a restart with nobody near', async () => {
    const at = `${databaseName}-kiosk`;
    helper = device(clock, at, hosts);
    await helper.carnet.createProfile({
      ...{ label: 'Kiosk', role: 'helper', colour: 3, passphrase: '', opensByItself: true },
      professional: { name: 'Kiosk', role: 'other' },
    });
    ada = await PlayedPatient.with(clock, (await helper.carnet.myCard(address)).message);
    await enrol();
    await helper.carnet.lock();
    helper = device(clock, at, hosts);
    const [card] = await helper.carnet.profiles();
    expect(await helper.carnet.opensByItself(card!.id)).toBe(true);
    const ask = await ada.ask();
    await ada.leaveAsk(host, 0, ask);
    await helper.carnet.openByItself(card!.id);
    await expect.poll(() => answerOnHost(ask)).not.toBeNull();
  });

  it('is no way into a helper with a passphrase, nor into a record', async () => {
    const [card] = await helper.carnet.profiles();
    const attempt = helper.carnet.openByItself(card!.id);
    await expect(attempt).rejects.toMatchObject({ code: 'wrong-passphrase' });
    const about = { label: 'Mine', colour: 1, passphrase: '', opensByItself: true } as const;
    const record = helper.carnet.createProfile({ ...about, role: 'patient' });
    await expect(record).rejects.toMatchObject({ code: 'too-weak' });
  });
});

describe('a helper that is let go', () => {
  it('by the patient loses its keys, and answers nothing any more', async () => {
    await enrol();
    await ada.leaveList(host, { dismissed: true, groups: [], serves: [] });
    await helper.carnet.helping.work();
    expect(await helper.carnet.helping.patients()).toMatchObject([{ state: 'ended', serves: [] }]);
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'expired' });
    helper = await reopened();
    host.failing = 'unreachable';
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'expired' });
  });

  it('by its own hand keeps nothing of the patient', async () => {
    await enrol();
    await answerTo(await ada.ask());
    const [patient] = await helper.carnet.helping.patients();
    await helper.carnet.helping.forget(patient!.id);
    expect(await helper.carnet.helping.patients()).toEqual([]);
    expect(await helper.carnet.helping.jobs()).toEqual([]);
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'not-served' });
  });

  it('does not come back by the enrolment that was ended, filmed before', async () => {
    await ada.leaveList(host);
    const filmed = await ada.enrolment();
    await helper.carnet.scan({ ...enrolment, bytes: filmed });
    const lists = new Map(host.files);
    await ada.leaveList(host, { dismissed: true, groups: [], serves: [] });
    await helper.carnet.helping.work();
    for (const [name, bytes] of lists) host.files.set(name, bytes);
    const again = helper.carnet.scan({ ...enrolment, bytes: filmed });
    await expect(again).rejects.toMatchObject({ code: 'rolled-back' });
    await expect(scanAsk(await ada.ask())).rejects.toMatchObject({ code: 'expired' });
  });

  it('can be enrolled again', async () => {
    await enrol();
    await ada.leaveList(host, { dismissed: true, groups: [], serves: [] });
    await helper.carnet.helping.work();
    await enrol();
    const ask = await ada.ask();
    expect(await opensAll(ask, await answerTo(ask))).toBe(true);
  });
});

describe('the codes of others', () => {
  it('are sent to whom they are for', async () => {
    const { message } = await helper.carnet.myCard(address);
    const scanned = helper.carnet.scan({ kind: kindCode('card'), bytes: message });
    await expect(scanned).rejects.toMatchObject({ code: 'code-for-patient' });
    await helper.carnet.openSample('patient');
    const ask = scanAsk(await ada.ask());
    await expect(ask).rejects.toMatchObject({ code: 'code-for-helper' });
    expect(() => helper.carnet.helping).toThrow('wrong-role');
  });
});
