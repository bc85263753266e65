import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  behind,
  freshName,
  put,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';
import type { UnlockedProfile } from './index.ts';

/** What Chromium says of a large value whose file is gone, also where it is one among many. */
function lose(store: string, rowKey: string): void {
  const covers = (asked: unknown) =>
    asked instanceof IDBKeyRange && asked.includes(lostKey(asked, rowKey));
  const isIt = (asked: unknown) => (Array.isArray(asked) ? asked.includes(rowKey) : covers(asked));
  for (const method of ['getAll', 'get'] as const) {
    const real = Reflect.get(IDBObjectStore.prototype, method) as () => IDBRequest;
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
      this: IDBObjectStore,
      ...asked: unknown[]
    ) {
      if (this.name !== store || !isIt(asked[0]))
        return Reflect.apply(real, this, asked) as IDBRequest;
      throw new DOMException('Data lost due to missing file', 'NotReadableError');
    });
  }
}

/** The lost row's key, where the range begins as it does. */
const lostKey = ({ lower }: IDBKeyRange, rowKey: string): IDBValidKey =>
  Array.isArray(lower) ? [...(lower as IDBValidKey[]).slice(0, 2), rowKey] : [];

afterEach(() => vi.restoreAllMocks());

async function stored(): Promise<{ profile: UnlockedProfile; lostRow: string }> {
  const databaseName = freshName();
  const profile = await sampleProfile(await testVault({ databaseName }));
  await profile.commit([put('record', 'a', 'first')]);
  const [row] = await rawRows(databaseName, 'object');
  await profile.commit([put('record', 'b', 'second'), put('record', 'c', 'third')]);
  return { profile, lostRow: row?.key[2] as string };
}

const idsOf = async (profile: UnlockedProfile) =>
  (await profile.readAll('record')).objects.map(({ id }) => id).toSorted();

describe('a row whose value the browser has lost', () => {
  it('is named, and the others open', async () => {
    const { profile, lostRow } = await stored();
    expect(await idsOf(profile)).toEqual(['a', 'b', 'c']);
    lose('object', lostRow);
    const { objects, unreadable } = await profile.readAll('record');
    expect(objects.map(({ id }) => id).toSorted()).toEqual(['b', 'c']);
    expect(unreadable).toEqual([{ collection: 'record', key: lostRow, reason: 'malformed' }]);
  });

  it('is not written over, and can be deleted', async () => {
    const { profile, lostRow } = await stored();
    lose('object', lostRow);
    const over = put('record', 'a', 'again', { revision: 2 });
    await expect(profile.commit([over])).rejects.toMatchObject({ code: 'unreadable' });
    await profile.commit([{ kind: 'delete', collection: 'record', id: 'a' }]);
    vi.restoreAllMocks();
    expect(await idsOf(profile)).toEqual(['b', 'c']);
  });

  it('is left out of a backup and counted there', async () => {
    const { profile, lostRow } = await stored();
    const backUp = () => profile.writeBackup('2030-01-02T03:04:05.000Z', () => undefined);
    expect(await backUp()).toMatchObject({ damaged: 0, counts: { record: 3 } });
    lose('object', lostRow);
    expect(await backUp()).toMatchObject({ damaged: 1, counts: { record: 2 } });
  });
});

describe('a profile whose card alone is gone', () => {
  it('keeps its files when the vault opens', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const profile = await sampleProfile(vault);
    const file = await profile.writeBlob(new Uint8Array(10));
    await profile.commit([file.write]);
    vault.close();
    await behind(databaseName, (database) => database.clear('profile'));
    await testVault({ databaseName });
    expect(await rawRows(databaseName, 'chunk')).toHaveLength(1);
    await behind(databaseName, (database) => database.clear('keyring'));
    await testVault({ databaseName });
    expect(await rawRows(databaseName, 'chunk')).toHaveLength(0);
  });
});
