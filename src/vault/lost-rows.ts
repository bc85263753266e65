import type { Database, ReadTransaction, StoreName } from './database.ts';
import { VaultError } from './errors.ts';

type Key<Store extends 'object' | 'chunk'> = Store extends 'object'
  ? [profileId: string, collection: string, rowKey: string]
  : [profileId: string, blobKey: string, index: number];

/** Rows of a range, in the order of their keys; `undefined` for one that is lost. */
export interface RowsFound<Store extends 'object' | 'chunk'> {
  keys: Key<Store>[];
  rows: unknown[];
}

interface Reading {
  /** At most so many rows. */
  limit?: number;
  first?: (tx: ReadTransaction) => Promise<unknown>;
  besides?: readonly StoreName[];
}

/**
 * The rows of a range, read in one transaction. Browsers keep large values in files of their own;
 * where one is gone, its row is still named, and asking for it ends the reading of all. Then the
 * lost ones are found out first, and left out.
 *
 * @param first - in the same transaction, which reaches `besides` too; it may run twice
 */
export async function readRows<Store extends 'object' | 'chunk'>(
  database: Database,
  store: Store,
  range: IDBKeyRange,
  { limit, first, besides = [] }: Reading = {},
): Promise<RowsFound<Store>> {
  const stores: StoreName[] = ['profile', store, ...besides];
  try {
    return await database.read(stores, async (tx) => {
      await first?.(tx);
      return allOf(tx, store, range, limit);
    });
  } catch (error) {
    if (!isLost(error)) throw error;
  }
  const lost = await lostKeys(database, store, range, limit);
  return database.read(stores, async (tx) => {
    await first?.(tx);
    return allBut(lost, tx, store, range, limit);
  });
}

async function allOf<Store extends 'object' | 'chunk'>(
  tx: ReadTransaction,
  store: Store,
  range: IDBKeyRange,
  limit: number | undefined,
): Promise<RowsFound<Store>> {
  const rows = tx.objectStore(store);
  const [values, keys] = await Promise.all([
    rows.getAll(range, limit),
    rows.getAllKeys(range, limit),
  ]);
  return { keys: keys as Key<Store>[], rows: values };
}

async function allBut<Store extends 'object' | 'chunk'>(
  lost: ReadonlySet<string>,
  tx: ReadTransaction,
  store: Store,
  range: IDBKeyRange,
  limit: number | undefined,
): Promise<RowsFound<Store>> {
  const rows = tx.objectStore(store);
  const keys = (await rows.getAllKeys(range, limit)) as Key<Store>[];
  const read = (key: Key<Store>): Promise<unknown> =>
    lost.has(nameOf(key)) ? Promise.resolve(undefined) : rows.get(IDBKeyRange.only(key));
  return { keys, rows: await Promise.all(keys.map(read)) };
}

/** Each asked for in a transaction of its own. */
async function lostKeys(
  database: Database,
  store: 'object' | 'chunk',
  range: IDBKeyRange,
  limit: number | undefined,
): Promise<Set<string>> {
  const keys = await database.read([store], (tx) => tx.objectStore(store).getAllKeys(range, limit));
  const lost = new Set<string>();
  for (const key of keys) {
    try {
      await database.read([store], (tx) => tx.objectStore(store).get(IDBKeyRange.only(key)));
    } catch (error) {
      if (!isLost(error)) throw error;
      lost.add(nameOf(key));
    }
  }
  return lost;
}

const nameOf = (key: readonly (string | number)[]): string => JSON.stringify(key);

function isLost(error: unknown): boolean {
  return error instanceof VaultError && error.code === 'unreadable';
}
