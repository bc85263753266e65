import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { AeadKey } from '../crypto/index.ts';
import { aeadKey, domain, hkdfSha256 } from '../crypto/index.ts';
import type { FieldMap } from './fields.ts';
import { Fields } from './fields.ts';
import type { MessageKind } from './message.ts';
import { joinPair, messageBody, messageHead, splitPair } from './message.ts';

/** A message whose body is sealed: what stands in clear before it, and the sealed rest. */
export interface Envelope {
  /** head(3) | length(4) | deterministic CBOR of the clear fields: associated data and signed. */
  prefix: Bytes;
  clear: Fields;
  sealed: Bytes;
}

/** The bytes that stand before the sealed body. */
export const envelopePrefix = (kind: MessageKind, suite: number, clear: FieldMap): Bytes =>
  concat(messageHead(kind, suite), joinPair(encodeCbor(clear), new Uint8Array()));

/**
 * Takes an envelope apart, opening nothing.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`.
 */
export function readEnvelope(
  kind: MessageKind,
  suite: number,
  message: Bytes,
  known: readonly number[],
): Envelope {
  const { first, rest } = splitPair(messageBody(kind, suite, message));
  const prefix = message.subarray(0, message.length - rest.length);
  return { prefix, clear: new Fields(first, known, first.length), sealed: rest };
}

/** The key for one purpose below an encapsulated key of 32 bytes. */
export async function subkey(sharedKey: Uint8Array, purpose: string): Promise<AeadKey> {
  const raw = hkdfSha256({ key: sharedKey, info: domain(purpose), length: 32 });
  try {
    return await aeadKey(raw);
  } finally {
    raw.fill(0);
  }
}

/** Associated data of a sealed body: its purpose and everything that stands before it. */
export const bodyContext = (purpose: string, prefix: Uint8Array): Bytes =>
  concat(domain(purpose), prefix);
