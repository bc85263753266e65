import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { deflate } from '../bytes/deflate.ts';
import { domain, open, seal, sha256, tagId } from '../crypto/index.ts';
import { makeDeposit, openDeposit } from './deposit.ts';
import { bodyContext, envelopePrefix, readEnvelope, subkey } from './envelope.ts';
import { toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import type { Doctor, Person } from './fixtures/consultation.ts';
import { environmentAt, newDoctor, newPatient } from './fixtures/consultation.ts';
import type { MessageKind } from './message.ts';
import { signFields } from './message.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);
const content = utf8('{"resourceType":"MedicationRequest"}');

let doctor: Doctor;
let person: Person;
let other: Person;

beforeAll(async () => {
  doctor = await newDoctor();
  person = await newPatient();
  other = await newPatient();
});

const tagOf = ({ inbox }: Person) =>
  ({ kind: 'inbox', id: tagId('inbox', inbox.identity, inbox.inboxPublic) }) as const;

/** Everything that an author who knows all the rules can choose. */
interface Forgery {
  to: Person;
  body: Map<number, CborValue>;
  signedKind: MessageKind;
  signedContext: Bytes;
  signedPrefix?: Bytes;
  sealedPrefix?: Bytes;
  keyPurpose: string;
  plaintext?: Bytes;
}

/** A deposit to `person` by the rules of SPEC §7, after `spoil`. */
async function forged(spoil: (parts: Forgery) => void): Promise<Bytes> {
  const parts: Forgery = {
    to: person,
    body: new Map<number, CborValue>([
      [1, doctor.identity],
      [2, 'Dr. Amara Osei'],
      [3, 1],
      [4, env.random(32)],
      [5, toSeconds(env.now)],
      [7, await deflate(content)],
      [8, content.length],
    ]),
    signedKind: 'deposit',
    signedContext: person.inbox.identity,
    keyPurpose: 'deposit-body',
  };
  const tag = tagOf(person);
  const lock = await env.suite.encapsulate(person.inbox.inboxPublic, tag, env.random);
  parts.body.set(6, lock.commitment);
  spoil(parts);
  return assembled(parts, lock);
}

async function assembled(
  parts: Forgery,
  { capsule, sharedKey }: { capsule: Bytes; sharedKey: Bytes },
): Promise<Bytes> {
  const hint = sha256(domain('deposit-recipient'), tagOf(parts.to).id, capsule).slice(0, 16);
  const clear = new Map<number, CborValue>().set(1, hint).set(2, capsule);
  const prefix = envelopePrefix('deposit', 1, clear);
  const before = parts.signedPrefix ?? prefix;
  const scope = { kind: parts.signedKind, context: parts.signedContext, before };
  const signed = await signFields(scope, parts.body, doctor.author.identitySeed);
  const key = await subkey(sharedKey, parts.keyPurpose);
  const context = bodyContext('deposit-body', parts.sealedPrefix ?? prefix);
  return concat(prefix, await seal(key, context, parts.plaintext ?? signed, env.random));
}

describe('a deposit put together by hand', () => {
  it('opens when nothing was spoilt', async () => {
    const opened = await openDeposit(env, person.inbox, await forged(() => undefined));
    expect(opened.content).toEqual(content);
  });

  const spoils: [string, SharingError['code'], (parts: Forgery) => void][] = [
    ['meant for another patient', 'wrong-recipient', (parts) => void (parts.to = other)],
    [
      'signed for another patient',
      'cannot-open',
      (parts) => void (parts.signedContext = other.inbox.identity),
    ],
    ['signed as a grant', 'cannot-open', (parts) => void (parts.signedKind = 'grant')],
    [
      'signed with another clear part',
      'cannot-open',
      (parts) => void (parts.signedPrefix = utf8('other')),
    ],
    [
      'sealed with another clear part',
      'cannot-open',
      (parts) => void (parts.sealedPrefix = utf8('other')),
    ],
    ['sealed under another key', 'cannot-open', (parts) => void (parts.keyPurpose = 'grant-body')],
    [
      'in the name of another author',
      'cannot-open',
      (parts) => void parts.body.set(1, other.inbox.identity),
    ],
    [
      'with the commitment of another key',
      'cannot-open',
      (parts) => void parts.body.set(6, env.random(32)),
    ],
    ['longer than it says', 'cannot-open', (parts) => void parts.body.set(8, content.length - 1)],
    ['shorter than it says', 'cannot-open', (parts) => void parts.body.set(8, content.length + 1)],
    ['not compressed', 'cannot-open', (parts) => void parts.body.set(7, content)],
    ['with a critical extension', 'cannot-open', (parts) => void parts.body.set(-1, 'later')],
    ['without a grant', 'cannot-open', (parts) => void parts.body.delete(4)],
    ['with an empty body', 'cannot-open', (parts) => void (parts.plaintext = new Uint8Array())],
    ['by nobody', 'cannot-open', (parts) => void parts.body.set(2, '\u202e')],
  ];
  it.each(spoils)('is refused %s: %s', async (_, code, spoil) => {
    const opening = openDeposit(env, person.inbox, await forged(spoil));
    await expect(opening).rejects.toEqual(refusal(code));
  });

  it('opens with an extension that can be ignored', async () => {
    const extended = await forged((parts) => void parts.body.set(64, 'later'));
    expect((await openDeposit(env, person.inbox, extended)).content).toEqual(content);
  });
});

describe('a deposit passed on by the patient who received it', () => {
  /** The author's signed words, as only the patient can read them. */
  async function readable(): Promise<Bytes> {
    const { identity: patientIdentity, inboxPublic, inboxSecret } = person.inbox;
    const address = { patientIdentity, inboxPublic, grantId: env.random(32) };
    const original = await makeDeposit(env, doctor.author, address, content);
    const { clear, prefix, sealed } = readEnvelope('deposit', 1, original, [1, 2]);
    const capsule = clear.bytes(2, 48);
    const opened = await env.suite.decapsulate(inboxSecret, inboxPublic, capsule, tagOf(person));
    const key = await subkey(opened.sharedKey, 'deposit-body');
    return open(key, bodyContext('deposit-body', prefix), sealed);
  }

  it('is not taken as the author’s by anybody, and one made for them is', async () => {
    const signed = await readable();
    for (const to of [other, person]) {
      const lock = await env.suite.encapsulate(to.inbox.inboxPublic, tagOf(to), env.random);
      const parts: Forgery = {
        to,
        body: new Map([[1, doctor.identity]]),
        signedKind: 'deposit',
        signedContext: to.inbox.identity,
        keyPurpose: 'deposit-body',
        plaintext: signed,
      };
      const passedOn = await assembled(parts, lock);
      await expect(openDeposit(env, to.inbox, passedOn)).rejects.toEqual(refusal('cannot-open'));
      const { identity: patientIdentity, inboxPublic } = to.inbox;
      const address = { patientIdentity, inboxPublic, grantId: env.random(32) };
      const made = await makeDeposit(env, doctor.author, address, content);
      expect((await openDeposit(env, to.inbox, made)).content).toEqual(content);
    }
  });
});
