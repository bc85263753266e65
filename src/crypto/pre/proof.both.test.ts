import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it, vi } from 'vitest';
import { REPEATED_TEST_MS } from '../fixtures/runs.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { concat } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { CryptoError } from '../errors.ts';
import { seededRandom } from '../fixtures/scripted-random.ts';
import { wrongG2, wrongScalars } from '../fixtures/wrong-points.ts';
import { afghBls12381 } from './afgh.ts';
import { G2 } from './points.ts';
import { DELEGATEE_PROOF_BYTES, proveDelegateeKey, verifyDelegateeProof } from './proof.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const random = seededRandom('proof');
const ed = random(32);
const { publicKey, secretKey } = await afghBls12381.delegateeKeyPair(random);
const proof = proveDelegateeKey(ed, secretKey, publicKey, random);

describe('the proof of knowledge of a delegatee key', () => {
  it('has 64 bytes, holds, and is drawn afresh every time', () => {
    expect(proof).toHaveLength(DELEGATEE_PROOF_BYTES);
    expect(verifyDelegateeProof(ed, publicKey, proof)).toBe(true);
    const again = proveDelegateeKey(ed, secretKey, publicKey, random);
    expect(again).not.toEqual(proof);
    expect(verifyDelegateeProof(ed, publicKey, again)).toBe(true);
  });

  it('holds for no other identity', () => {
    expect(verifyDelegateeProof(random(32), publicKey, proof)).toBe(false);
  });

  it('cannot be made for a power of somebody else’s key', () => {
    const power = G2.fromBytes(publicKey).multiply(5n).toBytes();
    expect(verifyDelegateeProof(ed, power, proof)).toBe(false);
    expect(verifyDelegateeProof(ed, power, proveDelegateeKey(ed, secretKey, power, random))).toBe(
      false,
    );
    const five = fromHex('05'.padStart(64, '0'));
    const own = G2.BASE.multiply(5n).toBytes();
    expect(verifyDelegateeProof(ed, own, proveDelegateeKey(ed, five, own, random))).toBe(true);
  });

  it('refuses a flip of any one byte', () => {
    for (let at = 0; at < proof.length; at += 3) {
      const flipped = proof.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(verifyDelegateeProof(ed, publicKey, flipped)).toBe(false);
    }
  });

  it('refuses a response that names the same scalar by a larger number', () => {
    const raised = (bytes: Bytes): Bytes =>
      fromHex(
        (BigInt('0x' + toHex(bytes)) + bls12_381.fields.Fr.ORDER).toString(16).padStart(64, '0'),
      );
    let small = proof;
    while ((small[32] ?? 255) >= 0x60) small = proveDelegateeKey(ed, secretKey, publicKey, random);
    expect(verifyDelegateeProof(ed, publicKey, small)).toBe(true);
    const other = concat(small.slice(0, 32), raised(small.slice(32)));
    expect(verifyDelegateeProof(ed, publicKey, other)).toBe(false);
  });

  it('is false for malformed keys and lengths, and never throws', () => {
    for (const [, wrong] of wrongG2) expect(verifyDelegateeProof(ed, wrong, proof)).toBe(false);
    for (const length of [0, 31, 63, 65]) {
      expect(verifyDelegateeProof(ed, publicKey, new Uint8Array(length))).toBe(false);
    }
    expect(verifyDelegateeProof(ed, publicKey, new Uint8Array(64))).toBe(false);
  });

  it.each(wrongScalars)('is not made with a secret that is %s', (_name, wrong) => {
    expect(() => proveDelegateeKey(ed, wrong, publicKey, random)).toThrow(
      new CryptoError('malformed-key'),
    );
  });
});
