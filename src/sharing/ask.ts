import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { sha256, signingPublicKey } from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  NO_CONTEXT,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
} from './message.ts';
import { pieces } from './pieces.ts';

/** A helper answers an ask for this long after it was made: it may wait on a host for its turn. */
export const ASK_LIFETIME_SECONDS = 30 * 24 * 3600;

/** At most this many capsules in one ask: five units of 32 batches. */
export const MAX_ASKED_CAPSULES = 160;

/** What a doctor wants a helper to transform. */
export interface AskTerms {
  /** The helper's Ed25519 key, 32 bytes. */
  helper: Bytes;
  /** The patient's Ed25519 key, 32 bytes. */
  patient: Bytes;
  /** The standing grant, 16 bytes. */
  grantId: Bytes;
  /** AFGH: 48 bytes each, from the patient's manifest; all different, 1 to 160. */
  capsules: readonly Bytes[];
}

/** An ask, once read. */
export interface HelperAsk extends AskTerms {
  /** The doctor's Ed25519 key, 32 bytes. */
  identity: Bytes;
  /** By the doctor's clock, in whole seconds. */
  time: Date;
  /** SHA-256 of the message: which ask this is. */
  hash: Bytes;
  /** The signed bytes. */
  message: Bytes;
}

const field = {
  identity: SIGNER_FIELD,
  helper: 2,
  patient: 3,
  grantId: 4,
  capsules: 5,
  nonce: 6,
  time: 7,
} as const;

const NONCE_BYTES = 16;

/**
 * Signs an ask (SPEC §22, at most 7899 bytes; up to 20 capsules fit a still code).
 *
 * @param identitySeed - the doctor's, 32 bytes.
 * @throws SharingError `malformed` for no capsule, too many, or one twice.
 */
export async function makeAsk(
  env: SharingEnvironment,
  identitySeed: Bytes,
  terms: AskTerms,
): Promise<HelperAsk> {
  const identity = await signingPublicKey(identitySeed);
  const time = toSeconds(env.now);
  const fields = new Map<number, CborValue>([
    [field.identity, identity],
    [field.helper, terms.helper],
    [field.patient, terms.patient],
    [field.grantId, terms.grantId],
    [field.capsules, concat(...checked(terms.capsules))],
    [field.nonce, env.random(NONCE_BYTES)],
    [field.time, time],
  ]);
  const before = messageHead('ask', env.suite.id);
  const scope = { kind: 'ask', context: NO_CONTEXT, before } as const;
  const message = concat(before, await signFields(scope, fields, identitySeed));
  return { ...terms, identity, time: fromSeconds(time), hash: sha256(message), message };
}

/**
 * Reads an ask on the helper's side. Whether it may be answered says `transformFor`.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `bad-signature`, `clock-skew`,
 * `ask-too-old`.
 */
export async function readAsk(env: SharingEnvironment, message: Bytes): Promise<HelperAsk> {
  const body = messageBody('ask', env.suite.id, message);
  const before = messageHead('ask', env.suite.id);
  const scope = { kind: 'ask', context: NO_CONTEXT, before } as const;
  const known = Object.values(field);
  const fields = await readSignedFields(scope, body, known, MAX_MESSAGE_BYTES.ask);
  const ask = askOf(fields, env.suite.sizes.capsule, message);
  refuseFuture(env, toSeconds(ask.time));
  if (toSeconds(env.now) > toSeconds(ask.time) + ASK_LIFETIME_SECONDS)
    throw new SharingError('ask-too-old');
  return ask;
}

function askOf(fields: Fields, capsuleBytes: number, message: Bytes): HelperAsk {
  fields.bytes(field.nonce, NONCE_BYTES);
  const capsules = fields.bytesUpTo(field.capsules, MAX_ASKED_CAPSULES * capsuleBytes);
  return {
    identity: fields.bytes(field.identity, 32),
    helper: fields.bytes(field.helper, 32),
    patient: fields.bytes(field.patient, 32),
    grantId: fields.bytes(field.grantId, 16),
    capsules: checked(pieces(capsules, capsuleBytes)),
    time: fromSeconds(fields.integer(field.time, TIME_RANGE)),
    hash: sha256(message),
    message,
  };
}

function checked(capsules: readonly Bytes[]): readonly Bytes[] {
  const different = new Set(capsules.map(toHex)).size === capsules.length;
  if (!different || capsules.length === 0 || capsules.length > MAX_ASKED_CAPSULES)
    throw new SharingError('malformed');
  return capsules;
}
