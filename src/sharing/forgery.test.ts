import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { domain, open, sign } from '../crypto/index.ts';
import { bodyContext, readEnvelope, subkey } from './envelope.ts';
import { SharingError } from './errors.ts';
import type { Doctor, Person } from './fixtures/consultation.ts';
import {
  environmentAt,
  newDoctor,
  newPatient,
  usualAsk,
  usualTerms,
} from './fixtures/consultation.ts';
import type { Forgery } from './fixtures/forgery.ts';
import { forge, honestParts } from './fixtures/forgery.ts';
import { bodyField, clearField, TABLE_PURPOSE } from './grant.ts';
import { signFields } from './message.ts';
import { openGrant } from './open.ts';
import type { PendingRequest } from './request.ts';
import { makeRequest } from './request.ts';

const env = environmentAt();
const cannotOpen = new SharingError('cannot-open');

let doctor: Doctor;
let person: Person;
let pending: PendingRequest;

beforeAll(async () => {
  doctor = await newDoctor();
  person = await newPatient();
  pending = await makeRequest(env, doctor.author, usualAsk);
});

const honest = () => honestParts(env, person, pending.request, usualTerms.units);

/** Opens what becomes of an honest grant after `spoil`. */
async function openSpoilt(spoil: (parts: Forgery) => void | Promise<void>) {
  const parts = await honest();
  await spoil(parts);
  return openGrant(env, doctor.reader(pending), await forge(env, parts), parts.sealed);
}

const bytes = (value: CborValue | undefined): Bytes => {
  if (!(value instanceof Uint8Array)) throw new Error('no bytes');
  return Uint8Array.from(value);
};

describe('a grant put together by hand', () => {
  it('opens when nothing was spoilt', async () => {
    expect((await openSpoilt(() => undefined)).units).toEqual(usualTerms.units);
  });

  const spoils: [string, (parts: Forgery) => void | Promise<void>][] = [
    ['signed for another request', (parts) => void (parts.signedContext = env.random(32))],
    ['signed as another kind of message', (parts) => void (parts.signedKind = 'deposit')],
    [
      'signed by somebody else',
      async (parts) => void (parts.seed = (await newPatient()).patient.identitySeed),
    ],
    ['signed with another clear part', (parts) => void (parts.signedPrefix = utf8('other'))],
    ['sealed with another clear part', (parts) => void (parts.sealedPrefix = utf8('other'))],
    ['sealed under the key of the table', (parts) => void (parts.bodyPurpose = TABLE_PURPOSE)],
    [
      'with the commitment of another key',
      (parts) => void parts.body.set(bodyField.commitment, env.random(32)),
    ],
    [
      'with the id of another grant',
      (parts) => void parts.body.set(bodyField.grantId, env.random(32)),
    ],
    ['with more units than it carries', (parts) => void parts.body.set(bodyField.units, 31)],
    ['with fewer units than it carries', (parts) => void parts.body.set(bodyField.units, 2)],
    ['with a critical extension', (parts) => void parts.body.set(-1, 'later')],
    ['with a field that does not exist', (parts) => void parts.body.set(10, 'later')],
    ['that never expires', (parts) => void parts.body.set(bodyField.minutes, 2 ** 30)],
    ['without an inbox', (parts) => void parts.body.delete(bodyField.inbox)],
    ['without a signature', (parts) => void (parts.plaintext = utf8('nothing signed at all'))],
    ['with an empty body', (parts) => void (parts.plaintext = new Uint8Array())],
  ];
  it.each(spoils)('stays shut %s', async (_, spoil) => {
    await expect(openSpoilt(spoil)).rejects.toEqual(cannotOpen);
  });

  it('stays shut when the tag is another patient’s, and opens when it is their own', async () => {
    const open = async (owner: Bytes) => {
      const parts = await honestParts(env, person, pending.request, usualTerms.units, {
        tagOwner: owner,
      });
      return openGrant(env, doctor.reader(pending), await forge(env, parts), parts.sealed);
    };
    await expect(open((await newPatient()).inbox.identity)).rejects.toEqual(cannotOpen);
    expect((await open(person.inbox.identity)).units).toHaveLength(2);
  });

  it('stays shut with a re-encryption key of another tag or for another doctor', async () => {
    const other = await makeRequest(env, doctor.author, usualAsk);
    const { secretKey } = await env.suite.tagKeyPair(env.random);
    for (const spoil of [
      async (parts: Forgery) => {
        const rekey = await env.suite.reEncryptionKey(secretKey, pending.request.delegatee);
        parts.clear.set(clearField.reEncryptionKey, rekey);
      },
      async (parts: Forgery) => {
        const theirs = await honestParts(env, person, other.request, usualTerms.units);
        const rekey = bytes(theirs.clear.get(clearField.reEncryptionKey));
        parts.clear.set(clearField.reEncryptionKey, rekey);
      },
    ])
      await expect(openSpoilt(spoil)).rejects.toEqual(cannotOpen);
  });

  it('stays shut when its re-encryption key is not the shown tag’s, although it would open', async () => {
    const { publicKey } = await env.suite.tagKeyPair(env.random);
    const open = async (deviation: { tagPublic?: Bytes }) => {
      const { units } = usualTerms;
      const parts = await honestParts(env, person, pending.request, units, deviation);
      return openGrant(env, doctor.reader(pending), await forge(env, parts), parts.sealed);
    };
    await expect(open({ tagPublic: publicKey })).rejects.toEqual(cannotOpen);
    expect((await open({})).units).toHaveLength(2);
  });

  it('is malformed when it names a request and a recipient', async () => {
    const both = openSpoilt((parts) => void parts.clear.set(clearField.recipient, doctor.identity));
    await expect(both).rejects.toEqual(new SharingError('malformed'));
  });

  it('may carry an extension that can be ignored, in clear and sealed', async () => {
    const opened = await openSpoilt((parts) => {
      parts.clear.set(64, 'later');
      parts.body.set(64, 'later');
    });
    expect(opened.units).toHaveLength(2);
  });

  it('cannot be forwarded: the doctor who may read it cannot pass it on as the patient’s', async () => {
    const parts = await honest();
    const grant = await forge(env, parts);
    const reader = doctor.reader(pending);
    expect((await openGrant(env, reader, grant, parts.sealed)).units).toHaveLength(2);

    const envelope = readEnvelope('grant', 1, grant, Object.values(clearField));
    const key = await subkey(parts.opened.sharedKey, parts.bodyPurpose);
    const signed = await open(
      key,
      bodyContext(parts.bodyPurpose, envelope.prefix),
      envelope.sealed,
    );
    const second = await newDoctor('Dr. Second');
    const asked = await makeRequest(env, second.author, usualAsk);
    const rewrapped = await honestParts(env, person, asked.request, usualTerms.units);
    rewrapped.plaintext = signed;
    const forwarded = await forge(env, rewrapped);
    await expect(openGrant(env, second.reader(asked), forwarded, parts.sealed)).rejects.toEqual(
      cannotOpen,
    );
    delete rewrapped.plaintext;
    const granted = await forge(env, rewrapped);
    const opened = await openGrant(env, second.reader(asked), granted, rewrapped.sealed);
    expect(opened.units).toHaveLength(2);
  });
});

describe('a signature', () => {
  it('covers the purpose, the kind, the context, and every byte before and in the fields', async () => {
    const scope = { kind: 'grant', context: env.random(32), before: utf8('before') } as const;
    const fields = new Map<number, CborValue>([[1, person.inbox.identity]]);
    const signed = await signFields(scope, fields, person.patient.identitySeed);
    const encoded = signed.subarray(0, -64);
    const covered = concat(domain('sig'), Uint8Array.of(3), scope.context, scope.before, encoded);
    const expected = await sign(person.patient.identitySeed, covered);
    expect(signed.slice(-64)).toEqual(expected);
  });
});
