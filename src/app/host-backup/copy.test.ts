import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, type Bytes } from '../../bytes/bytes.ts';
import { systemRandom } from '../../crypto/index.ts';
import { HostError, type Reader } from '../../hosts/index.ts';
import { LEAST_STORED_BYTES, paddedSize } from '../../sharing/index.ts';
import {
  digestOf,
  indexName,
  openIndex,
  openPart,
  PART_BYTES,
  partName,
  partSizes,
  sealIndex,
  sealPart,
  type HostCopy,
} from './copy.ts';
import { fetchCopy, findCopies } from './finding.ts';

const OVERHEAD = 28;
const seed = new Uint8Array(16).fill(7);

/** A file as it lies on a host, by name. */
async function left(file: Blob): Promise<{ copy: HostCopy; files: Map<string, Bytes> }> {
  const secret = systemRandom(32);
  const count = partSizes(file.size).length;
  const files = new Map<string, Bytes>();
  const digests = [];
  for (let index = 0; index < count; index += 1) {
    const part = await sealPart({ secret, count }, index, { file, random: systemRandom });
    files.set(partName(secret, index), part);
    digests.push(await digestOf(part));
  }
  const createdAt = '2030-01-02T03:04:05.000Z';
  const copy = { number: 3, createdAt, secret, size: file.size, digests };
  files.set(indexName(seed, 1), await sealIndex(seed, 1, copy, systemRandom));
  return { copy, files };
}

/** @param missing - what the host answers for a file that is not there. */
function readerOf(files: ReadonlyMap<string, Bytes>, missing: 'not-found' | 'unreachable'): Reader {
  return {
    get: (name) => {
      const bytes = files.get(name);
      return bytes ? Promise.resolve(bytes) : Promise.reject(new HostError(missing));
    },
    head: () => Promise.resolve(null),
  };
}

describe('the parts of a backup on a host', () => {
  it('have room for the whole file, and together a padded size', () => {
    const size = fc.oneof(fc.nat({ max: 2 ** 22 }), fc.nat({ max: 2 ** 34 }));
    fc.assert(
      fc.property(size, (size) => {
        const sizes = partSizes(size);
        const room = sizes.reduce((sum, stored) => sum + stored - OVERHEAD, 0);
        expect(room).toBeGreaterThanOrEqual(size);
        expect(sizes.slice(0, -1).every((stored) => stored === PART_BYTES)).toBe(true);
        expect(sizes.at(-1)).toBeGreaterThanOrEqual(LEAST_STORED_BYTES);
        const total = sizes.reduce((sum, stored) => sum + stored, 0);
        expect(total).toBeLessThanOrEqual(paddedSize(size + OVERHEAD * sizes.length) * 1.01 + 4096);
      }),
      { examples: [[0], [4068], [4069], [PART_BYTES - OVERHEAD], [PART_BYTES - OVERHEAD + 1]] },
    );
  });

  it('give the file back byte for byte', async () => {
    const bytes = new Uint8Array(2 * PART_BYTES + 77).map((_, i) => (i * 7) % 251);
    const { copy, files } = await left(new Blob([bytes]));
    const back = await fetchCopy(readerOf(files, 'not-found'), copy);
    expect(equal(new Uint8Array(await back.arrayBuffer()), bytes)).toBe(true);
  });

  it('open in their own place alone', async () => {
    const { copy, files } = await left(new Blob([new Uint8Array(PART_BYTES + 9)]));
    const [first, second] = [0, 1].map((i) => files.get(partName(copy.secret, i))!);
    await expect(openPart(copy, 1, first!)).rejects.toMatchObject({ code: 'not-authentic' });
    expect((await openPart(copy, 1, second!)).length).toBe(second!.length - OVERHEAD);
  });
});

describe('the index of a backup on a host', () => {
  it('opens under its own kit and on its own side alone', async () => {
    const { copy, files } = await left(new Blob(['a file']));
    const sealed = files.get(indexName(seed, 1))!;
    expect(await openIndex(seed, 1, sealed)).toEqual(copy);
    expect(await openIndex(seed, 0, sealed)).toBeNull();
    expect(await openIndex(new Uint8Array(16), 1, sealed)).toBeNull();
    expect(await openIndex(seed, 1, sealed.slice(0, 100))).toBeNull();
  });

  it('is found on one side where the host hides that the other is empty', async () => {
    const { copy, files } = await left(new Blob(['a file']));
    const hiding = readerOf(files, 'unreachable');
    const { copies } = await findCopies(hiding, seed, { hidesMissing: true });
    expect(copies).toEqual([{ side: 1, copy }]);
    await expect(findCopies(hiding, seed)).rejects.toMatchObject({ code: 'unreachable' });
    const nothing = findCopies(hiding, new Uint8Array(16), { hidesMissing: true });
    await expect(nothing).rejects.toMatchObject({ code: 'unreachable' });
  });
});
