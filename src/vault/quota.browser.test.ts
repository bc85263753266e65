import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../crypto/index.ts';
import { freshName, put, rawRows, sampleProfile, testVault } from './fixtures/test-vault.ts';
import type { Write } from './index.ts';

/** Storage Buckets, which TypeScript does not know yet: an IndexedDB with a quota of its own. */
interface Buckets {
  open(name: string, options: { quota: number }): Promise<{ indexedDB: IDBFactory }>;
}

async function useRoomFor(bytes: number) {
  const { storageBuckets } = navigator as unknown as { storageBuckets: Buckets };
  const { indexedDB } = await storageBuckets.open(freshName(), { quota: bytes });
  vi.stubGlobal('indexedDB', indexedDB);
}

const SMALL = 3_000_000;
const LARGE = 100_000_000;

describe('a browser whose storage is full', () => {
  afterEach(() => vi.unstubAllGlobals());

  const many = Array.from({ length: 100 }, (_, i): Write => {
    const bytes = systemRandom(60_000);
    return { kind: 'put', collection: 'record', id: `b${i.toString()}`, revision: 1, bytes };
  });

  async function commitMany() {
    const profile = await sampleProfile(await testVault());
    await profile.commit([put('record', 'a', 'old')]);
    const outcome = profile.commit([put('record', 'a', 'new', { revision: 2 }), ...many]);
    return { profile, outcome };
  }

  it('refuses the whole commit and keeps what was there', async () => {
    await useRoomFor(SMALL);
    const { profile, outcome } = await commitMany();
    await expect(outcome).rejects.toMatchObject({ code: 'full' });
    const { objects } = await profile.readAll('record');
    expect(objects).toMatchObject([{ id: 'a', revision: 1 }]);
  });

  it('would take the same commit with more room', async () => {
    await useRoomFor(LARGE);
    const { profile, outcome } = await commitMany();
    await outcome;
    expect((await profile.readAll('record')).objects).toHaveLength(101);
  });

  it('keeps no part of a file that does not fit', async () => {
    await useRoomFor(SMALL);
    const databaseName = freshName();
    const profile = await sampleProfile(await testVault({ databaseName }));
    const written = profile.writeBlob(systemRandom(30_000_000));
    await expect(written).rejects.toMatchObject({ code: 'full' });
    expect(await rawRows(databaseName, 'chunk')).toEqual([]);
  });

  it('would keep the same file with more room', async () => {
    await useRoomFor(LARGE);
    const profile = await sampleProfile(await testVault());
    const { id, write } = await profile.writeBlob(systemRandom(30_000_000));
    await profile.commit([write]);
    expect(await profile.readBlob(id)).toHaveLength(30_000_000);
  });
});
