import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import type { Tag } from '../crypto/index.ts';
import { seal, sha256, signingPublicKey, tagId } from '../crypto/index.ts';
import type { Card } from './card.ts';
import { bodyContext, envelopePrefix, subkey } from './envelope.ts';
import type { SharingEnvironment } from './environment.ts';
import { checkMinutes, fromSeconds, toSeconds } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import { joinPair, MAX_MESSAGE_BYTES, messageHead, SIGNER_FIELD, signFields } from './message.ts';
import { cleanPurpose } from './name.ts';
import type { UnitContent } from './package.ts';
import { sealPackage } from './package.ts';
import type { Request } from './request.ts';
import { unitSet } from './unit.ts';

/** Whom a visit grant is for. Only a request brings a key that can be forgotten again. */
export type Recipient = { kind: 'request'; request: Request } | { kind: 'card'; card: Card };

/** Whoever grants. */
export interface Patient {
  /** Ed25519 seed, 32 bytes. */
  identitySeed: Bytes;
  /** The inbox tag's public key (AFGH: 48 bytes). */
  inboxPublic: Bytes;
}

/** What is granted. */
export interface GrantTerms {
  /** At most one of each; none at all is a grant of the header alone. */
  units: readonly UnitContent[];
  /** At most 64 bytes of UTF-8. */
  purpose: string;
  /** From 1 to 10080 (a week). */
  minutes: number;
  /** What is said of the patient in every grant; opaque here, at most 2048 bytes. */
  header: Bytes;
}

/** A grant and what it opens. */
export interface MadeGrant {
  /** 32 random bytes. */
  grantId: Bytes;
  /** At most 642 bytes; at most 575 when the purpose is the one asked for. */
  grant: Bytes;
  /** The sealed key table and one STREAM per unit. */
  sealed: Bytes;
  /** Both in one message. */
  package: Bytes;
  expiresAt: Date;
  /** Whether stealing the doctor's device after the visit opens nothing. */
  forwardSecret: boolean;
}

/** Fields in clear: useless without the delegatee's secret. */
export const clearField = {
  request: 1,
  recipient: 2,
  tagId: 3,
  tagPublic: 4,
  capsule: 5,
  reEncryptionKey: 6,
} as const;

/** Fields of the sealed and signed body. */
export const bodyField = {
  patient: SIGNER_FIELD,
  grantId: 2,
  units: 3,
  purpose: 4,
  time: 5,
  minutes: 6,
  sealedHash: 7,
  commitment: 8,
  inbox: 9,
} as const;

export const BODY_PURPOSE = 'grant-body';
export const TABLE_PURPOSE = 'key-table';

interface Addressee {
  field: typeof clearField.request | typeof clearField.recipient;
  /** SHA-256 of the request, or the recipient's Ed25519 key: in clear, and the signature's context. */
  context: Bytes;
  delegatee: Bytes;
  askedPurpose: string;
  forwardSecret: boolean;
}

function addresseeOf(recipient: Recipient): Addressee {
  if (recipient.kind === 'card') {
    const { identity, delegatee } = recipient.card;
    const field = clearField.recipient;
    return { field, context: identity, delegatee, askedPurpose: '', forwardSecret: false };
  }
  const { hash, delegatee, purpose } = recipient.request;
  const field = clearField.request;
  return { field, context: hash, delegatee, askedPurpose: purpose, forwardSecret: true };
}

/**
 * Grants the units for one visit (SPEC §5): a tag of its own, a file key per unit, a
 * re-encryption key for this recipient and nobody else. Nothing that the recipient sent enters the
 * tag's secret, which is erased before this function returns.
 *
 * @throws SharingError `too-large`; `malformed` for minutes out of range, a unit given twice, or a
 * recipient whose key is none.
 */
export async function makeGrant(
  env: SharingEnvironment,
  patient: Patient,
  recipient: Recipient,
  terms: GrantTerms,
): Promise<MadeGrant> {
  const addressee = addresseeOf(recipient);
  const identity = await signingPublicKey(patient.identitySeed);
  const grantId = env.random(32);
  const lock = await makeLock(
    env,
    { kind: 'visit', id: tagId('visit', identity, grantId) },
    addressee,
  );
  const scope = { suite: env.suite.id, patient: identity, grantId };
  const sealed = await sealPackage(env, scope, await subkey(lock.sharedKey, TABLE_PURPOSE), terms);
  const body = bodyOf(env, { terms, addressee, grantId, identity, sealed, lock, patient });
  const grant = await sealGrant(env, lock, addressee, body, patient.identitySeed);
  lock.sharedKey.fill(0);
  return {
    grantId,
    grant,
    sealed,
    package: joinPackage(env, grant, sealed),
    expiresAt: fromSeconds(toSeconds(env.now) + terms.minutes * 60),
    forwardSecret: addressee.forwardSecret,
  };
}

interface Lock {
  tag: Tag;
  tagPublic: Bytes;
  reEncryptionKey: Bytes;
  capsule: Bytes;
  sharedKey: Bytes;
  commitment: Bytes;
}

async function makeLock(
  env: SharingEnvironment,
  tag: Tag,
  { delegatee }: Addressee,
): Promise<Lock> {
  const { suite, random } = env;
  const { publicKey, secretKey } = await suite.tagKeyPair(random);
  const reEncryptionKey = await failAs('malformed', () =>
    suite.reEncryptionKey(secretKey, delegatee),
  );
  secretKey.fill(0);
  const encapsulated = await suite.encapsulate(publicKey, tag, random);
  return { tag, tagPublic: publicKey, reEncryptionKey, ...encapsulated };
}

interface BodyParts {
  terms: GrantTerms;
  addressee: Addressee;
  grantId: Bytes;
  identity: Bytes;
  sealed: Bytes;
  lock: Lock;
  patient: Patient;
}

function bodyOf(env: SharingEnvironment, parts: BodyParts): Map<number, CborValue> {
  const { terms, addressee, lock } = parts;
  const purpose = cleanPurpose(terms.purpose);
  const body = new Map<number, CborValue>([
    [bodyField.patient, parts.identity],
    [bodyField.grantId, parts.grantId],
    [bodyField.units, unitSet(terms.units.map(({ unit }) => unit))],
    [bodyField.time, toSeconds(env.now)],
    [bodyField.minutes, checkMinutes(terms.minutes)],
    [bodyField.sealedHash, sha256(parts.sealed)],
    [bodyField.commitment, lock.commitment],
    [bodyField.inbox, parts.patient.inboxPublic],
  ]);
  // A still code has little room: the purpose that the request states already is not said again.
  if (purpose !== addressee.askedPurpose) body.set(bodyField.purpose, purpose);
  return body;
}

async function sealGrant(
  env: SharingEnvironment,
  lock: Lock,
  addressee: Addressee,
  body: ReadonlyMap<number, CborValue>,
  seed: Bytes,
): Promise<Bytes> {
  const clear = new Map<number, CborValue>([
    [addressee.field, addressee.context],
    [clearField.tagId, lock.tag.id],
    [clearField.tagPublic, lock.tagPublic],
    [clearField.capsule, lock.capsule],
    [clearField.reEncryptionKey, lock.reEncryptionKey],
  ]);
  const prefix = envelopePrefix('grant', env.suite.id, clear);
  const scope = { kind: 'grant', context: addressee.context, before: prefix } as const;
  const signed = await signFields(scope, body, seed);
  const key = await subkey(lock.sharedKey, BODY_PURPOSE);
  return concat(prefix, await seal(key, bodyContext(BODY_PURPOSE, prefix), signed, env.random));
}

function joinPackage(env: SharingEnvironment, grant: Bytes, sealed: Bytes): Bytes {
  const message = concat(messageHead('package', env.suite.id), joinPair(grant, sealed));
  if (message.length > MAX_MESSAGE_BYTES.package) throw new SharingError('too-large');
  return message;
}
