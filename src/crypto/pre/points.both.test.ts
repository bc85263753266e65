import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it, vi } from 'vitest';
import { REPEATED_TEST_MS } from '../fixtures/runs.ts';
import { concat, utf8 } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { CryptoError } from '../errors.ts';
import { seededRandom } from '../fixtures/scripted-random.ts';
import { wrongG1, wrongG2, wrongScalars } from '../fixtures/wrong-points.ts';
import {
  decodeG1,
  decodeG2,
  decodeScalar,
  decodeTarget,
  encodeScalar,
  encodeTarget,
  G1,
  G2,
  randomScalar,
  targetPower,
} from './points.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const { Fp, Fr, Fp12 } = bls12_381.fields;
const code = 'malformed-capsule';
const refusal = new CryptoError(code);
const generatorPairing = bls12_381.pairing(G1.BASE, G2.BASE);

describe('the group that noble implements', () => {
  it('hashes to G1 as RFC 9380 J.9.1 does', () => {
    const DST = 'QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_';
    const { x, y } = bls12_381.G1.hashToCurve(utf8(''), { DST }).toAffine();
    expect(toHex(Fp.toBytes(x))).toBe(
      '052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1',
    );
    expect(toHex(Fp.toBytes(y))).toBe(
      '08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265',
    );
  });

  it('hashes to G2 as RFC 9380 J.10.1 does', () => {
    const DST = 'QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_';
    const { x, y } = bls12_381.G2.hashToCurve(utf8(''), { DST }).toAffine();
    expect([x.c0, x.c1, y.c0, y.c1].map((part) => toHex(Fp.toBytes(part)))).toEqual([
      '0141ebfbdca40eb85b87142e130ab689c673cf60f1a3e98d69335266f30d9b8d4ac44c1038e9dcdd5393faf5c41fb78a',
      '05cb8437535e20ecffaef7752baddf98034139c38452458baeefab379ba13dff5bf5dd71b72418717047f5b0f37da03d',
      '0503921d7f6a12805e72940b963c0cf3471c7b2a524950ca195d11062ee75ec076daf2d4bc358c4b190c0c98064fdd92',
      '12424ac32561493f3fe3c260708a12b7c620e7be00099a974e259ddc7d1f6395c3c811cdd19f1e8dbf3e9ecfdcbab8d6',
    ]);
  });
});

describe('decoding a point', () => {
  it.each(wrongG1)('of G1 refuses one %s', (_name, bytes) => {
    expect(() => decodeG1(bytes, code)).toThrow(refusal);
  });

  it.each(wrongG2)('of G2 refuses one %s', (_name, bytes) => {
    expect(() => decodeG2(bytes, code)).toThrow(refusal);
  });

  it('takes the generators and their multiples, in the one form that it writes', () => {
    for (const k of [1n, 2n, 12_345n, Fr.ORDER - 1n]) {
      const [p, q] = [G1.BASE.multiply(k), G2.BASE.multiply(k)];
      expect(decodeG1(p.toBytes(), code).equals(p)).toBe(true);
      expect(decodeG2(q.toBytes(), code).equals(q)).toBe(true);
    }
  });
});

describe('decoding a scalar', () => {
  it.each(wrongScalars)('refuses %s', (_name, bytes) => {
    expect(() => decodeScalar(bytes, code)).toThrow(refusal);
  });

  it('takes one and the largest', () => {
    expect(decodeScalar(encodeScalar(1n), code)).toBe(1n);
    expect(decodeScalar(encodeScalar(Fr.ORDER - 1n), code)).toBe(Fr.ORDER - 1n);
  });

  it('draws scalars that it takes', () => {
    const random = seededRandom('scalars');
    for (let i = 0; i < 50; i++) {
      const scalar = randomScalar(random);
      expect(decodeScalar(encodeScalar(scalar), code)).toBe(scalar);
    }
    expect(randomScalar((length) => new Uint8Array(length))).toBe(1n);
  });
});

describe('decoding a target element', () => {
  const good = encodeTarget(generatorPairing);
  const minusOne = Fp12.toBytes(Fp12.neg(Fp12.ONE)) as Uint8Array<ArrayBuffer>;
  const unreduced = fromHex(
    (
      BigInt(
        '0x' + toHex(encodeTarget(Fp12.pow(generatorPairing, smallFirstPower())).slice(0, 48)),
      ) + Fp.ORDER
    )
      .toString(16)
      .padStart(96, '0'),
  );

  function smallFirstPower(): bigint {
    for (let k = 1n; ; k++) {
      if ((encodeTarget(Fp12.pow(generatorPairing, k))[0] ?? 255) < 0x10) return k;
    }
  }

  it.each([
    ['one', Fp12.toBytes(Fp12.ONE)],
    ['zero', new Uint8Array(576)],
    ['of order two', minusOne],
    ['of order two times r', Fp12.toBytes(Fp12.neg(generatorPairing))],
    ['of no small order', Uint8Array.from({ length: 576 }, (_, i) => (i % 48 === 0 ? 1 : i & 255))],
    [
      'with an unreduced coefficient',
      concat(unreduced, encodeTarget(Fp12.pow(generatorPairing, smallFirstPower())).slice(48)),
    ],
    ['one byte short', good.slice(1)],
    ['one byte long', concat(good, new Uint8Array(1))],
  ])('refuses one %s', (_name, bytes) => {
    expect(() => decodeTarget(bytes, code)).toThrow(refusal);
  });

  it('takes a pairing’s value and gives it back', () => {
    expect(encodeTarget(decodeTarget(good, code))).toEqual(good);
    const power = encodeTarget(Fp12.pow(generatorPairing, smallFirstPower()));
    expect(encodeTarget(decodeTarget(power, code))).toEqual(power);
  });

  it('raises to a power as noble does', () => {
    const random = seededRandom('powers');
    for (const scalar of [
      1n,
      2n,
      Fr.ORDER - 1n,
      ...Array.from({ length: 5 }, () => randomScalar(random)),
    ]) {
      expect(
        Fp12.eql(targetPower(generatorPairing, scalar), Fp12.pow(generatorPairing, scalar)),
      ).toBe(true);
    }
  });
});
