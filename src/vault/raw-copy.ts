import { openDB } from 'idb';
import type { IDBPDatabase } from 'idb';
import { concat, uint32, utf8 } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { cborOf } from './backup/row-form.ts';
import { VaultError } from './errors.ts';

/** A raw copy begins with these eight bytes and its version. */
export const RAW_MAGIC = utf8('CARNETRW');
export const RAW_COPY_VERSION = 1;

export const rawFrames = { head: 0, row: 1, missing: 2, end: 3 } as const;

export interface RawCopied {
  /** Rows that are in the copy. */
  rows: number;
  /** Rows that the browser names and does not give, or that have no form that could be carried. */
  missing: number;
}

/**
 * Everything in the database as it lies there, sealed, row by row, as SPEC.md lays it out: also
 * where another version made it, or where some of it cannot be read any more. It needs no key, and
 * changes nothing.
 *
 * @param put - takes the file's bytes, piece by piece.
 * @throws VaultError `unavailable` where there is no database, or none that opens
 */
export async function copyRaw(
  databaseName: string,
  createdAt: string,
  put: (bytes: Bytes) => void,
): Promise<RawCopied> {
  const database = await openAsItIs(databaseName);
  const copied: RawCopied = { rows: 0, missing: 0 };
  try {
    put(concat(RAW_MAGIC, new Uint8Array([RAW_COPY_VERSION])));
    put(framed([rawFrames.head, database.version, createdAt]));
    for (const store of inOrder([...database.objectStoreNames]))
      for await (const frame of rowsOf(database, store)) {
        copied[frame.whole ? 'rows' : 'missing'] += 1;
        put(frame.bytes);
      }
    put(framed([rawFrames.end, copied.rows, copied.missing]));
    return copied;
  } catch (cause) {
    throw new VaultError('unavailable', { cause });
  } finally {
    database.close();
  }
}

/**
 * What opens everything else comes first and long files last: a copy that is cut off, as downloads are,
 * is worth the more.
 */
function inOrder(stores: readonly string[]): string[] {
  const first = ['profile', 'slot', 'keyring', 'object'];
  const others = stores.filter((store) => !first.includes(store) && store !== 'chunk');
  return [...first, ...others, 'chunk'].filter((store) => stores.includes(store));
}

/** Whatever its version; one that is not there is not made. */
async function openAsItIs(name: string): Promise<IDBPDatabase> {
  try {
    return await openDB(name, undefined, {
      upgrade: (_database, _from, _to, transaction) => {
        transaction.done.catch(() => undefined);
        transaction.abort();
      },
    });
  } catch (cause) {
    throw new VaultError('unavailable', { cause });
  }
}

interface RowFrame {
  whole: boolean;
  bytes: Bytes;
}

/** Each row in a transaction of its own: one that cannot be read would end that of the others. */
async function* rowsOf(database: IDBPDatabase, store: string): AsyncGenerator<RowFrame> {
  for (const key of await database.getAllKeys(store)) {
    const at = keyOf(key);
    try {
      const value = cborOf(await database.get(store, key));
      yield { whole: true, bytes: framed([rawFrames.row, store, at, value]) };
    } catch {
      yield { whole: false, bytes: framed([rawFrames.missing, store, at]) };
    }
  }
}

function keyOf(key: IDBValidKey): CborValue[] {
  const parts = Array.isArray(key) ? key : [key];
  return parts.map((part) =>
    typeof part === 'string' || typeof part === 'number' ? part : 'of another form',
  );
}

function framed(items: CborValue[]): Bytes {
  const body = encodeCbor(items);
  return concat(uint32(body.length), body);
}
