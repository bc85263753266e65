import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { Bytes } from '../../bytes/bytes.ts';
import { equal, unshared } from '../../bytes/bytes.ts';
import type { CryptoErrorCode } from '../errors.ts';
import { CryptoError } from '../errors.ts';
import type { RandomSource } from '../random.ts';

const { Fr, Fp12 } = bls12_381.fields;

/** The first source group; compressed 48 bytes. */
export const G1 = bls12_381.G1.Point;
/** The second source group, six times slower; compressed 96 bytes. */
export const G2 = bls12_381.G2.Point;

export type PointG1 = ReturnType<typeof G1.fromBytes>;
export type PointG2 = ReturnType<typeof G2.fromBytes>;
/** An element of the target group, written multiplicatively. */
export type Target = ReturnType<typeof bls12_381.pairing>;

export const G1_BYTES = 48;
export const G2_BYTES = 96;
export const TARGET_BYTES = 576;
export const SCALAR_BYTES = 32;

/** 384 bits reduced modulo a 255-bit order leave a bias under 2^-128 (RFC 9380 §5). */
const SCALAR_SEED_BYTES = 48;

/**
 * A non-identity element of the prime-order subgroup in its one compressed form. noble checks flags,
 * reduced coordinates, curve and subgroup, and takes the identity and uncompressed forms as well.
 *
 * @throws CryptoError `code`
 */
export function decodeG1(bytes: Uint8Array, code: CryptoErrorCode): PointG1 {
  return refusing(code, () => notIdentity(G1.fromBytes(sized(bytes, G1_BYTES))));
}

/** The same for 96 bytes of G2. @throws CryptoError `code` */
export function decodeG2(bytes: Uint8Array, code: CryptoErrorCode): PointG2 {
  return refusing(code, () => notIdentity(G2.fromBytes(sized(bytes, G2_BYTES))));
}

/**
 * A target element of order r in its one form: twelve coefficients of 48 bytes, big endian, each
 * below the field's order, in noble's tower order (SPEC.md).
 *
 * @throws CryptoError `code`; the identity is refused too.
 */
export function decodeTarget(bytes: Uint8Array, code: CryptoErrorCode): Target {
  return refusing(code, () => {
    const element = Fp12.fromBytes(unshared(sized(bytes, TARGET_BYTES)));
    const inGroup = Fp12.eql(Fp12.pow(element, Fr.ORDER), Fp12.ONE);
    if (!inGroup || Fp12.eql(element, Fp12.ONE)) throw new Error('not in the group');
    return element;
  });
}

export function encodeTarget(element: Target): Bytes {
  return unshared(Fp12.toBytes(element));
}

/**
 * 32 bytes, big endian, of 1 .. r - 1. noble's own decoder would reduce larger values.
 *
 * @throws CryptoError `code`
 */
export function decodeScalar(bytes: Uint8Array, code: CryptoErrorCode): bigint {
  return refusing(code, () => {
    const scalar = Fr.fromBytes(unshared(sized(bytes, SCALAR_BYTES)));
    if (Fr.is0(scalar) || !equal(Fr.toBytes(scalar), bytes)) throw new Error('not canonical');
    return scalar;
  });
}

export function encodeScalar(scalar: bigint): Bytes {
  return unshared(Fr.toBytes(scalar));
}

/** A scalar of 1 .. r - 1 from 48 random bytes. */
export function randomScalar(random: RandomSource): bigint {
  const seed = random(SCALAR_SEED_BYTES);
  const scalar = Fr.fromBytes(bls12_381.utils.randomSecretKey(seed));
  seed.fill(0);
  return scalar;
}

/**
 * element^scalar with one squaring and one product for every bit of the order, whatever the scalar.
 * noble's `pow` skips products at zero bits. The element must have passed {@link decodeTarget}.
 */
export function targetPower(element: Target, scalar: bigint): Target {
  let power = Fp12.ONE;
  for (let bit = BigInt(Fr.BITS) - 1n; bit >= 0n; bit--) {
    const square = Fp12._cyclotomicSquare(power);
    const product = Fp12.mul(square, element);
    power = ((scalar >> bit) & 1n) === 1n ? product : square;
  }
  return power;
}

function notIdentity<P extends { is0(): boolean }>(point: P): P {
  if (point.is0()) throw new Error('identity');
  return point;
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new Error('length');
  return bytes;
}

function refusing<T>(code: CryptoErrorCode, decode: () => T): T {
  try {
    return decode();
  } catch {
    throw new CryptoError(code);
  }
}
