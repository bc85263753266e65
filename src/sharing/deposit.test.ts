import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { sha256 } from '../crypto/index.ts';
import { makeDeposit, openDeposit } from './deposit.ts';
import { SharingError } from './errors.ts';
import type { Consultation } from './fixtures/consultation.ts';
import {
  addressOf,
  consult,
  environmentAt,
  flipped,
  newPatient,
  startTime,
} from './fixtures/consultation.ts';
import type { DepositAddress } from './deposit.ts';
import { openPackage } from './open.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);
const prescription = utf8('{"resourceType":"MedicationRequest"}');

let visit: Consultation;
let address: DepositAddress;
let message: Bytes;

beforeAll(async () => {
  visit = await consult();
  address = addressOf(await openPackage(env, visit.reader, visit.made.package));
  message = await makeDeposit(env, visit.doctor.author, address, prescription);
});

describe('a deposit', () => {
  it('opens for the patient with its author, its grant and its content', async () => {
    expect(await openDeposit(env, visit.person.inbox, message)).toEqual({
      author: { identity: visit.doctor.identity, name: 'Dr. Amara Osei', role: 'doctor' },
      grantId: visit.made.grantId,
      time: startTime,
      content: prescription,
      id: sha256(message),
    });
  });

  it('may be empty, and may be opened years later', async () => {
    const empty = await makeDeposit(env, visit.doctor.author, address, new Uint8Array());
    const later = environmentAt(60 * 24 * 2000);
    expect((await openDeposit(later, visit.person.inbox, empty)).content).toHaveLength(0);
  });

  it('is for one patient only', async () => {
    const other = await newPatient();
    await expect(openDeposit(env, other.inbox, message)).rejects.toEqual(
      refusal('wrong-recipient'),
    );
    const { inboxSecret, inboxPublic } = visit.person.inbox;
    const borrowed = { identity: other.inbox.identity, inboxSecret, inboxPublic };
    await expect(openDeposit(env, borrowed, message)).rejects.toEqual(refusal('wrong-recipient'));
    const replaced = { ...other.inbox, identity: visit.person.inbox.identity };
    await expect(openDeposit(env, replaced, message)).rejects.toEqual(refusal('wrong-recipient'));
  });

  it('does not open with another secret', async () => {
    const { inboxSecret } = (await newPatient()).inbox;
    const inbox = { ...visit.person.inbox, inboxSecret };
    await expect(openDeposit(env, inbox, message)).rejects.toEqual(refusal('cannot-open'));
  });

  it('shows neither author nor patient, and no two look alike', async () => {
    const second = await makeDeposit(env, visit.doctor.author, address, prescription);
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    for (const hidden of [visit.doctor.identity, address.patientIdentity, address.grantId])
      expect(hex(message)).not.toContain(hex(hidden));
    for (let at = 7; at + 16 <= message.length; at++)
      expect(hex(second).includes(hex(message.subarray(at, at + 16)))).toBe(false);
  });

  it('is refused with any byte changed, cut short or lengthened', async () => {
    for (let at = 0; at < message.length; at += 9)
      await expect(
        openDeposit(env, visit.person.inbox, flipped(message, at)),
      ).rejects.toBeInstanceOf(SharingError);
    for (const wrong of [message.slice(0, -1), message.slice(0, 7), concat(message, message)])
      await expect(openDeposit(env, visit.person.inbox, wrong)).rejects.toBeInstanceOf(
        SharingError,
      );
  }, 30_000);

  it('from a clock that runs ahead says so', async () => {
    const open = (minutes: number) =>
      openDeposit(environmentAt(minutes), visit.person.inbox, message);
    expect((await open(-10)).content).toEqual(prescription);
    await expect(open(-10.1)).rejects.toEqual(refusal('clock-skew'));
  });

  it('is not made for an address that is none, or too large', async () => {
    const nowhere = { ...address, inboxPublic: new Uint8Array(48) };
    await expect(makeDeposit(env, visit.doctor.author, nowhere, prescription)).rejects.toEqual(
      refusal('malformed'),
    );
    const huge = new Uint8Array(4 * 2 ** 20 + 1);
    await expect(makeDeposit(env, visit.doctor.author, address, huge)).rejects.toEqual(
      refusal('too-large'),
    );
    const large = await makeDeposit(env, visit.doctor.author, address, huge.subarray(1));
    expect((await openDeposit(env, visit.person.inbox, large)).content).toHaveLength(4 * 2 ** 20);
    const random = env.random(1.5 * 2 ** 20);
    await expect(makeDeposit(env, visit.doctor.author, address, random)).rejects.toEqual(
      refusal('too-large'),
    );
  });
});
