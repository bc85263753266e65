import { describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { systemRandom } from './random.ts';
import { combineShares, shareSecret } from './shamir.ts';

/** All ways to choose `size` of the items. */
function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) =>
    subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]),
  );
}

/** The value of the polynomial through these points at `abscissa`: in GF(2⁸), adding is shifting. */
async function pointAt(points: readonly Bytes[], abscissa: number): Promise<Bytes> {
  const shifted = points.map((point) => point.with(-1, point.at(-1)! ^ abscissa));
  return new Uint8Array([...(await combineShares(shifted)), abscissa]);
}

describe('sharing a secret', () => {
  it.each([
    [2, 2],
    [2, 3],
    [3, 5],
    [5, 8],
    [8, 8],
  ])('lets every %i of %i shares open it', async (threshold, count) => {
    const secret = systemRandom(32);
    const shares = await shareSecret(secret, { threshold, count });
    expect(shares.every((share) => share.length === 33)).toBe(true);
    for (const some of subsets(shares, threshold))
      expect(await combineShares(some)).toEqual(secret);
  });

  it('gives other bytes with one share too few', async () => {
    const secret = systemRandom(32);
    const shares = await shareSecret(secret, { threshold: 3, count: 5 });
    for (const some of subsets(shares, 2)) expect(await combineShares(some)).not.toEqual(secret);
  });

  it('leaves every secret possible while one share is missing', async () => {
    const secret = systemRandom(32);
    const shares = await shareSecret(secret, { threshold: 3, count: 3 });
    const held = shares.slice(0, 2);
    const abscissa = shares[2]!.at(-1)!;
    for (const other of [systemRandom(32), new Uint8Array(32), systemRandom(32)]) {
      // The third share that would make the held two open something else.
      const origin = new Uint8Array([...other, 0]);
      const missing = await pointAt([...held, origin], abscissa);
      expect(await combineShares([...held, missing])).toEqual(other);
      expect(missing).not.toEqual(shares[2]);
    }
  });

  it('gives shares whose bytes say nothing of the secret', async () => {
    for (const byte of [0, 255]) {
      const counts = new Array<number>(256).fill(0);
      const rounds = 600;
      for (let i = 0; i < rounds; i++) {
        const [share] = await shareSecret(new Uint8Array(32).fill(byte), {
          threshold: 2,
          count: 2,
        });
        for (const ordinate of share!.subarray(0, 32)) counts[ordinate]! += 1;
      }
      const expected = (rounds * 32) / 256;
      const chiSquare = counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: above 430 once in 10¹⁰.
      expect(chiSquare).toBeLessThan(430);
    }
  });

  it('refuses numbers that are no sharing, and shares that do not go together', async () => {
    const secret = systemRandom(32);
    for (const [threshold, count] of [
      [1, 3],
      [4, 3],
      [0, 0],
    ] as const)
      await expect(shareSecret(secret, { threshold, count })).rejects.toThrow('malformed-key');
    const [one, two] = await shareSecret(secret, { threshold: 2, count: 2 });
    await expect(combineShares([one!])).rejects.toThrow('malformed-key');
    await expect(combineShares([one!, one!])).rejects.toThrow('malformed-key');
    await expect(combineShares([one!, two!.subarray(1)])).rejects.toThrow('malformed-key');
  });
});
