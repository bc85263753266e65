import { describe, expect, it } from 'vitest';
import { systemRandom } from '../crypto/index.ts';
import { PART_BYTES, partsFor, sealObject } from './index.ts';

const LEAST = 4096;
/** 16 chunks of 256 KiB, each with its tag. */
const FULL_PART = PART_BYTES + 16 * 16;
const RECORDS = 10_000;

/** Every Padmé size from 4096 to a full part, counted up from the paper's definition. */
function classes(): Set<number> {
  const sizes = new Set([LEAST, FULL_PART]);
  for (let exponent = 12; 2 ** exponent <= FULL_PART; exponent += 1) {
    const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
    for (let size = 2 ** exponent; size < 2 ** (exponent + 1); size += step)
      if (size <= FULL_PART) sizes.add(size);
  }
  return sizes;
}

/** As many small ones as large ones on every scale, as records and files are. */
const randomLength = (most: number): number => Math.floor(most ** Math.random());

describe('sizes on a host', () => {
  it('are few: ten thousand records of random sizes take padded ones only', async () => {
    const [allowed, seen] = [classes(), new Set<number>()];
    const patient = systemRandom(32);
    for (let record = 0; record < RECORDS; record += 1) {
      const content = new Uint8Array(randomLength(2 ** 16));
      const { stored } = await sealObject({ random: systemRandom }, patient, content);
      for (const { bytes } of stored) seen.add(bytes.length);
    }
    expect([...seen].filter((size) => !allowed.has(size))).toEqual([]);
    expect(Math.min(...seen)).toBe(LEAST);
    expect(seen.size).toBeLessThanOrEqual([...allowed].filter((size) => size < 2 ** 17).length);
    expect(seen.size).toBeGreaterThan(1);
  });

  it('are as few for ten thousand files of up to a gigabyte, part by part', () => {
    const [allowed, seen, whole] = [classes(), new Set<number>(), new Set<number>()];
    for (let file = 0; file < RECORDS; file += 1) {
      const parts = partsFor(randomLength(2 ** 30));
      for (const { storedBytes } of parts) seen.add(storedBytes);
      whole.add(parts.reduce((sum, { storedBytes }) => sum + storedBytes, 0));
    }
    expect([...seen].filter((size) => !allowed.has(size))).toEqual([]);
    expect(seen.size).toBeLessThanOrEqual(allowed.size);
    // The whole of a file, however many its parts, says no more either: up to 32 sizes in each of the
    // octaves from 4 MiB to 1 GiB, both ends counted.
    expect(whole.size).toBeLessThan(allowed.size + 32 * 9);
  });
});
