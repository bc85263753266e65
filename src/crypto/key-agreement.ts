import { x25519 } from '@noble/curves/ed25519.js';
import type { Bytes } from '../bytes/bytes.ts';
import { CryptoError } from './errors.ts';
import type { RandomSource } from './random.ts';

/** An X25519 key pair (RFC 7748 §5). The secret is 32 random bytes, clamped at use. */
export interface SealingKeyPair {
  /** 32 bytes, the u-coordinate. */
  publicKey: Bytes;
  /** 32 bytes. */
  secretKey: Bytes;
}

/** Bytes of an X25519 public key, secret key and shared secret. */
export const SEALING_KEY_BYTES = 32;

/** A fresh key pair. */
export function sealingKeyPair(random: RandomSource): Promise<SealingKeyPair> {
  const secretKey = random(SEALING_KEY_BYTES);
  return Promise.resolve({ publicKey: x25519.getPublicKey(secretKey), secretKey });
}

/**
 * X25519 (RFC 7748 §6.1): 32 bytes, to be hashed with both public keys before use as a key.
 *
 * @throws CryptoError `malformed-key` for wrong lengths and for a public key of small order, whose
 * result would be zero for every secret.
 */
export function sharedSecret(secretKey: Uint8Array, publicKey: Uint8Array): Bytes {
  try {
    return x25519.getSharedSecret(secretKey, publicKey);
  } catch {
    throw new CryptoError('malformed-key');
  }
}
