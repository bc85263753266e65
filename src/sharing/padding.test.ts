import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_STORED_BYTES, paddedSize } from './padding.ts';

/** Padmé as its paper states it: the low bits of a length are zero, as many as its exponent allows. */
function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const bits = Math.floor(Math.log2(exponent)) + 1;
  const mask = (1n << BigInt(exponent - bits)) - 1n;
  return Number((BigInt(length) + mask) & ~mask);
}

const anyLength = fc.integer({ min: LEAST_STORED_BYTES, max: 2 ** 40 });

describe('a padded size', () => {
  it('is what Padmé says from 4096 bytes on', () => {
    fc.assert(
      fc.property(anyLength, (length) => {
        expect(paddedSize(length)).toBe(padme(length));
      }),
      { numRuns: 2000 },
    );
  });

  it('is at least the length, at most 12 % more, and stays as it is when padded again', () => {
    fc.assert(
      fc.property(anyLength, (length) => {
        const size = paddedSize(length);
        expect(size).toBeGreaterThanOrEqual(length);
        expect(size).toBeLessThan(length * 1.12);
        expect(paddedSize(size)).toBe(size);
      }),
      { numRuns: 2000 },
    );
  });

  it('is 4096 for everything smaller', () => {
    for (const length of [0, 1, 4095, 4096]) expect(paddedSize(length)).toBe(4096);
    expect(paddedSize(4097)).toBeGreaterThan(4096);
  });

  it('leaves few sizes between 4 KiB and 4 MiB', () => {
    const sizes = new Set<number>();
    for (let length = 0; length <= 2 ** 22; length += 61) sizes.add(paddedSize(length));
    expect(sizes.size).toBeLessThan(260);
  });
});
