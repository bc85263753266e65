import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { Bytes } from '../../bytes/bytes.ts';
import { concat } from '../../bytes/bytes.ts';
import { domain, hkdfSha256 } from '../hash.ts';
import type { RandomSource } from '../random.ts';
import type { Tag } from '../tag.ts';
import { tagKindCode } from '../tag.ts';
import type { PointG1, PointG2, Target } from './points.ts';
import {
  decodeG1,
  decodeG2,
  decodeScalar,
  decodeTarget,
  encodeScalar,
  encodeTarget,
  G1,
  G1_BYTES,
  G2,
  G2_BYTES,
  randomScalar,
  SCALAR_BYTES,
  TARGET_BYTES,
  targetPower,
} from './points.ts';
import type { OpaqueKeyPair, Opened, ReEncryptionSuite } from './suite.ts';

const { Fr, Fp12 } = bls12_381.fields;

const SHARED_KEY_BYTES = 32;
const COMMITMENT_BYTES = 32;

/**
 * The third scheme of Ateniese, Fu, Green and Hohenberger, "Improved Proxy Re-Encryption Schemes
 * with Applications to Secure Distributed Storage" (ACM TISSEC 9(1), 2006; ePrint 2005/028), on the
 * type-3 pairing of BLS12-381, as a hashed key encapsulation with one key pair per tag.
 *
 * Tag: pk = g1^x. Delegatee: pkB = g2^b. Capsule: C = pk^k, hiding e(g1,g2)^k.
 * Re-encryption key: rk = pkB^(1/x), so that e(C, rk) = e(g1,g2)^(kb). Encodings: SPEC.md.
 */
export const afghBls12381: ReEncryptionSuite = {
  id: 1,
  name: 'afgh-bls12381',
  sizes: {
    tagPublicKey: G1_BYTES,
    tagSecretKey: SCALAR_BYTES,
    delegateePublicKey: G2_BYTES,
    delegateeSecretKey: SCALAR_BYTES,
    capsule: G1_BYTES,
    reEncryptionKey: G2_BYTES,
    transformedCapsule: TARGET_BYTES,
    sharedKey: SHARED_KEY_BYTES,
    commitment: COMMITMENT_BYTES,
  },

  tagKeyPair: (random) => soon(() => keyPair(G1.BASE, random)),
  delegateeKeyPair: (random) => soon(() => keyPair(G2.BASE, random)),

  encapsulate: (tagPublicKey, tag, random) =>
    soon(() => {
      const pk = decodeG1(tagPublicKey, 'malformed-key');
      const k = randomScalar(random);
      const capsule = pk.multiply(k).toBytes();
      // e(g1^k, g2) instead of e(g1, g2)^k: the secret power falls to noble's fixed-base G1.
      const secret = pairWithGenerator(G1.BASE.multiply(k));
      return { capsule, ...derive(secret, tag, tagPublicKey, capsule) };
    }),

  decapsulate: (tagSecretKey, tagPublicKey, capsule, tag) =>
    soon(() => {
      decodeG1(tagPublicKey, 'malformed-key');
      const secret = pairWithGenerator(
        decodeG1(capsule, 'malformed-capsule').multiply(inverse(tagSecretKey)),
      );
      return derive(secret, tag, tagPublicKey, capsule);
    }),

  reEncryptionKey: (tagSecretKey, delegateePublicKey) =>
    soon(() =>
      decodeG2(delegateePublicKey, 'malformed-key').multiply(inverse(tagSecretKey)).toBytes(),
    ),

  verifyReEncryptionKey: (tagPublicKey, delegateePublicKey, reEncryptionKey) =>
    soon(() => {
      const pk = decodeG1(tagPublicKey, 'malformed-key');
      const pkB = decodeG2(delegateePublicKey, 'malformed-key');
      return joins(pk, pkB, decodeG2(reEncryptionKey, 'malformed-key'));
    }).catch(() => false),

  reEncrypt: (reEncryptionKey, capsule) =>
    soon(() => {
      const rk = decodeG2(reEncryptionKey, 'malformed-key');
      return encodeTarget(bls12_381.pairing(decodeG1(capsule, 'malformed-capsule'), rk));
    }),

  decapsulateReEncrypted: (delegateeSecretKey, tagPublicKey, capsule, transformedCapsule, tag) =>
    soon(() => {
      decodeG1(tagPublicKey, 'malformed-key');
      decodeG1(capsule, 'malformed-capsule');
      const transformed = decodeTarget(transformedCapsule, 'malformed-capsule');
      const secret = targetPower(transformed, inverse(delegateeSecretKey));
      return derive(secret, tag, tagPublicKey, capsule);
    }),

  decapsulateFused: (delegateeSecretKey, tagPublicKey, capsule, reEncryptionKey, tag) =>
    soon(() => {
      decodeG1(tagPublicKey, 'malformed-key');
      const rk = decodeG2(reEncryptionKey, 'malformed-key');
      // e(C^(1/b), rk) instead of e(C, rk)^(1/b): a G1 power costs a sixth of one in the target group.
      const blinded = decodeG1(capsule, 'malformed-capsule').multiply(inverse(delegateeSecretKey));
      return derive(bls12_381.pairing(blinded, rk), tag, tagPublicKey, capsule);
    }),
};

/** The suite is asynchronous for the sake of suites that need to be; a refusal becomes a rejection. */
function soon<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}

function keyPair(base: PointG1 | PointG2, random: RandomSource): OpaqueKeyPair {
  const secret = randomScalar(random);
  return { publicKey: base.multiply(secret).toBytes(), secretKey: encodeScalar(secret) };
}

function inverse(secretKey: Uint8Array): bigint {
  return Fr.inv(decodeScalar(secretKey, 'malformed-key'));
}

/** e(pk, rk) = e(g1, pkB), as one product of two pairings with a shared final exponentiation. */
function joins(pk: PointG1, pkB: PointG2, rk: PointG2): boolean {
  const product = bls12_381.pairingBatch([
    { g1: pk, g2: rk },
    { g1: G1.BASE.negate(), g2: pkB },
  ]);
  return Fp12.eql(product, Fp12.ONE);
}

type Lines = ReturnType<typeof bls12_381.utils.calcPairingPrecomputes>;
let generatorLines: Lines | undefined;

/** e(point, g2), with the Miller lines of g2 computed once. */
function pairWithGenerator(point: PointG1): Target {
  generatorLines ??= bls12_381.utils.calcPairingPrecomputes(G2.BASE);
  const { x, y } = point.toAffine();
  return Fp12.finalExponentiate(bls12_381.millerLoopBatch([[generatorLines, x, y]]));
}

/** PROTOCOL §3: the transcript of the encapsulation stands in the info, every part of fixed length. */
function derive(secret: Target, tag: Tag, tagPublicKey: Uint8Array, capsule: Uint8Array): Opened {
  const key = encodeTarget(secret);
  const info = concat(
    domain('kem/afgh-bls12381'),
    tagKindCode(tag.kind),
    tag.id,
    tagPublicKey,
    capsule,
  );
  const okm = hkdfSha256({ key, info, length: SHARED_KEY_BYTES + COMMITMENT_BYTES });
  key.fill(0);
  return split(okm);
}

function split(okm: Bytes): Opened {
  return { sharedKey: okm.slice(0, SHARED_KEY_BYTES), commitment: okm.slice(SHARED_KEY_BYTES) };
}
