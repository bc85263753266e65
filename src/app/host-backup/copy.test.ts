import { describe, expect, it } from 'vitest';
import { equal, type Bytes } from '../../bytes/bytes.ts';
import { toBase64url } from '../../bytes/base64url.ts';
import { systemRandom } from '../../crypto/index.ts';
import { HostError, type Reader } from '../../hosts/index.ts';
import { paddedSize } from '../../sharing/index.ts';
import { olderCopyOf } from '../fixtures/older-host-copy.ts';
import { indexName, openIndex, partOf, sealIndex, type CopyIndex } from './copy.ts';
import { cutsOf } from './cutting.ts';
import { fetchCopy, findCopies } from './finding.ts';
import { openPiece, pieceName, sealPiece, type Piece } from './piece.ts';

const seed = new Uint8Array(16).fill(7);
const createdAt = '2030-01-02T03:04:05.000Z';
const patterned = (length: number) => new Uint8Array(length).map((_, i) => (i * i * 7) % 251);

/** A file as it lies on a host, by name. */
async function left(bytes: Bytes): Promise<{ index: CopyIndex; files: Map<string, Bytes> }> {
  const files = new Map<string, Bytes>();
  const pieces: Piece[] = [];
  for (const { from, length, content } of await cutsOf(new Blob([bytes]), [5000, bytes.length])) {
    const piece = { secret: systemRandom(32), content, length };
    pieces.push(piece);
    files.set(pieceName(piece.secret), await sealPiece(piece, bytes.subarray(from, from + length)));
  }
  const index = { number: 3, createdAt, id: systemRandom(16), pieces };
  files.set(indexName(seed, 1), await sealIndex(seed, 1, index, systemRandom));
  return { index, files };
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

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());

async function found(files: ReadonlyMap<string, Bytes>) {
  const { copies } = await findCopies(readerOf(files, 'not-found'), seed);
  return copies[0]!.copy;
}

describe('the pieces of a backup on a host', () => {
  it('have padded sizes, and give the file back byte for byte', async () => {
    const bytes = patterned(3_000_000);
    const { files } = await left(bytes);
    expect(files.size).toBeGreaterThan(3);
    for (const stored of files.values()) expect(paddedSize(stored.length)).toBe(stored.length);
    const back = await fetchCopy(readerOf(files, 'not-found'), await found(files));
    expect(equal(await bytesOf(back), bytes)).toBe(true);
  });

  it('are the same bytes each time, and open as nothing else', async () => {
    const { index, files } = await left(patterned(40_000));
    const [one, two] = index.pieces;
    const sealed = files.get(pieceName(one!.secret))!;
    expect(await sealPiece(one!, patterned(40_000).subarray(0, one!.length))).toEqual(sealed);
    const altered = { code: 'not-authentic' };
    await expect(openPiece(two!, sealed)).rejects.toMatchObject(altered);
    const turned = sealed.with(9, sealed[9]! ^ 1);
    await expect(openPiece(one!, turned)).rejects.toMatchObject(altered);
    await expect(openPiece(one!, sealed.subarray(1))).rejects.toMatchObject(altered);
    // Another content under this secret has another key.
    const other = { ...one!, content: systemRandom(32) };
    await expect(openPiece(other, sealed)).rejects.toMatchObject(altered);
    await expect(
      openPiece(one!, await sealPiece(one!, new Uint8Array(one!.length))),
    ).rejects.toMatchObject(altered);
  });
});

describe('the index of a backup on a host', () => {
  it('opens under its own kit and on its own side alone', async () => {
    const { index, files } = await left(patterned(9000));
    const sealed = files.get(indexName(seed, 1))!;
    const { number, id, parts, pieces } = (await openIndex(seed, 1, sealed))!;
    expect([number, id]).toEqual([3, toBase64url(index.id)]);
    expect(pieces).toEqual(index.pieces);
    const names = (some: readonly { name: string }[]) => some.map(({ name }) => name);
    expect(names(parts)).toEqual(names(pieces.map(partOf)));
    expect(await openIndex(seed, 0, sealed)).toBeNull();
    expect(await openIndex(new Uint8Array(16), 1, sealed)).toBeNull();
    expect(await openIndex(seed, 1, sealed.slice(0, 100))).toBeNull();
  });

  it('is none where it tells of pieces that no cut could make', async () => {
    const { index } = await left(patterned(9000));
    for (const length of [0, 2 ** 21 + 1]) {
      const pieces = index.pieces.map((piece) => ({ ...piece, length }));
      const sealed = await sealIndex(seed, 1, { ...index, pieces }, systemRandom);
      expect(await openIndex(seed, 1, sealed)).toBeNull();
    }
  });

  it('is found on one side where the host hides that the other is empty', async () => {
    const { index, files } = await left(patterned(9000));
    const hiding = readerOf(files, 'unreachable');
    const { copies } = await findCopies(hiding, seed, { hidesMissing: true });
    expect(copies.map(({ side, copy }) => [side, copy.id])).toEqual([[1, toBase64url(index.id)]]);
    await expect(findCopies(hiding, seed)).rejects.toMatchObject({ code: 'unreachable' });
    const nothing = findCopies(hiding, new Uint8Array(16), { hidesMissing: true });
    await expect(nothing).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('a backup that an older version left', () => {
  it('comes back byte for byte, and not with a part changed', async () => {
    for (const size of [0, 4068, 2 ** 20 - 28, 2 * 2 ** 20 + 77]) {
      const bytes = patterned(size);
      const at = { seed, side: 1, number: 3, createdAt } as const;
      const { files, parts } = await olderCopyOf(new Blob([bytes]), at);
      const copy = await found(files);
      expect([copy.parts.length, copy.createdAt]).toEqual([parts, createdAt]);
      const back = await fetchCopy(readerOf(files, 'not-found'), copy);
      expect(equal(await bytesOf(back), bytes)).toBe(true);
      const { name } = copy.parts.at(-1)!;
      files.set(name, files.get(name)!.with(60, files.get(name)![60]! ^ 1));
      await expect(fetchCopy(readerOf(files, 'not-found'), copy)).rejects.toMatchObject({
        code: 'backup-altered-on-host',
      });
    }
  });
});
