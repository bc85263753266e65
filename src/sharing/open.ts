import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { hmacSha256, open, sha256OfLarge, tagId } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import type { Envelope } from './envelope.ts';
import { bodyContext, readEnvelope, subkey } from './envelope.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, MINUTES_RANGE, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import { BODY_PURPOSE, bodyField, clearField, TABLE_PURPOSE } from './grant.ts';
import { MAX_MESSAGE_BYTES, messageBody, readSignedFields, splitPair } from './message.ts';
import { cleanPurpose } from './name.ts';
import type { PackageContent, UnitContent } from './package.ts';
import { openPackageContent } from './package.ts';
import type { PendingRequest } from './request.ts';
import { UNIT_SET_RANGE, unitSet } from './unit.ts';

/** What a doctor's side needs to open a grant. */
export interface GrantReader {
  /** The requests that wait for an answer. */
  pending: readonly PendingRequest[];
  /** The keys of the doctor's own card. */
  card: { identity: Bytes; delegateeSecret: Bytes; delegateePublic: Bytes };
  /** 32 secret bytes that never leave the profile. */
  markKey: Bytes;
  /** Whether a grant with this mark was opened before. */
  isMarked: (mark: Bytes) => Promise<boolean>;
  /** Whether an answer to the request with this hash was opened before, so that its key is gone. */
  isAnswered?: (requestHash: Bytes) => boolean;
}

/** A grant, opened. */
export interface OpenedGrant {
  /** 32 bytes. */
  grantId: Bytes;
  /** The patient's Ed25519 key, 32 bytes. Nothing says whose key it is. */
  patientIdentity: Bytes;
  /** As in `GrantTerms`: opaque here, at most 2048 bytes. */
  header: Bytes;
  /** Exactly what was granted. */
  units: UnitContent[];
  /** What the request had asked for; empty without a request. */
  asked: ShareUnit[];
  /** SHA-256 of the request that this answers; null without one. */
  requestHash: Bytes | null;
  /** Cleaned, at most 64 bytes, possibly empty. */
  purpose: string;
  /** By the patient's clock, in whole seconds. */
  grantedAt: Date;
  expiresAt: Date;
  /** The inbox tag's public key (AFGH: 48 bytes): where a deposit goes. */
  inboxPublic: Bytes;
  forwardSecret: boolean;
  /** HMAC-SHA-256(markKey, grantId), 32 bytes: to be kept until `expiresAt`. */
  mark: Bytes;
}

/**
 * Opens a grant that carries its package.
 *
 * @throws SharingError as {@link openGrant}.
 */
export async function openPackage(
  env: SharingEnvironment,
  reader: GrantReader,
  message: Bytes,
): Promise<OpenedGrant> {
  const { first, rest } = splitPair(messageBody('package', env.suite.id, message));
  return openGrant(env, reader, first, rest);
}

/**
 * Opens a visit grant and the package it locks (SPEC §5). The caller stores the mark before it
 * shows anything.
 *
 * @throws SharingError before decryption `malformed`, `too-large`, `unknown-version`,
 * `no-such-request`, `replayed` (its request was answered), `not-for-me`; for every failure up to the verified signature `cannot-open`;
 * after it `clock-skew`, `expired`, `replayed`, `mismatch` (other ciphertext than the signed one),
 * and `cannot-open` for a package that contradicts its grant.
 */
export async function openGrant(
  env: SharingEnvironment,
  reader: GrantReader,
  grant: Bytes,
  sealed: Bytes,
): Promise<OpenedGrant> {
  const envelope = readEnvelope('grant', env.suite.id, grant, Object.values(clearField));
  const addressee = addresseeIn(reader, envelope.clear);
  const { body, sharedKey } = await failAs('cannot-open', () => openBody(env, envelope, addressee));
  checkTimes(env, body);
  const mark = await checkReplay(reader, body.grantId);
  if (!equal(await sha256OfLarge(sealed), body.sealedHash)) throw new SharingError('mismatch');
  const content = await failAs('cannot-open', () => openContent(env, body, sharedKey, sealed));
  sharedKey.fill(0);
  return openedGrant(addressee, body, content, mark);
}

interface Addressee {
  /** The signature's context. */
  context: Bytes;
  delegateeSecret: Bytes;
  delegateePublic: Bytes;
  pending: PendingRequest | null;
}

function addresseeIn(reader: GrantReader, clear: Fields): Addressee {
  if (clear.has(clearField.request)) {
    if (clear.has(clearField.recipient)) throw new SharingError('malformed');
    return requester(reader, clear.bytes(clearField.request, 32));
  }
  const { identity, delegateeSecret, delegateePublic } = reader.card;
  const named = equal(clear.bytes(clearField.recipient, 32), identity);
  if (!named) throw new SharingError('not-for-me');
  return { context: identity, delegateeSecret, delegateePublic, pending: null };
}

function requester({ pending, isAnswered }: GrantReader, hash: Bytes): Addressee {
  const asked = pending.find(({ request }) => equal(request.hash, hash));
  if (asked === undefined)
    throw new SharingError(isAnswered?.(hash) ? 'replayed' : 'no-such-request');
  const { request, delegateeSecret } = asked;
  return { context: hash, delegateeSecret, delegateePublic: request.delegatee, pending: asked };
}

/** The signed terms, read. */
interface Body {
  patient: Bytes;
  grantId: Bytes;
  units: number;
  /** Null where the request's purpose stands. */
  purpose: string | null;
  time: number;
  minutes: number;
  sealedHash: Bytes;
  commitment: Bytes;
  inbox: Bytes;
}

async function openBody(
  env: SharingEnvironment,
  { prefix, clear, sealed }: Envelope,
  addressee: Addressee,
): Promise<{ body: Body; sharedKey: Bytes }> {
  const tag = clear.bytes(clearField.tagId, 32);
  const { sharedKey, commitment } = await decapsulate(env, clear, tag, addressee);
  const key = await subkey(sharedKey, BODY_PURPOSE);
  const signed = await open(key, bodyContext(BODY_PURPOSE, prefix), sealed);
  const scope = { kind: 'grant', context: addressee.context, before: prefix } as const;
  const known = Object.values(bodyField);
  const fields = await readSignedFields(scope, signed, known, MAX_MESSAGE_BYTES.grant);
  const body = bodyOf(fields, env.suite.sizes);
  const bound = equal(tagId('visit', body.patient, body.grantId), tag);
  if (!bound || !equal(body.commitment, commitment)) throw new SharingError('cannot-open');
  return { body, sharedKey };
}

async function decapsulate(
  { suite }: SharingEnvironment,
  clear: Fields,
  tag: Bytes,
  { delegateeSecret, delegateePublic }: Addressee,
): Promise<{ sharedKey: Bytes; commitment: Bytes }> {
  const tagPublic = clear.bytes(clearField.tagPublic, suite.sizes.tagPublicKey);
  const capsule = clear.bytes(clearField.capsule, suite.sizes.capsule);
  const rekey = clear.bytes(clearField.reEncryptionKey, suite.sizes.reEncryptionKey);
  const genuine = await suite.verifyReEncryptionKey(tagPublic, delegateePublic, rekey);
  // A suite whose keys cannot be checked rests on the patient's signature, which covers the key.
  if (genuine === false) throw new SharingError('cannot-open');
  const visit = { kind: 'visit', id: tag } as const;
  return suite.decapsulateFused(delegateeSecret, tagPublic, capsule, rekey, visit);
}

function bodyOf(fields: Fields, sizes: SharingEnvironment['suite']['sizes']): Body {
  const hasPurpose = fields.has(bodyField.purpose);
  return {
    patient: fields.bytes(bodyField.patient, 32),
    grantId: fields.bytes(bodyField.grantId, 32),
    units: fields.integer(bodyField.units, UNIT_SET_RANGE),
    purpose: hasPurpose ? cleanPurpose(fields.text(bodyField.purpose)) : null,
    time: fields.integer(bodyField.time, TIME_RANGE),
    minutes: fields.integer(bodyField.minutes, MINUTES_RANGE),
    sealedHash: fields.bytes(bodyField.sealedHash, 32),
    commitment: fields.bytes(bodyField.commitment, sizes.commitment),
    inbox: fields.bytes(bodyField.inbox, sizes.tagPublicKey),
  };
}

const expiryOf = ({ time, minutes }: Body): number => time + minutes * 60;

function checkTimes(env: SharingEnvironment, body: Body): void {
  refuseFuture(env, body.time);
  if (toSeconds(env.now) >= expiryOf(body)) throw new SharingError('expired');
}

async function checkReplay(reader: GrantReader, grantId: Bytes): Promise<Bytes> {
  const mark = hmacSha256(reader.markKey, grantId);
  if (await reader.isMarked(mark)) throw new SharingError('replayed');
  return mark;
}

async function openContent(
  env: SharingEnvironment,
  { patient, grantId, units }: Body,
  sharedKey: Bytes,
  sealed: Bytes,
): Promise<PackageContent> {
  const scope = { suite: env.suite.id, patient, grantId };
  const content = await openPackageContent(scope, await subkey(sharedKey, TABLE_PURPOSE), sealed);
  const carried = unitSet(content.units.map(({ unit }) => unit));
  if (carried !== units) throw new SharingError('cannot-open');
  return content;
}

function openedGrant(
  { pending }: Addressee,
  body: Body,
  { header, units }: PackageContent,
  mark: Bytes,
): OpenedGrant {
  return {
    grantId: body.grantId,
    patientIdentity: body.patient,
    header,
    units,
    asked: pending === null ? [] : [...pending.request.units],
    requestHash: pending === null ? null : pending.request.hash,
    purpose: body.purpose ?? pending?.request.purpose ?? '',
    grantedAt: fromSeconds(body.time),
    expiresAt: fromSeconds(expiryOf(body)),
    inboxPublic: body.inbox,
    forwardSecret: pending !== null,
    mark,
  };
}
