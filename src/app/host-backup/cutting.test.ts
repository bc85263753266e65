import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, type Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { systemRandom } from '../../crypto/index.ts';
import { cutsOf, LONGEST_CUT_BYTES } from './cutting.ts';

const blobOf = (...pieces: Bytes[]) => new Blob(pieces);

/** Random bytes, of which the platform gives 64 KiB at a time. */
const noise = (length: number): Bytes =>
  concat(
    ...Array.from({ length: Math.ceil(length / 65_536) }, (_, i) =>
      systemRandom(Math.min(65_536, length - i * 65_536)),
    ),
  );

const contents = async (file: Blob, sections: readonly [number, number]) =>
  (await cutsOf(file, sections)).map(({ content }) => toHex(content));

describe('where a backup file is cut', () => {
  it('is everywhere, without a gap, at the ends of its sections, and never too far apart', async () => {
    const size = fc.nat({ max: 3_000_000 });
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat({ max: 300 }), async (rows, files, end) => {
        const file = blobOf(noise(rows), noise(files), noise(end));
        const cuts = await cutsOf(file, [rows, rows + files]);
        let at = 0;
        for (const { from, length } of cuts) {
          expect(from).toBe(at);
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(LONGEST_CUT_BYTES);
          at += length;
        }
        expect(at).toBe(file.size);
        const ends = new Set([0, ...cuts.map(({ from, length }) => from + length)]);
        expect([rows, rows + files].every((place) => ends.has(place))).toBe(true);
      }),
      { numRuns: 12, examples: [[0, 0, 1]] },
    );
  });

  it('stays, around something that came or went', async () => {
    const [rows, files] = [noise(2_000_000), noise(12_000_000)];
    const before = await contents(blobOf(rows, files), [rows.length, 14_000_000]);
    const put = noise(300);
    const newRows = concat(rows.subarray(0, 700_000), put, rows.subarray(700_000));
    const newFiles = concat(
      files.subarray(0, 5_000_000),
      noise(400_000),
      files.subarray(5_000_000),
    );
    const sections = [newRows.length, newRows.length + newFiles.length] as const;
    const after = await contents(blobOf(newRows, newFiles), sections);
    const fresh = after.filter((content) => !before.includes(content));
    expect(after.length).toBeGreaterThan(20);
    expect(fresh.length).toBeLessThanOrEqual(6);
  });

  it('is called off', async () => {
    const signal = AbortSignal.abort();
    await expect(cutsOf(blobOf(noise(9)), [9, 9], signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
