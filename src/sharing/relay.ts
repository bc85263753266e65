import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32, utf8 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { aeadKey, domain, hkdfSha256, hmacSha256, open, seal } from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import { joinPair, splitPair } from './message.ts';
import { paddedSize } from './padding.ts';

/**
 * How messages to and from a helper lie on a host. An ask, an answer, a list and a log carry
 * identities in clear or in a recognisable form, so on a host each is a parcel: a name that only
 * the two parties can work out, a padded size, and ciphertext.
 */

/** A parcel is never longer than this on a host: room for the longest deposit and its padding. */
export const MAX_PARCEL_BYTES = 1280 * 1024;

const NAME_BYTES = 16;
/** nonce 12 | length 4 | tag 16 */
const OVERHEAD_BYTES = 32;

/**
 * 32 bytes that the doctor of a standing grant, the patient and the helper share: the doctor works
 * them out from the grant, the helper finds them in its enrolment.
 */
export function relayKey(shelfKey: Uint8Array, grantId: Uint8Array): Bytes {
  return hmacSha256(shelfKey, domain('helper-relay'), grantId);
}

/** Where the n-th ask under a relay key lies, n from 0. */
export const askName = (relay: Uint8Array, n: number): string =>
  nameOf(relay, 'helper-ask', uint32(n));

/** Where the answer to exactly this ask lies. @param askHash - SHA-256 of the ask's bytes. */
export const answerName = (relay: Uint8Array, askHash: Uint8Array): string =>
  nameOf(relay, 'helper-answer', askHash);

/** Where the patient keeps the newest list of one helper. @param helperKey - 32 bytes, from the enrolment. */
export const listName = (helperKey: Uint8Array): string => nameOf(helperKey, 'helper-list');

/** Where the n-th page of a helper's log lies, n from 0. */
export const logName = (helperKey: Uint8Array, n: number): string =>
  nameOf(helperKey, 'helper-log-page', uint32(n));

/** nonce 12 | AES-256-GCM of (length 4 | message | zeros) | tag 16, padded (Padmé) to at least 4096 bytes. */
export async function sealParcel(
  { random }: SharingEnvironment,
  key: Uint8Array,
  name: string,
  message: Uint8Array,
): Promise<Bytes> {
  const size = paddedSize(message.length + OVERHEAD_BYTES) - OVERHEAD_BYTES;
  if (size + OVERHEAD_BYTES > MAX_PARCEL_BYTES) throw new SharingError('too-large');
  const padded = joinPair(message, new Uint8Array(size - message.length));
  return seal(await parcelKey(key), parcelContext(name), padded, random);
}

/** @throws SharingError `cannot-open`, `too-large`. */
export async function openParcel(key: Uint8Array, name: string, parcel: Bytes): Promise<Bytes> {
  if (parcel.length > MAX_PARCEL_BYTES) throw new SharingError('too-large');
  return failAs('cannot-open', async () => {
    const padded = await open(await parcelKey(key), parcelContext(name), parcel);
    return Uint8Array.from(splitPair(padded).first);
  });
}

function nameOf(key: Uint8Array, purpose: string, ...rest: readonly Uint8Array[]): string {
  return toHex(hmacSha256(key, domain(purpose), ...rest).subarray(0, NAME_BYTES));
}

const parcelKey = (key: Uint8Array) =>
  aeadKey(hkdfSha256({ key, info: domain('helper-parcel'), length: 32 }));

const parcelContext = (name: string): Bytes => concat(domain('helper-parcel'), utf8(name));
