import { combine, split } from 'shamir-secret-sharing';
import type { Bytes } from '../bytes/bytes.ts';
import { CryptoError } from './errors.ts';

/** Bytes by which a share is longer than the secret: the abscissa, which stands last. */
export const SHARE_OVERHEAD_BYTES = 1;

/**
 * Shamir's secret sharing over GF(2⁸), byte by byte (Shamir 1979, "How to share a secret").
 * `threshold` shares give the secret, fewer say nothing of it. The library draws the polynomials
 * and the abscissas from the system's randomness by itself.
 *
 * @param threshold - 2 to `count`.
 * @returns `count` shares: ordinates, one for each byte of the secret | abscissa 1, 1 to 255.
 * @throws CryptoError `malformed-key` for other numbers.
 */
export async function shareSecret(
  secret: Uint8Array,
  { threshold, count }: { threshold: number; count: number },
): Promise<Bytes[]> {
  return refusing(async () => (await split(secret, count, threshold)).map(owned));
}

/**
 * What the shares give together: the secret when there are as many as the threshold and all are
 * of it, and other bytes otherwise. Nothing here can tell.
 *
 * @throws CryptoError `malformed-key` for fewer than two, for unequal lengths and for the same
 * abscissa twice.
 */
export async function combineShares(shares: readonly Uint8Array[]): Promise<Bytes> {
  return refusing(async () => owned(await combine([...shares])));
}

const owned = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw new CryptoError('malformed-key');
  }
}
