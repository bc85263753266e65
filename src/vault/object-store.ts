import { equal } from '../bytes/bytes.ts';
import type { RandomSource } from '../crypto/index.ts';
import { chunkCount, decodeBlob } from './blob.ts';
import { everythingOf, requireProfile } from './database.ts';
import type { Database, ReadTransaction, StoreName, WriteTransaction } from './database.ts';
import { VaultError } from './errors.ts';
import { isSameKeyring } from './keyring.ts';
import { readRows } from './lost-rows.ts';
import { isRevision, openRow, revisionOf, sealRow, sealedOf } from './object-row.ts';
import type { Collection, ObjectRow, Place, StoredObject, Unreadable } from './object-row.ts';
import { whileWriting } from './profile-lock.ts';
import type { StorageKey } from './storage-key.ts';

/**
 * One step of a commit. `revision` starts at 1. `expects` is the revision that must be stored before
 * the commit, 0 for none; without it the newest write wins. Deleting a `blob` deletes its chunks.
 */
export type Write =
  | {
      kind: 'put';
      collection: Collection;
      id: string;
      revision: number;
      bytes: Uint8Array;
      expects?: number;
      /** Takes the place of a row that does not open, whatever `expects` says of one that does. */
      mends?: boolean;
    }
  | { kind: 'delete'; collection: Collection; id: string };

/** A write that is sealed and waits for its transaction. */
interface Step {
  place: Place;
  /** Null deletes. */
  row: ObjectRow | null;
  expects: number | undefined;
  mends: boolean;
  /** Chunks that must lie there before a blob's object may say so. */
  chunks: number;
}

/** What the stores of one unlocked profile share. */
export interface Session {
  readonly database: Database;
  readonly profileId: string;
  readonly key: StorageKey;
  /** The keyring's row that was opened: another one means another root. */
  readonly ring: unknown;
  readonly random: RandomSource;
}

/** The sealed objects of one unlocked profile. */
export class ObjectStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Every object of a collection, and the rows that do not open, by name. */
  async readAll(
    collection: Collection,
  ): Promise<{ objects: StoredObject[]; unreadable: Unreadable[] }> {
    const { keys, rows } = await this.#rowsOf(collection);
    const opened = await Promise.all(
      keys.map((rowKey, i) => this.#open(collection, rowKey, rows[i])),
    );
    const objects: StoredObject[] = [];
    const unreadable: Unreadable[] = [];
    opened.forEach((object, i) => {
      if (typeof object !== 'string') objects.push(object);
      else unreadable.push({ collection, key: keys[i] ?? '', reason: object });
    });
    return { objects, unreadable };
  }

  /** @throws VaultError `unreadable` | `newer-version` when the row is there and does not open */
  async read(collection: Collection, id: string): Promise<StoredObject | null> {
    const { database, profileId } = this.#session;
    const place = this.#place(collection, id);
    const row = await database.read(['profile', 'object'], async (tx) => {
      await requireProfile(tx, profileId);
      return tx.objectStore('object').get(keyOf(place));
    });
    if (row === undefined) return null;
    const object = await this.#open(collection, place.rowKey, row);
    if (typeof object === 'string')
      throw new VaultError(object === 'newer-version' ? object : 'unreadable');
    if (object.id !== id) throw new VaultError('unreadable');
    return object;
  }

  /**
   * All of it or nothing, in one strict transaction. A row that does not open is not overwritten: a
   * put on it is refused with `unreadable`, whatever it expects, unless it `mends`. One of a later
   * version is never overwritten.
   * @throws VaultError `conflict` | `unreadable` | `full` | `lost-connection` | `unknown-profile` |
   * `closed`, also where another window gave the profile a new root
   */
  async commit(writes: readonly Write[]): Promise<void> {
    const { database, profileId } = this.#session;
    // Sealed first: a transaction would end at the first await that is not its own.
    const steps = await Promise.all(writes.map((write) => this.#prepare(write)));
    await whileWriting(`${database.name}/${profileId}`, async () => {
      const damaged = await this.#damagedAmong(steps);
      await database.write(storesOf(steps), (tx) => apply(tx, this.#session, steps, damaged));
    });
  }

  async #rowsOf(collection: Collection): Promise<{ keys: string[]; rows: unknown[] }> {
    const { database, profileId } = this.#session;
    const range = everythingOf(profileId, collection);
    const { keys, rows } = await readRows(database, 'object', range, {
      first: (tx) => requireProfile(tx, profileId),
    });
    return { keys: keys.map(([, , rowKey]) => rowKey), rows };
  }

  async #prepare(write: Write): Promise<Step> {
    const place = this.#place(write.collection, write.id);
    if (write.kind === 'delete')
      return { place, row: null, expects: undefined, mends: false, chunks: 0 };
    if (!isRevision(write.revision)) throw new RangeError('revisions are whole numbers from 1');
    const row = await sealRow(this.#session.key, place, write, this.#session.random);
    const chunks = write.collection === 'blob' ? chunkCount(decodeBlob(write.bytes).size) : 0;
    return { place, row, expects: write.expects, mends: write.mends ?? false, chunks };
  }

  /**
   * The steps that mend a row which does not open. Nobody else writes meanwhile: the caller holds the
   * profile's writer lock.
   */
  async #damagedAmong(steps: readonly Step[]): Promise<ReadonlySet<Step>> {
    const looked = steps.filter(({ row, expects, mends }) => row && (mends || expects !== 0));
    const rows = await this.#rowsUnder(looked);
    const opens = await Promise.all(looked.map((step, i) => this.#opens(step, rows[i])));
    return new Set(looked.filter((_, i) => !opens[i]));
  }

  /** What lies where these steps write: in one transaction, or each alone where one is lost. */
  async #rowsUnder(steps: readonly Step[]): Promise<unknown[]> {
    if (steps.length === 0) return [];
    const { database } = this.#session;
    const read = (places: readonly Place[]): Promise<unknown[]> =>
      database.read(['object'], (tx) => Promise.all(places.map((place) => rowAt(tx, place))));
    const all = read(steps.map(({ place }) => place));
    if (!steps.some(({ mends }) => mends)) return all;
    const alone = ({ place, mends }: Step) =>
      read([place]).catch((error: unknown) =>
        mends ? [noneWhereLost(error)] : Promise.reject(error as Error),
      );
    return all.catch(async () => (await Promise.all(steps.map(alone))).flat());
  }

  /** @throws VaultError `unreadable` for a row that is not to be mended; `newer-version` */
  async #opens({ place: { collection, rowKey }, mends }: Step, row: unknown): Promise<boolean> {
    if (row === undefined) return true;
    const object = await this.#open(collection, rowKey, row);
    if (object === 'newer-version') throw new VaultError('newer-version');
    if (typeof object !== 'string') return true;
    if (!mends) throw new VaultError('unreadable');
    return false;
  }

  #open(
    collection: Collection,
    rowKey: string,
    row: unknown,
  ): Promise<StoredObject | Unreadable['reason']> {
    const { key, profileId } = this.#session;
    return openRow(key, { profileId, collection, rowKey }, row);
  }

  #place(collection: Collection, id: string): Place {
    const { key, profileId } = this.#session;
    return { profileId, collection, rowKey: key.rowKey(collection, id) };
  }
}

function keyOf({ profileId, collection, rowKey }: Place): [string, string, string] {
  return [profileId, collection, rowKey];
}

/** A value that the browser names and no longer gives reads like one that does not open. */
function noneWhereLost(error: unknown): null {
  if (error instanceof VaultError && error.code === 'unreadable') return null;
  throw error;
}

function rowAt(tx: ReadTransaction | WriteTransaction, place: Place): Promise<unknown> {
  return tx.objectStore('object').get(keyOf(place));
}

function storesOf(steps: readonly Step[]): StoreName[] {
  const blobs = steps.some(({ place }) => place.collection === 'blob');
  const always: StoreName[] = ['profile', 'keyring', 'object'];
  return blobs ? [...always, 'chunk'] : always;
}

async function apply(
  tx: WriteTransaction,
  { profileId, ring }: Session,
  steps: readonly Step[],
  damaged: ReadonlySet<Step>,
): Promise<void> {
  await requireProfile(tx, profileId);
  await requireSameRoot(tx, profileId, ring);
  const stored = await Promise.all(
    // What is deleted or mended need not be readable any more.
    steps.map((step) =>
      step.row === null || damaged.has(step) ? Promise.resolve(undefined) : rowAt(tx, step.place),
    ),
  );
  // The connection broke after the commit and before its answer: this is the second run.
  if (steps.some(({ row }, i) => row && isSame(row, stored[i]))) return;
  steps.forEach((step, i) => {
    if (!damaged.has(step)) assertExpected(step, stored[i]);
  });
  await Promise.all(steps.map((step) => assertChunks(tx, step)));
  await Promise.all(steps.map((step) => write(tx, step)));
}

/**
 * Nothing sealed under a root that is gone may be stored: nobody could read it.
 * @throws VaultError `closed`
 */
async function requireSameRoot(tx: WriteTransaction, profileId: string, ring: unknown) {
  const stored: unknown = await tx.objectStore('keyring').get([profileId]);
  if (!isSameKeyring(stored, ring)) throw new VaultError('closed');
}

/** Two sealings never give the same bytes, so equal bytes are this very write. */
function isSame(row: ObjectRow, stored: unknown): boolean {
  const sealed = sealedOf(stored);
  return sealed !== null && equal(sealed, row.sealed);
}

function assertExpected({ expects }: Step, stored: unknown): void {
  if (expects !== undefined && revisionOf(stored) !== expects) throw new VaultError('conflict');
}

async function assertChunks(tx: WriteTransaction, { place, chunks }: Step): Promise<void> {
  if (chunks === 0) return;
  const found = await tx.objectStore('chunk').count(everythingOf(place.profileId, place.rowKey));
  if (found !== chunks) throw new VaultError('conflict');
}

async function write(tx: WriteTransaction, { place, row }: Step): Promise<void> {
  if (row) {
    await tx.objectStore('object').put(row, keyOf(place));
    return;
  }
  await tx.objectStore('object').delete(keyOf(place));
  if (place.collection === 'blob')
    await tx.objectStore('chunk').delete(everythingOf(place.profileId, place.rowKey));
}
