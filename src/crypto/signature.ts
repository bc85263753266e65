import { ed25519 } from '@noble/curves/ed25519.js';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, unshared } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { CryptoError } from './errors.ts';
import type { RandomSource } from './random.ts';

/** An Ed25519 key pair (RFC 8032 §5.1.5): the seed is the secret. */
export interface SigningKeyPair {
  /** 32 bytes. */
  publicKey: Bytes;
  /** 32 bytes. */
  seed: Bytes;
}

/** Bytes of an Ed25519 seed. */
export const SIGNING_SEED_BYTES = 32;
/** Bytes of an Ed25519 public key. */
export const SIGNING_PUBLIC_KEY_BYTES = 32;
/** Bytes of an Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/** A PKCS #8 private key (RFC 8410 §7) up to the seed: WebCrypto takes no raw seed. */
const pkcs8Head = fromHex('302e020100300506032b657004220420');

/** A fresh key pair. */
export async function signingKeyPair(random: RandomSource): Promise<SigningKeyPair> {
  const seed = random(SIGNING_SEED_BYTES);
  return { publicKey: await signingPublicKey(seed), seed };
}

/**
 * The public key of a seed.
 *
 * @throws CryptoError `malformed-key` for a seed that is not 32 bytes.
 */
export function signingPublicKey(seed: Uint8Array): Promise<Bytes> {
  return Promise.resolve(seed).then(checkedSeed).then(ed25519.getPublicKey);
}

/**
 * Ed25519 (RFC 8032 §5.1.6): 64 bytes, the same on every engine, since it is deterministic. By
 * WebCrypto where it knows Ed25519, because native code keeps the seed out of timing's reach.
 *
 * @throws CryptoError `malformed-key` for a seed that is not 32 bytes.
 */
export async function sign(seed: Uint8Array, message: Uint8Array): Promise<Bytes> {
  checkedSeed(seed);
  return (await signNatively(seed, message)) ?? ed25519.sign(message, seed);
}

/**
 * Strict Ed25519: false for a key or R that is not canonical, a key of small order, S of the group's
 * order or more, and whatever fails the cofactored equation of RFC 8032 §5.1.7.
 *
 * Always by noble: engines disagree about small orders and the cofactor, and one signature must get
 * one verdict everywhere. Verification handles no secret.
 */
export function verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== SIGNING_PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) {
    return Promise.resolve(false);
  }
  return Promise.resolve(ed25519.verify(signature, message, publicKey, { zip215: false }));
}

/** Null where WebCrypto does not know Ed25519. */
export async function signNatively(seed: Uint8Array, message: Uint8Array): Promise<Bytes | null> {
  const key = await importNatively(concat(pkcs8Head, seed));
  return key && new Uint8Array(await crypto.subtle.sign('Ed25519', key, unshared(message)));
}

async function importNatively(pkcs8: Bytes): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  } catch {
    return null;
  } finally {
    pkcs8.fill(0);
  }
}

function checkedSeed(seed: Uint8Array): Uint8Array {
  if (seed.length !== SIGNING_SEED_BYTES) throw new CryptoError('malformed-key');
  return seed;
}
