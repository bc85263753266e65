import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { SIGNATURE_BYTES, signingPublicKey } from '../crypto/index.ts';
import type { HelperAsk } from './ask.ts';
import { MAX_ASKED_CAPSULES } from './ask.ts';
import type { SharingEnvironment } from './environment.ts';
import { SharingError } from './errors.ts';
import { Fields } from './fields.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
} from './message.ts';
import { pieces } from './pieces.ts';

/** One capsule of an ask and what the helper made of it: worth nothing without the delegatee's secret. */
export interface TransformedCapsule {
  /** AFGH: 48 bytes. */
  capsule: Bytes;
  /** AFGH: 576 bytes. */
  transformed: Bytes;
}

const field = { helper: SIGNER_FIELD, ask: 2, transformed: 3 } as const;

/**
 * Signs an answer over the ask (SPEC §23).
 *
 * @param identitySeed - the helper's, 32 bytes.
 * @param transformed - in the order of the ask's capsules.
 * @throws SharingError `malformed` for another number of them.
 */
export async function makeAnswer(
  env: SharingEnvironment,
  identitySeed: Bytes,
  ask: HelperAsk,
  transformed: readonly Bytes[],
): Promise<Bytes> {
  if (transformed.length !== ask.capsules.length) throw new SharingError('malformed');
  const fields = new Map<number, CborValue>([
    [field.helper, await signingPublicKey(identitySeed)],
    [field.ask, ask.hash],
    [field.transformed, concat(...transformed)],
  ]);
  const before = messageHead('answer', env.suite.id);
  const scope = { kind: 'answer', context: ask.hash, before } as const;
  return concat(before, await signFields(scope, fields, identitySeed));
}

/**
 * SHA-256 of the ask that an answer claims to answer; nothing is verified.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`.
 */
export function answeredAsk({ suite }: SharingEnvironment, message: Bytes): Bytes {
  const body = messageBody('answer', suite.id, message);
  if (body.length <= SIGNATURE_BYTES) throw new SharingError('malformed');
  const encoded = body.subarray(0, -SIGNATURE_BYTES);
  return new Fields(encoded, Object.values(field), MAX_MESSAGE_BYTES.answer).bytes(field.ask, 32);
}

/**
 * Reads the answer to an ask that was made here. What the helper computed cannot be checked from
 * the answer: a made-up transform shows when the batch does not open.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `wrong-answer` (to another ask),
 * `helper-mismatch` (of somebody else), `bad-signature`.
 */
export async function readAnswer(
  env: SharingEnvironment,
  ask: HelperAsk,
  message: Bytes,
): Promise<TransformedCapsule[]> {
  if (!equal(answeredAsk(env, message), ask.hash)) throw new SharingError('wrong-answer');
  const body = messageBody('answer', env.suite.id, message);
  const before = messageHead('answer', env.suite.id);
  const scope = { kind: 'answer', context: ask.hash, before } as const;
  const known = Object.values(field);
  const fields = await readSignedFields(scope, body, known, MAX_MESSAGE_BYTES.answer);
  if (!equal(fields.bytes(field.helper, 32), ask.helper)) throw new SharingError('helper-mismatch');
  return paired(ask.capsules, transformedIn(env, fields));
}

function transformedIn({ suite }: SharingEnvironment, fields: Fields): Bytes[] {
  const { transformedCapsule } = suite.sizes;
  const all = fields.bytesUpTo(field.transformed, MAX_ASKED_CAPSULES * transformedCapsule);
  return pieces(all, transformedCapsule);
}

function paired(capsules: readonly Bytes[], transformed: readonly Bytes[]): TransformedCapsule[] {
  if (transformed.length !== capsules.length) throw new SharingError('malformed');
  return capsules.flatMap((capsule, index) => {
    const match = transformed[index];
    return match === undefined ? [] : [{ capsule, transformed: match }];
  });
}
