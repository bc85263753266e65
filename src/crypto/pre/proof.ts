import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { Bytes } from '../../bytes/bytes.ts';
import { concat, equal } from '../../bytes/bytes.ts';
import { CryptoError } from '../errors.ts';
import { domain, sha256, SHA256_BYTES } from '../hash.ts';
import type { RandomSource } from '../random.ts';
import { decodeG2, decodeScalar, encodeScalar, G2, randomScalar, SCALAR_BYTES } from './points.ts';

const { Fr } = bls12_381.fields;

/** Bytes of a proof: challenge 32 | response 32. */
export const DELEGATEE_PROOF_BYTES = SHA256_BYTES + SCALAR_BYTES;

/**
 * Shows knowledge of b behind pkB = g2^b, bound to an identity: without it, a delegatee key chosen
 * as a power of somebody else's key would make the delegator compute inverses for a stranger.
 * Schnorr (J. Cryptology 4(3), 1991) with the Fiat-Shamir challenge
 * c = SHA-256("carnet/v1/pok-g2" | 00 | Ed 32 | pkB 96 | T 96), T = g2^t, s = t + c·b mod r.
 *
 * @param edPublic - Ed25519 key of the card that will carry the proof, 32 bytes.
 * @throws CryptoError `malformed-key`.
 */
export function proveDelegateeKey(
  edPublic: Uint8Array,
  secretKey: Uint8Array,
  publicKey: Uint8Array,
  random: RandomSource,
): Bytes {
  const b = decodeScalar(secretKey, 'malformed-key');
  const t = randomScalar(random);
  const c = challenge(edPublic, publicKey, G2.BASE.multiply(t).toBytes());
  return concat(c, encodeScalar(Fr.add(t, Fr.mul(Fr.fromBytes(c), b))));
}

/** Whether the proof holds for this identity and key; false for anything malformed. */
export function verifyDelegateeProof(
  edPublic: Uint8Array,
  publicKey: Uint8Array,
  proof: Uint8Array,
): boolean {
  try {
    const c = proof.subarray(0, SHA256_BYTES);
    return equal(c, challenge(edPublic, publicKey, commitment(publicKey, proof)));
  } catch {
    return false;
  }
}

/** T = g2^s · pkB^(-c). All of it is public. */
function commitment(publicKey: Uint8Array, proof: Uint8Array): Bytes {
  if (proof.length !== DELEGATEE_PROOF_BYTES) throw new CryptoError('malformed-proof');
  const pkB = decodeG2(publicKey, 'malformed-key');
  const s = decodeScalar(proof.subarray(SHA256_BYTES), 'malformed-proof');
  const c = Fr.fromBytes(Uint8Array.from(proof.subarray(0, SHA256_BYTES)));
  return G2.BASE.multiplyUnsafe(s).subtract(pkB.multiplyUnsafe(c)).toBytes();
}

function challenge(edPublic: Uint8Array, publicKey: Uint8Array, t: Uint8Array): Bytes {
  return sha256(domain('pok-g2'), edPublic, publicKey, t);
}
