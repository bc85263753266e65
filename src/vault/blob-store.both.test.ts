import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { toHex } from '../bytes/hex.ts';
import { aeadKey, domain, sealChunk, sha256, systemRandom } from '../crypto/index.ts';
import { open } from './fixtures/factors.ts';
import { decodeBlob } from './blob.ts';
import {
  freshName,
  putRaw,
  rawRows,
  behind,
  sampleProfile,
  testVault,
  flipped,
} from './fixtures/test-vault.ts';

const MiB = 1024 * 1024;

async function profileIn(databaseName = freshName()) {
  const vault = await testVault({ databaseName });
  return { databaseName, vault, profile: await sampleProfile(vault) };
}

async function withBlob(size: number) {
  const context = await profileIn();
  const bytes = systemRandom(size);
  const blob = await context.profile.writeBlob(bytes);
  await context.profile.commit([blob.write]);
  return { ...context, bytes, blob };
}

describe('a file', () => {
  it('of five MiB and a bit comes back byte for byte, with its hash and progress', async () => {
    const { profile } = await profileIn();
    const bytes = systemRandom(5 * MiB + 123);
    const progress: number[] = [];
    const blob = await profile.writeBlob(new Blob([bytes]), {
      onProgress: (done, total) => progress.push(done / total),
    });
    await profile.commit([blob.write]);
    expect(blob).toMatchObject({ size: bytes.length, sha256: toHex(sha256(bytes)) });
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(toHex(sha256(await profile.readBlob(blob.id)))).toBe(blob.sha256);
  });

  it.each([0, 1, 262143, 262144, 262145, MiB, MiB + 1])('of %i bytes comes back', async (size) => {
    const { profile, blob, bytes } = await withBlob(size);
    expect(toHex(sha256(await profile.readBlob(blob.id)))).toBe(toHex(sha256(bytes)));
  });

  it('is deleted with its chunks', async () => {
    const { profile, databaseName, blob } = await withBlob(300_000);
    expect(await rawRows(databaseName, 'chunk')).toHaveLength(2);
    await profile.commit(profile.deleteBlob(blob.id));
    expect(await rawRows(databaseName, 'chunk')).toEqual([]);
    await expect(profile.readBlob(blob.id)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('that is cancelled leaves nothing', async () => {
    const { profile, databaseName } = await profileIn();
    const cancel = new AbortController();
    const writing = profile.writeBlob(systemRandom(3 * MiB), {
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await rawRows(databaseName, 'chunk')).toEqual([]);
  });

  it('whose source shrinks while it is read is refused and leaves nothing', async () => {
    const { profile, databaseName } = await profileIn();
    const source = new Blob([new Uint8Array(10)]);
    Object.defineProperty(source, 'size', { value: 2 * MiB });
    await expect(profile.writeBlob(source)).rejects.toMatchObject({ code: 'unreadable' });
    expect(await rawRows(databaseName, 'chunk')).toEqual([]);
  });
});

describe('a file’s chunks', () => {
  it.each([0, 1, 2])('are all needed: without number %i it does not open', async (missing) => {
    const { profile, databaseName, blob } = await withBlob(600_000);
    const chunks = await rawRows(databaseName, 'chunk');
    await behind(databaseName, (database) => database.delete('chunk', chunks[missing]!.key));
    await expect(profile.readBlob(blob.id)).rejects.toMatchObject({ code: 'unreadable' });
    await putRaw(databaseName, 'chunk', chunks[missing]!.key, chunks[missing]!.value);
    expect(await profile.readBlob(blob.id)).toHaveLength(600_000);
  });

  it('open only in their order and unaltered', async () => {
    const { profile, databaseName, blob } = await withBlob(600_000);
    const [first, second] = await rawRows(databaseName, 'chunk');
    await putRaw(databaseName, 'chunk', first!.key, second!.value);
    await expect(profile.readBlob(blob.id)).rejects.toMatchObject({ code: 'unreadable' });
    await putRaw(databaseName, 'chunk', first!.key, flipped(first!.value));
    await expect(profile.readBlob(blob.id)).rejects.toMatchObject({ code: 'unreadable' });
    await putRaw(databaseName, 'chunk', first!.key, first!.value);
    expect(await profile.readBlob(blob.id)).toHaveLength(600_000);
  });

  it('of another file of the same size do not pass', async () => {
    const { profile, databaseName, blob } = await withBlob(1000);
    const [mine] = await rawRows(databaseName, 'chunk');
    const other = await profile.writeBlob(systemRandom(1000));
    await profile.commit([other.write]);
    const strange = (await rawRows(databaseName, 'chunk')).find(
      ({ key }) => key[1] !== mine!.key[1],
    )!;
    await putRaw(databaseName, 'chunk', mine!.key, strange.value);
    await expect(profile.readBlob(blob.id)).rejects.toMatchObject({ code: 'unreadable' });
    expect(await profile.readBlob(other.id)).toHaveLength(1000);
  });

  it('must lie there before their object is committed', async () => {
    const { profile, databaseName } = await profileIn();
    const blob = await profile.writeBlob(systemRandom(600_000));
    const [chunk] = await rawRows(databaseName, 'chunk');
    await behind(databaseName, (database) => database.delete('chunk', chunk!.key));
    await expect(profile.commit([blob.write])).rejects.toMatchObject({ code: 'conflict' });
    await putRaw(databaseName, 'chunk', chunk!.key, chunk!.value);
    await profile.commit([blob.write]);
  });
});

describe('a chunk made by hand', () => {
  /** A second writer of the format, from the written specification. */
  async function readByHand(bound: {
    version?: number;
    profile?: string;
    id?: string;
    last?: boolean;
  }) {
    const { profile, databaseName, blob } = await withBlob(5);
    if (blob.write.kind !== 'put') throw new Error('a file is put');
    const { key, prefix, id } = decodeBlob(blob.write.bytes);
    const context = [bound.version ?? 1, bound.profile ?? profile.card.id, bound.id ?? id];
    const associatedData = concat(domain('vault/blob'), encodeCbor(context));
    const stream = { key: await aeadKey(key), prefix, associatedData };
    const [chunk] = await rawRows(databaseName, 'chunk');
    const sealed = await sealChunk(
      stream,
      0,
      bound.last ?? true,
      bound.last === false ? new Uint8Array(262144) : utf8('hand!'),
    );
    await putRaw(databaseName, 'chunk', chunk!.key, sealed);
    return profile.readBlob(id);
  }

  it('opens by the written format alone', async () => {
    expect(await readByHand({})).toEqual(utf8('hand!'));
  });

  it.each([
    ['format version', { version: 2 }],
    ['profile', { profile: 'another' }],
    ['file', { id: 'another' }],
    ['being the last', { last: false }],
  ])('was sealed for its %s and no other', async (_, bound) => {
    await expect(readByHand(bound)).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('chunks that nobody committed', () => {
  it('are collected at the next unlock, and committed ones stay', async () => {
    const { vault, profile, databaseName, blob } = await withBlob(300_000);
    await profile.writeBlob(systemRandom(600_000));
    expect(await rawRows(databaseName, 'chunk')).toHaveLength(5);
    const { id } = profile.card;
    profile.lock();
    const again = await vault.unlock(id, open);
    expect(await rawRows(databaseName, 'chunk')).toHaveLength(2);
    expect(await again.readBlob(blob.id)).toHaveLength(300_000);
  });

  it('are left alone while another window may still be writing them', async () => {
    const { profile, databaseName } = await profileIn();
    const pending = await profile.writeBlob(systemRandom(300_000));
    const elsewhere = await testVault({ databaseName });
    await elsewhere.unlock(profile.card.id, open);
    await profile.commit([pending.write]);
    expect(await profile.readBlob(pending.id)).toHaveLength(300_000);
  });
});

describe('a piece of a file', () => {
  const size = 3 * 262_144 + 99;

  it.each([
    [0, size],
    [0, 0],
    [size, size],
    [262_143, 262_145],
    [262_144, 524_288],
    [size - 1, size],
    [5, 6],
  ])('from %i to %i is just those bytes', async (from, to) => {
    const { profile, blob, bytes } = await withBlob(size);
    expect(toHex(sha256(await profile.blobSlice(blob.id, from, to)))).toBe(
      toHex(sha256(bytes.slice(from, to))),
    );
  });

  it.each([
    [-1, 5],
    [5, 4],
    [0, size + 1],
  ])('from %i to %i is refused: there is none', async (from, to) => {
    const { profile, blob } = await withBlob(size);
    await expect(profile.blobSlice(blob.id, from, to)).rejects.toMatchObject({
      code: 'unreadable',
    });
  });
});
