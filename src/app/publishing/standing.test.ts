import { describe, expect, it, vi } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { concat } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { sha256, systemRandom } from '../../crypto/index.ts';
import { HostError } from '../../hosts/index.ts';
import { canaries } from '../fixtures/bundle.ts';
import { doctorDevice, passphrase, type Device, unlock } from '../fixtures/device.ts';
import { address, scanAsker } from '../fixtures/meeting.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  readStanding,
  recordAllergy,
  sent,
  standingChoice,
  standingScene,
  type StandingScene,
} from '../fixtures/standing-scene.ts';
import { Uploads } from './uploads.ts';

// A few dozen pairings each, and many such files side by side.
vi.setConfig({ testTimeout: 60_000 });

const elsewhere = 'https://two.test/';

async function scene(bases?: readonly string[]): Promise<StandingScene> {
  const made = await standingScene(bases);
  lockAfterwards(made.patient, made.doctor);
  return made;
}

async function anotherDoctor({ clock, world }: StandingScene, name = 'Dr Other'): Promise<Device> {
  const doctor = await doctorDevice(clock, name, world);
  lockAfterwards(doctor);
  return doctor;
}

async function read(doctor: Device, id: string): Promise<string> {
  await doctor.carnet.following.refresh(id);
  return readStanding(doctor, id);
}

/** Stops somebody, lets the ten seconds pass and everything go out. */
async function stop(
  { patient, clock }: StandingScene,
  grantId: string,
  strength: 'plain' | 'strong' = 'plain',
): Promise<void> {
  await patient.carnet.standing.stop(grantId, strength);
  clock.passMinutes(1);
  await patient.carnet.standing.publish();
  await sent(patient);
}

const stateOf = async ({ carnet }: Device) =>
  (await carnet.standing.people()).map(({ standing }) => standing?.state ?? null);

describe('standing access', () => {
  it('lets a doctor read exactly the chosen units while the patient is away', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical', 'personal']));
    await at.patient.carnet.lock();
    const text = await read(at.doctor, followed.id);
    expect(text).toContain(canaries.medical);
    expect(text).toContain(canaries.personal);
    expect(text).not.toContain(canaries.prescription);
    expect(text).not.toContain(canaries['insurance-claims']);
  });

  it('shows what is new: one object and one list at a time', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    const before = at.host.count('put');
    await publishAllergy(at.patient, 'Walnut');
    expect(at.host.count('put') - before).toBe(2);
    expect(await read(at.doctor, followed.id)).toContain('Walnut');
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    expect(at.host.count('put') - before).toBe(2);
  });

  it('takes back what is made private, from the host as well', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    await publishAllergy(at.patient, 'Walnut');
    expect(await read(at.doctor, followed.id)).toContain('Walnut');
    const { entries } = await at.patient.carnet.entries({ text: 'Walnut' });
    const names = [...at.host.files.keys()];
    await at.patient.carnet.setPrivate(entries[0]!.id, true);
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    const text = await read(at.doctor, followed.id);
    expect(text).not.toContain('Walnut');
    expect(text).toContain(canaries.medical);
    expect(names.filter((name) => !at.host.files.has(name))).toHaveLength(1);
  });

  it('has its line in the log before its message, and can be shown again', async () => {
    const at = await scene();
    const { approved } = await giveStanding(at, standingChoice(['medical']));
    const [published, granted] = (await at.patient.carnet.journal()).filter(
      ({ event }) => event === 'published' || event === 'standing-grant',
    );
    expect([published?.event, granted?.event].toSorted()).toEqual(['published', 'standing-grant']);
    const again = await at.patient.carnet.standing.showAgain(approved.grantId, address);
    expect(again.message).toEqual(approved.message);
    expect(approved.message.length).toBeLessThanOrEqual(800);
    expect(await at.patient.carnet.standing.published()).toMatchObject([
      { unit: 'medical', records: 3, revision: 1 },
    ]);
  });

  it('needs a host and the doctor’s card', async () => {
    const at = await scene([]);
    const { handle } = await scanAsker(at.patient, await at.doctor.carnet.myCard(address));
    const { standing } = at.patient.carnet;
    expect(await standing.offer(handle)).toMatchObject({ possible: false, because: 'no-host' });
    const chosen = standingChoice(['medical']);
    expect(await codeOf(standing.approve(handle, chosen, address))).toBe('no-host');
    expect((await at.patient.carnet.journal()).map(({ event }) => event)).not.toContain(
      'standing-grant',
    );
  });

  it('goes on where a lock cut the queue off', async () => {
    const at = await scene();
    at.host.putsLeft = 1;
    const { followed } = await giveStanding(at, standingChoice(['medical', 'prescription']));
    const [profile] = await at.patient.carnet.profiles();
    await at.patient.carnet.lock();
    at.host.putsLeft = null;
    await at.patient.carnet.unlock(profile!.id, passphrase);
    await sent(at.patient);
    expect(await read(at.doctor, followed.id)).toContain(canaries.prescription);
  });

  it('reads on from the one host while the other fails', async () => {
    const at = await scene([hostBase, elsewhere]);
    at.world.at(elsewhere).failing = 'server';
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    expect(await read(at.doctor, followed.id)).toContain(canaries.medical);
    expect((await at.patient.carnet.hosts.list())[1]?.problem).toBe('host-server');
    expect((await at.patient.carnet.standing.people())[0]?.standing?.delivered).toBe(true);
  });

  it('carries a file of several parts, which joins its record when it has arrived', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    const bytes = concat(systemRandom(4 * 2 ** 20), systemRandom(99_000));
    const about = { title: 'Scan', date: '2026-01-01', fileName: 'scan.bin' };
    await at.patient.carnet.saveDocument(new Blob([bytes]), about);
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    // The last part is known now: the record is published again with its file.
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    await at.doctor.carnet.following.refresh(followed.id);
    const visit = await at.doctor.carnet.following.open(followed.id);
    const [file] = visit.summary.attachments;
    const got = await at.doctor.carnet.visitAttachment(visit.visitId, file?.id ?? '');
    const back = new Uint8Array(await got.arrayBuffer());
    expect(toHex(sha256(back))).toBe(toHex(sha256(bytes)));
  });
});

describe('a long file', () => {
  it('@resume cut off three times arrives whole, and goes on at the part where it was cut off', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    const bytes = concat(...[1, 2, 3, 4].map(() => systemRandom(4 * 2 ** 20)));
    const about = { title: 'Scan', date: '2026-01-01', fileName: 'scan.bin' };
    await at.patient.carnet.saveDocument(new Blob([bytes]), about);
    const [profile] = await at.patient.carnet.profiles();
    at.host.calls.length = 0;
    for (let cut = 0; cut < 3; cut += 1) {
      at.host.putsLeft = 1;
      await at.patient.carnet.standing.publish();
      await sent(at.patient);
      await at.patient.carnet.lock();
      await at.patient.carnet.unlock(profile!.id, passphrase);
    }
    at.host.putsLeft = null;
    await at.patient.carnet.hosts.tryNow();
    await sent(at.patient);
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    const large = at.host.calls.filter(({ verb, size }) => verb === 'put' && size > 2 ** 20);
    const arrived = new Set(large.map(({ name }) => name));
    expect(arrived.size).toBe(4);
    // Each cut met one part under way, which went out again.
    expect(large.length).toBeLessThanOrEqual(4 + 4);
    await at.doctor.carnet.following.refresh(followed.id);
    const visit = await at.doctor.carnet.following.open(followed.id);
    const file = visit.summary.attachments[0]?.id ?? '';
    const got = await at.doctor.carnet.visitAttachment(visit.visitId, file);
    const back = new Uint8Array(await got.arrayBuffer());
    expect(toHex(sha256(back))).toBe(toHex(sha256(bytes)));
  });
});

describe('what waits for the hosts', () => {
  it('lets a short entry go before the rest of a long file', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    const bytes = concat(...[1, 2, 3].map(() => systemRandom(4 * 2 ** 20)));
    const about = { title: 'Scan', date: '2026-01-01', fileName: 'scan.bin' };
    await at.patient.carnet.saveDocument(new Blob([bytes]), about);
    const isLong = () => (at.host.calls.at(-1)?.size ?? 0) > 2 ** 20;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    at.host.beforePut = () => (isLong() ? held : Promise.resolve());
    await at.patient.carnet.standing.publish();
    await vi.waitFor(() => expect(isLong()).toBe(true));
    await recordAllergy(at.patient, 'Walnut');
    await at.patient.carnet.standing.publish();
    at.host.beforePut = () =>
      isLong() ? Promise.reject(new HostError('unreachable')) : Promise.resolve();
    release();
    await sent(at.patient);
    expect(await read(at.doctor, followed.id)).toContain('Walnut');
    at.host.beforePut = null;
    await at.patient.carnet.hosts.tryNow();
    await sent(at.patient);
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    await at.doctor.carnet.following.refresh(followed.id);
    const visit = await at.doctor.carnet.following.open(followed.id);
    expect(visit.summary.attachments).toHaveLength(1);
  });

  it('is made anew under another name where its bytes are gone from this device', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    const gone = vi.spyOn(Uploads.prototype, 'bytes').mockResolvedValueOnce(null);
    await publishAllergy(at.patient, 'Walnut');
    expect(gone).toHaveBeenCalled();
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    expect(await read(at.doctor, followed.id)).toContain('Walnut');
    expect((await at.patient.carnet.standing.people())[0]?.standing?.delivered).toBe(true);
  });
});

describe('stopping', () => {
  it('@revoke plain: nothing new reaches who was stopped, and everybody else reads on', async () => {
    const at = await scene();
    const other = await anotherDoctor(at);
    const stopped = await giveStanding(at, standingChoice(['medical']));
    const stays = await giveStanding({ ...at, doctor: other }, standingChoice(['medical']));
    await read(at.doctor, stopped.followed.id);
    await stop(at, stopped.approved.grantId);
    await publishAllergy(at.patient, 'Walnut');
    expect(await read(other, stays.followed.id)).toContain('Walnut');
    expect(await codeOf(read(at.doctor, stopped.followed.id))).toBe('standing-ended');
  });

  it('@revoke: a list that waited for the host when somebody was stopped never gets there', async () => {
    const at = await scene();
    const { approved, followed } = await giveStanding(at, standingChoice(['medical']));
    const waiting = async () => {
      at.host.failing = 'unreachable';
      await publishAllergy(at.patient, 'Walnut');
      await at.patient.carnet.standing.stop(approved.grantId, 'plain');
      at.host.failing = null;
      await at.patient.carnet.hosts.tryNow();
      await sent(at.patient);
    };
    await waiting();
    expect(await read(at.doctor, followed.id)).not.toContain('Walnut');
    await at.patient.carnet.standing.undoStop(approved.grantId);
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    expect(await read(at.doctor, followed.id)).toContain('Walnut');
  });

  it('@revoke strong: what is there lies under new names, and the old is gone', async () => {
    const at = await scene();
    const other = await anotherDoctor(at);
    const stopped = await giveStanding(at, standingChoice(['medical']));
    const stays = await giveStanding({ ...at, doctor: other }, standingChoice(['medical']));
    await publishAllergy(at.patient, 'Walnut');
    const [one, ...more] = (await at.patient.carnet.standing.people()).map(
      ({ standing }) => standing?.grantId,
    );
    expect([one, ...more]).toHaveLength(2);
    const before = new Map(at.host.files);
    await stop(at, stopped.approved.grantId, 'strong');
    const left = [...before].filter(([name, bytes]) => at.host.files.get(name) === bytes);
    expect(left).toEqual([]);
    const text = await read(other, stays.followed.id);
    expect(text).toContain('Walnut');
    expect(text).toContain(canaries.medical);
  });

  it('can be undone for ten seconds, and the doctor never notices', async () => {
    const at = await scene();
    const { approved, followed } = await giveStanding(at, standingChoice(['medical']));
    const { standing } = at.patient.carnet;
    await standing.stop(approved.grantId, 'plain');
    expect(await stateOf(at.patient)).toEqual(['stopping']);
    await recordAllergy(at.patient, 'Walnut');
    await standing.publish();
    await sent(at.patient);
    expect(await read(at.doctor, followed.id)).not.toContain('Walnut');
    await standing.undoStop(approved.grantId);
    await standing.publish();
    await sent(at.patient);
    expect(await read(at.doctor, followed.id)).toContain('Walnut');
    expect(await stateOf(at.patient)).toEqual(['active']);
  });

  it('takes effect at once with the next lock', async () => {
    const at = await scene();
    const { approved } = await giveStanding(at, standingChoice(['medical']));
    await at.patient.carnet.standing.stop(approved.grantId, 'plain');
    await at.patient.carnet.lock();
    await unlock(at.patient);
    await at.patient.carnet.standing.publish();
    expect(await stateOf(at.patient)).toEqual(['stopped']);
    expect(await codeOf(at.patient.carnet.standing.undoStop(approved.grantId))).toBe(
      'unknown-handle',
    );
  });

  it('of the last reader takes the record off the host', async () => {
    const at = await scene();
    const { approved } = await giveStanding(at, standingChoice(['medical']));
    await stop(at, approved.grantId);
    expect(await at.patient.carnet.standing.published()).toEqual([]);
    // The mailbox alone, which says that it is over.
    expect(at.host.files.size).toBe(1);
    await at.patient.carnet.standing.unpublish();
    await sent(at.patient);
    expect(at.host.files.size).toBe(0);
  });

  it('comes by itself when the time is up, before anything else is published', async () => {
    const at = await scene();
    const other = await anotherDoctor(at);
    const until = new Date(at.clock.now().getTime() + 86_400_000).toISOString();
    const ends = await giveStanding(at, standingChoice(['medical'], 'all', { until }));
    const stays = await giveStanding({ ...at, doctor: other }, standingChoice(['medical']));
    const before = [...at.host.files.keys()];
    at.clock.passMinutes(2 * 24 * 60);
    await publishAllergy(at.patient, 'Walnut');
    expect(await stateOf(at.patient)).toEqual(['expired', 'active']);
    expect(await codeOf(read(at.doctor, ends.followed.id))).toBe('standing-ended');
    expect(await read(other, stays.followed.id)).toContain('Walnut');
    // The old epoch's list is gone: its reader knows no other name.
    expect(before.filter((name) => !at.host.files.has(name))).toHaveLength(1);
  });
});

describe('joining from now on', () => {
  it('@backward reads nothing older, and everything newer through the epochs that follow', async () => {
    const at = await scene();
    const other = await anotherDoctor(at);
    const whole = await giveStanding(at, standingChoice(['medical']));
    const joins = await giveStanding({ ...at, doctor: other }, standingChoice(['medical'], 'new'));
    expect(await read(other, joins.followed.id)).not.toContain(canaries.medical);
    await publishAllergy(at.patient, 'Walnut');
    await stop(at, whole.approved.grantId);
    await publishAllergy(at.patient, 'Hazelnut');
    const text = await read(other, joins.followed.id);
    expect(text).toContain('Walnut');
    expect(text).toContain('Hazelnut');
    expect(text).not.toContain(canaries.medical);
  });

  it('@backward stays so when everything is sealed anew', async () => {
    const at = await scene();
    const [second, third] = [await anotherDoctor(at), await anotherDoctor(at, 'Dr Third')];
    const whole = await giveStanding(at, standingChoice(['medical']));
    const joins = await giveStanding({ ...at, doctor: second }, standingChoice(['medical'], 'new'));
    await publishAllergy(at.patient, 'Walnut');
    const later = await giveStanding({ ...at, doctor: third }, standingChoice(['medical'], 'new'));
    await publishAllergy(at.patient, 'Hazelnut');
    await stop(at, whole.approved.grantId, 'strong');
    const [text, younger] = [
      await read(second, joins.followed.id),
      await read(third, later.followed.id),
    ];
    expect(text).toContain('Walnut');
    expect(text).toContain('Hazelnut');
    expect(text).not.toContain(canaries.medical);
    expect(younger).toContain('Hazelnut');
    expect(younger).not.toContain('Walnut');
  });
});

describe('letters', () => {
  it('@deposit come while the patient is away, are reviewed, and then leave the host', async () => {
    const at = await scene();
    const chosen = standingChoice(['medical'], 'all', { mayWrite: true });
    const { followed } = await giveStanding(at, chosen);
    const [profile] = await at.patient.carnet.profiles();
    await at.patient.carnet.lock();
    await at.doctor.carnet.following.refresh(followed.id);
    const draft = { kind: 'note', title: 'Result', text: 'Potassium is fine' } as const;
    await at.doctor.carnet.following.sendLetter(followed.id, draft);
    const before = at.host.files.size;
    await at.patient.carnet.unlock(profile!.id, passphrase);
    const { standing } = at.patient.carnet;
    expect(await standing.fetchLetters()).toBe(1);
    expect(await standing.fetchLetters()).toBe(1);
    const [letter] = await standing.letters();
    expect(letter).toMatchObject({ author: 'Dr Imaginary', acquaintance: 'known' });
    await standing.acceptLetter(letter!.handle);
    expect(at.host.files.size).toBe(before - 1);
    expect(await standing.letters()).toEqual([]);
    expect(await standing.fetchLetters()).toBe(0);
    const { entries } = await at.patient.carnet.entries({ text: 'Result' });
    expect(entries).toHaveLength(1);
    expect((await at.patient.carnet.journal()).map(({ event }) => event)).toContain(
      'letter-accepted',
    );
    expect((await standing.people())[0]?.standing?.lastSeenAt).not.toBeNull();
  });

  it('come from an invited laboratory that reads nothing, and can be declined', async () => {
    const at = await scene();
    const { handle } = await scanAsker(at.patient, await at.doctor.carnet.myCard(address));
    const invitation = await at.patient.carnet.standing.invite(handle, address);
    const scanned = await at.doctor.carnet.scan({ kind: 8, bytes: invitation.message });
    if (scanned.kind !== 'invitation') throw new Error(`scanned a ${scanned.kind}`);
    const draft = { kind: 'note', title: 'Result', text: 'Potassium is fine' } as const;
    await at.doctor.carnet.following.sendLetterTo(scanned.followed.id, draft);
    const { standing } = at.patient.carnet;
    expect(await standing.fetchLetters()).toBe(1);
    const [letter] = await standing.letters();
    await standing.declineLetter(letter!.handle);
    expect(await standing.fetchLetters()).toBe(0);
    expect(at.host.files.size).toBe(0);
    expect(await standing.published()).toEqual([]);
  });
});
