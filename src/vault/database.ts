import { openDB, unwrap } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import { VaultError } from './errors.ts';
import { migrate as initial } from './migrations/001-initial.ts';
import { beginNewLog } from './torn-log.ts';

/** Rows are `unknown` when read: what lies on a disk is parsed, never believed. */
interface Schema extends DBSchema {
  profile: { key: [profileId: string]; value: unknown };
  slot: { key: [profileId: string, slotId: string]; value: unknown };
  keyring: { key: [profileId: string]; value: unknown };
  object: { key: [profileId: string, collection: string, rowKey: string]; value: unknown };
  chunk: { key: [profileId: string, blobKey: string, index: number]; value: unknown };
}

export type StoreName = 'profile' | 'slot' | 'keyring' | 'object' | 'chunk';
export const everyStore: readonly StoreName[] = ['profile', 'slot', 'keyring', 'object', 'chunk'];

export type ReadTransaction = IDBPTransaction<Schema, StoreName[]>;
export type WriteTransaction = IDBPTransaction<Schema, StoreName[], 'readwrite'>;
type Connection = IDBPDatabase<Schema>;

/** Brings the layout one version further; it may read and write rows by the upgrade's transaction. */
export type Migration = (database: IDBDatabase, transaction: IDBTransaction) => void;

export const released: readonly Migration[] = [initial];

/** Browsers say these when they dropped the connection under us, iOS in the background above all. */
const connectionLoss = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

/** A value that the browser names and cannot give: the file it kept it in is gone or damaged. */
const valueLoss = new Set(['NotReadableError', 'DataError']);

/**
 * The one database. Each call is one transaction, settled only after it completed or aborted. A
 * dropped connection is reopened and the transaction run once more, so `work` may run twice and
 * must come to the same end; it must await nothing but requests of its own transaction, because
 * IndexedDB commits at the first idle moment.
 */
export class Database {
  readonly name: string;
  readonly #migrations: readonly Migration[];
  #connection: Promise<Connection> | null = null;
  #newLog: Promise<void> | null = null;
  #closed = false;

  /** @param migrations - what a later version has besides; the released ones unless told */
  constructor(name: string, migrations: readonly Migration[] = released) {
    this.name = name;
    this.#migrations = migrations;
  }

  /** Opens and migrates. @throws VaultError `newer-version` | `unavailable` | `closed` */
  async open(): Promise<void> {
    await this.#twice(() => this.#connect());
  }

  read<T>(stores: readonly StoreName[], work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#twice(async () => {
      const connection = await this.#connect();
      return settle(connection.transaction([...stores], 'readonly'), work);
    });
  }

  write<T>(stores: readonly StoreName[], work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#twice(async () => {
      const connection = await this.#connect();
      return settle(
        connection.transaction([...stores], 'readwrite', { durability: 'strict' }),
        work,
      );
    });
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  async #connect(): Promise<Connection> {
    this.#newLog ??= beginNewLog(`${this.name}/log`);
    await this.#newLog;
    if (this.#closed) throw new VaultError('closed');
    this.#connection ??= connect(this.name, this.#migrations, () => this.#forget());
    try {
      return await this.#connection;
    } catch (error) {
      this.#connection = null;
      throw error;
    }
  }

  /** Closing a connection lets its running transactions end first. */
  #forget(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.then((open) => open.close()).catch(() => undefined);
  }

  async #twice<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!mayHeal(error)) throw asVaultError(error);
      this.#forget();
    }
    try {
      return await attempt();
    } catch (error) {
      throw asVaultError(error);
    }
  }
}

/** Everything of one profile in a store whose keys begin with the profile's id. */
export function everythingOf(...prefix: readonly string[]): IDBKeyRange {
  // An array sorts after every string and number, so [] bounds whatever follows the prefix.
  return IDBKeyRange.bound([...prefix], [...prefix, []]);
}

/** @throws VaultError `unknown-profile`: removed meanwhile, perhaps from another window */
export async function requireProfile(
  tx: ReadTransaction | WriteTransaction,
  profileId: string,
): Promise<unknown> {
  const row: unknown = await tx.objectStore('profile').get([profileId]);
  if (row === undefined) throw new VaultError('unknown-profile');
  return row;
}

function connect(
  name: string,
  migrations: readonly Migration[],
  forget: () => void,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let givenUp = false;
    const giveUp = (error?: unknown) => {
      givenUp = true;
      const newer = error instanceof DOMException && error.name === 'VersionError';
      reject(new VaultError(newer ? 'newer-version' : 'unavailable', { cause: error }));
    };
    request(name, migrations, giveUp, forget).then(
      (open) => (givenUp ? open.close() : resolve(open)),
      giveUp,
    );
  });
}

async function request(
  name: string,
  migrations: readonly Migration[],
  blocked: () => void,
  forget: () => void,
): Promise<Connection> {
  return openDB<Schema>(name, migrations.length, {
    upgrade: (database, from, _to, transaction) => {
      // Cut off, it is the opening that fails.
      transaction.done.catch(() => undefined);
      for (const migrate of migrations.slice(from)) migrate(unwrap(database), unwrap(transaction));
    },
    blocked: () => blocked(),
    // Another window brings a newer layout: give way at once, or it waits for ever.
    blocking: forget,
    terminated: forget,
  });
}

async function settle<Tx extends ReadTransaction | WriteTransaction, T>(
  tx: Tx,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const ended = tx.done.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const result = await work(tx).catch(async (error: unknown) => {
    abort(tx);
    throw moreTelling(error, (await ended)?.error);
  });
  const failure = await ended;
  if (failure) throw moreTelling(failure.error, tx.error);
  return result;
}

function abort(tx: ReadTransaction | WriteTransaction): void {
  try {
    tx.abort();
  } catch {
    // It has ended already.
  }
}

/** A request cut off by a full disk says only AbortError; its transaction knows the reason. */
function moreTelling(first: unknown, second: unknown): unknown {
  const tells = nameOf(second) === 'QuotaExceededError' || valueLoss.has(nameOf(second));
  return tells ? second : first;
}

function nameOf(error: unknown): string {
  return error instanceof DOMException ? error.name : '';
}

function mayHeal(error: unknown): boolean {
  return connectionLoss.has(nameOf(error instanceof VaultError ? error.cause : error));
}

/** Only the browser's errors are translated: another one is the caller's own. */
function asVaultError(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'QuotaExceededError') return new VaultError('full', { cause: error });
  if (valueLoss.has(error.name)) return new VaultError('unreadable', { cause: error });
  const lost = connectionLoss.has(error.name);
  return new VaultError(lost ? 'lost-connection' : 'unavailable', { cause: error });
}
