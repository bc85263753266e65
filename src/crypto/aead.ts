import type { Bytes } from '../bytes/bytes.ts';
import { concat, unshared } from '../bytes/bytes.ts';
import { CryptoError } from './errors.ts';
import type { RandomSource } from './random.ts';

/** An AES-256 key that cannot be read back. Get one from {@link aeadKey}. */
export interface AeadKey {
  readonly brand: 'aead-key';
}

/** Bytes of a raw key for {@link aeadKey}. */
export const AEAD_KEY_BYTES = 32;
/** Bytes that sealing adds at the end of a ciphertext. */
export const AEAD_TAG_BYTES = 16;
/** Bytes of a nonce (NIST SP 800-38D §5.2.1.1). */
export const AEAD_NONCE_BYTES = 12;

const cryptoKeys = new WeakMap<AeadKey, CryptoKey>();

/**
 * Wraps 32 raw bytes as a non-extractable key; the caller may erase them afterwards.
 *
 * @throws CryptoError `malformed-key` for another length.
 */
export async function aeadKey(raw: Uint8Array): Promise<AeadKey> {
  if (raw.length !== AEAD_KEY_BYTES) throw new CryptoError('malformed-key');
  const uses: KeyUsage[] = ['encrypt', 'decrypt'];
  const cryptoKey = await crypto.subtle.importKey('raw', unshared(raw), 'AES-GCM', false, uses);
  const key: AeadKey = Object.freeze({ brand: 'aead-key' });
  cryptoKeys.set(key, cryptoKey);
  return key;
}

/**
 * AES-256-GCM (NIST SP 800-38D) under a random nonce: nonce 12 | ciphertext | tag 16. One key seals
 * at most 2^32 times (§8.3). GCM commits to no key: bind a commitment where two keys could matter.
 *
 * @param associatedData - the whole context of the sealed bytes, in a form with one reading.
 */
export async function seal(
  key: AeadKey,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
  random: RandomSource,
): Promise<Bytes> {
  const nonce = random(AEAD_NONCE_BYTES);
  return concat(nonce, await sealWithNonce(key, nonce, associatedData, plaintext));
}

/**
 * Opens what {@link seal} made with the same key and associated data.
 *
 * @throws CryptoError `not-authentic`.
 */
export async function open(
  key: AeadKey,
  associatedData: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  if (sealed.length < AEAD_NONCE_BYTES + AEAD_TAG_BYTES) throw new CryptoError('not-authentic');
  const nonce = sealed.subarray(0, AEAD_NONCE_BYTES);
  return openWithNonce(key, nonce, associatedData, sealed.subarray(AEAD_NONCE_BYTES));
}

/** Ciphertext | tag. A nonce must never serve twice under one key. */
export async function sealWithNonce(
  key: AeadKey,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Promise<Bytes> {
  const algorithm = aesGcm(nonce, associatedData);
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, held(key), unshared(plaintext)));
}

/** @throws CryptoError `not-authentic` */
export async function openWithNonce(
  key: AeadKey,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  const algorithm = aesGcm(nonce, associatedData);
  const cryptoKey = held(key);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, cryptoKey, unshared(sealed)));
  } catch {
    throw new CryptoError('not-authentic');
  }
}

function aesGcm(nonce: Uint8Array, associatedData: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: unshared(nonce), additionalData: unshared(associatedData) };
}

function held(key: AeadKey): CryptoKey {
  const cryptoKey = cryptoKeys.get(key);
  if (cryptoKey === undefined) throw new CryptoError('malformed-key');
  return cryptoKey;
}
