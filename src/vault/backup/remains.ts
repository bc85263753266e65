import { equal } from '../../bytes/bytes.ts';
import { everythingOf } from '../database.ts';
import type { Database } from '../database.ts';
import { VaultError } from '../errors.ts';
import { openKeyring } from '../keyring.ts';
import { readRows } from '../lost-rows.ts';
import { isCollection, openRow } from '../object-row.ts';
import type { StoredObject } from '../object-row.ts';
import { parseCard } from '../profile-card.ts';
import type { ObjectFrame } from './frames.ts';
import type { OpenedBackup } from './reader.ts';

type Here = StoredObject | 'newer-version';

/**
 * What a disk has left of a profile whose card cannot be read any more. Whatever of it opens stays
 * where the copy that is brought back has nothing later: nothing confirmed is lost to an older copy.
 */
export class Remains {
  readonly #backup: OpenedBackup;
  readonly #here: ReadonlyMap<string, Here>;
  /** Files whose chunks here are of another sealing than those of the copy. */
  readonly #files = new Set<string>();

  private constructor(backup: OpenedBackup, here: ReadonlyMap<string, Here>) {
    this.#backup = backup;
    this.#here = here;
  }

  /** @throws VaultError `backup-of-older-keys` where what lies here is sealed under another root */
  static async of(database: Database, backup: OpenedBackup): Promise<Remains> {
    const { profileId } = backup.head;
    const { keys, rows } = await readRows(database, 'object', everythingOf(profileId));
    const here = new Map<string, Here>();
    for (const [i, [, collection, rowKey]] of keys.entries()) {
      const object = await opened(backup, { collection, rowKey }, rows[i]);
      if (object !== null) here.set(nameOf({ collection, rowKey }), object);
    }
    if (here.size === 0 && keys.length > 0) await refuseOtherRoot(database, backup);
    return new Remains(backup, here);
  }

  /** Whether a row of the copy gives way to the one that lies here. */
  async outlives(frame: ObjectFrame): Promise<boolean> {
    const here = this.#here.get(nameOf(frame));
    if (here === undefined) return false;
    const there = await opened(this.#backup, frame, frame.row);
    if (isObject(here) && isObject(there)) {
      if (there.revision > here.revision) return false;
      if (equal(here.bytes, there.bytes)) return true;
    }
    if (frame.collection === 'blob') this.#files.add(frame.rowKey);
    return true;
  }

  /** Whether the file's chunks here have to stay as they are. */
  keepsChunks(blobKey: string): boolean {
    return this.#files.has(blobKey);
  }
}

/** Whether a row of the store `profile` is a profile's card. @throws VaultError `newer-version` */
export function isProfile(row: unknown): boolean {
  if (row === undefined) return false;
  try {
    parseCard(row);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'unreadable') return false;
    throw error;
  }
}

/** A damaged keyring is no sign of another root; one that is whole and does not open is. */
async function refuseOtherRoot(database: Database, backup: OpenedBackup): Promise<void> {
  const { head, about, key } = backup;
  const row = await database.read(['keyring'], (tx) =>
    tx.objectStore('keyring').get([head.profileId]),
  );
  if (row === undefined) return;
  await openKeyring(key, about.card, row).catch(() => {
    throw new VaultError('backup-of-older-keys');
  });
}

async function opened(
  { key, head: { profileId } }: OpenedBackup,
  { collection, rowKey }: Pick<ObjectFrame, 'collection' | 'rowKey'>,
  row: unknown,
): Promise<Here | null> {
  if (!isCollection(collection)) return 'newer-version';
  const object = await openRow(key, { profileId, collection, rowKey }, row);
  if (typeof object !== 'string') return object;
  return object === 'newer-version' ? object : null;
}

const isObject = (found: Here | null): found is StoredObject =>
  found !== null && found !== 'newer-version';

const nameOf = ({ collection, rowKey }: Pick<ObjectFrame, 'collection' | 'rowKey'>): string =>
  `${collection}\0${rowKey}`;
