import { describe, expect, it } from 'vitest';
import { codeOf } from './fixtures/attempt.ts';
import { afghBls12381, signingPublicKey, systemRandom } from '../crypto/index.ts';
import {
  openGrant,
  openPackage,
  readRequest,
  readLink,
  type GrantReader,
  type PendingRequest,
} from '../sharing/index.ts';
import { openVault, type Keyring } from '../vault/index.ts';
import type { ApprovedGrant } from './api.ts';
import { makeKeyring } from './keyring.ts';
import { canaries } from './fixtures/bundle.ts';
import {
  device,
  doctorDevice,
  passphrase,
  TestClock,
  type Device,
  unlock,
} from './fixtures/device.ts';
import { address, choiceOf, heldOf, openAnswer, scanAsker } from './fixtures/meeting.ts';
import { filledPatient } from './fixtures/filled-patient.ts';

const ask = { units: ['medical' as const], purpose: 'Check-up', minutes: 30, base: address };

/** A doctor whose database has a name, so that somebody else can open a copy of the device. */
async function namedDoctor(databaseName: string, clock: TestClock): Promise<Device> {
  const doctor = device(clock, databaseName);
  const professional = { name: 'Dr Imaginary', role: 'doctor' } as const;
  const about = { label: 'Practice', role: 'doctor', colour: 2, passphrase, professional } as const;
  await doctor.carnet.createProfile(about);
  return doctor;
}

/** Every long-term secret of a doctor's device, passphrase known. */
async function stolenKeys(databaseName: string): Promise<Keyring> {
  const makeKeys = () => makeKeyring({ random: systemRandom, suite: afghBls12381 });
  const place = { databaseName, calibrateMs: 0, makeKeyring: makeKeys };
  const vault = await openVault({ random: systemRandom, now: () => new Date(), ...place });
  const [card] = await vault.profiles();
  const profile = await vault.unlock(card?.id ?? '', { kind: 'passphrase', passphrase });
  return profile.keyring;
}

/** A reader of the thief's own making, which heeds no replay mark. */
async function thief(keys: Keyring, pending: PendingRequest[] = []): Promise<GrantReader> {
  const { delegateeSecret, delegateePublic, markKey, identitySeed } = keys;
  const identity = await signingPublicKey(identitySeed);
  const card = { identity, delegateeSecret, delegateePublic };
  return { pending, card, markKey, isMarked: () => Promise.resolve(false) };
}

const environment = (clock: TestClock) => ({
  now: clock.now(),
  random: systemRandom,
  suite: afghBls12381,
});

describe('somebody who recorded every code and then steals the doctor’s device, passphrase included', () => {
  it('opens nothing of a consultation by request', { timeout: 60_000 }, async () => {
    const clock = new TestClock();
    const [patient, doctor] = [await filledPatient(clock), await namedDoctor('stolen-1', clock)];
    const shown = await doctor.carnet.newRequest(ask);
    const { handle } = await scanAsker(patient, shown);
    const recorded = await patient.carnet.approve(handle, choiceOf(['medical']));
    const view = await openAnswer(doctor, recorded);
    expect(await heldOf(doctor, view)).toContain(canaries.medical);
    await doctor.carnet.endVisit(view.visitId);
    await doctor.carnet.lock();

    await theApp('stolen-1', clock, recorded);
    await theKeys('stolen-1', clock, shown.link, recorded);
  });

  async function theApp(database: string, clock: TestClock, recorded: ApprovedGrant) {
    const copy = device(clock, database);
    await unlock(copy);
    expect(await codeOf(openAnswer(copy, recorded))).toBe('no-such-request');
    expect(await codeOf(copy.carnet.openSealedFile(recorded.grant, recorded.sealed))).toBe(
      'no-such-request',
    );
    await copy.carnet.lock();
  }

  /** The request as it was filmed, put back with each secret that the device still has. */
  async function theKeys(
    database: string,
    clock: TestClock,
    link: string,
    { package: bytes, grant, sealed }: ApprovedGrant,
  ) {
    const env = environment(clock);
    const keys = await stolenKeys(database);
    const message = readLink(link)?.message ?? expect.unreachable();
    const request = await readRequest(env, message);
    const secrets = [keys.delegateeSecret, keys.sealingSecret, keys.identitySeed, keys.markKey];
    for (const delegateeSecret of [...secrets, keys.inboxSecret]) {
      const reader = await thief(keys, [{ request, delegateeSecret }]);
      expect(await codeOf(openPackage(env, reader, bytes))).toBe('cannot-open');
      expect(await codeOf(openGrant(env, reader, grant, sealed))).toBe('cannot-open');
    }
    expect(await codeOf(openPackage(env, await thief(keys), bytes))).toBe('no-such-request');
  }

  it('opens a share to the card, as the app says', { timeout: 60_000 }, async () => {
    const clock = new TestClock();
    const [patient, doctor] = [await filledPatient(clock), await namedDoctor('stolen-2', clock)];
    const { handle } = await scanAsker(patient, await doctor.carnet.myCard(address));
    const recorded = await patient.carnet.approve(handle, choiceOf(['medical']));
    expect(recorded.forwardSecret).toBe(false);
    await doctor.carnet.lock();

    const reader = await thief(await stolenKeys('stolen-2'));
    const opened = await openPackage(environment(clock), reader, recorded.package);
    expect(opened.units.map(({ unit }) => unit)).toEqual(['medical']);
  });
});

describe('a code that comes a second time', () => {
  it('is called used, as long as the doctor’s app has not been locked', async () => {
    const clock = new TestClock();
    const [patient, doctor] = [await filledPatient(clock), await doctorDevice(clock)];
    const approve = async () => {
      const { handle } = await scanAsker(patient, await doctor.carnet.newRequest(ask));
      return patient.carnet.approve(handle, choiceOf(['medical']));
    };
    const recorded = await approve();
    await openAnswer(doctor, recorded);
    expect(await codeOf(openAnswer(doctor, recorded))).toBe('replayed');
    expect((await openAnswer(doctor, await approve())).granted).toEqual(['medical']);
  });
});
