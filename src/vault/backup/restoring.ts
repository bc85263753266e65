import type { RandomSource } from '../../crypto/index.ts';
import { everythingOf } from '../database.ts';
import type { Database, ReadTransaction, WriteTransaction } from '../database.ts';
import { VaultError } from '../errors.ts';
import { sealRow } from '../object-row.ts';
import type { ObjectRow } from '../object-row.ts';
import type { Write } from '../object-store.ts';
import { ifOpenNowhere } from '../profile-lock.ts';
import type { ChunkFrame, HeadFrame, ObjectFrame } from './frames.ts';
import type { OpenedBackup } from './reader.ts';
import { isProfile, Remains } from './remains.ts';
import type { BackupOptions } from './writer.ts';

interface Restoring extends BackupOptions {
  besides: readonly Write[];
  random: RandomSource;
}

/** Chunks written in one transaction: 2 MiB in memory. */
const BATCH_CHUNKS = 8;

type Key = [profileId: string, collection: string, rowKey: string];

/**
 * Chunks first, where they belong to nobody yet; then everything else in one transaction, which makes
 * the profile. Cut off before that, only chunks lie there, and they go at the next start. Of a profile
 * whose card is damaged, what opens and is as new as the backup stays.
 *
 * @throws VaultError `profile-exists` | `newer-version` | `backup-of-older-keys` | `full` | `cancelled` | `backup-incomplete` | `backup-altered`
 */
export async function restoreRows(
  database: Database,
  backup: OpenedBackup,
  { besides, random, ...options }: Restoring,
): Promise<void> {
  const { profileId } = backup.head;
  await refuseExisting(database, profileId);
  await discard(database, profileId);
  try {
    const remains = await Remains.of(database, backup);
    const objects = await stage(database, backup, remains, options);
    const sealed = await Promise.all(besides.map((write) => sealedRow(backup, write, random)));
    await commit(database, backup.head, objects, sealed);
  } catch (error) {
    const exists = error instanceof VaultError && error.code === 'profile-exists';
    if (!exists) await discard(database, profileId).catch(() => undefined);
    throw error;
  }
}

/** Deletes chunks of restorings that were cut off. Only where no window is at it. */
export async function clearUnfinished(database: Database): Promise<void> {
  const strays = await database.read(['profile', 'keyring', 'chunk'], async (tx) => {
    const found: string[] = [];
    let cursor = await tx.objectStore('chunk').openKeyCursor();
    while (cursor) {
      const [profileId] = cursor.key;
      if (!(await isThere(tx, profileId))) found.push(profileId);
      // After every key of this profile, whatever names a file brought with it.
      cursor = await cursor.continue([profileId, []] as unknown as typeof cursor.key);
    }
    return found;
  });
  for (const profileId of strays)
    await ifOpenNowhere(`${database.name}/${profileId}`, () => discard(database, profileId));
}

/** A profile whose card alone is gone is one that a disk has damaged: its files stay. */
async function isThere(tx: ReadTransaction | WriteTransaction, id: string): Promise<boolean> {
  const found = [tx.objectStore('profile').getKey([id]), tx.objectStore('keyring').getKey([id])];
  return (await Promise.all(found)).some((key) => key !== undefined);
}

async function refuseExisting(database: Database, profileId: string): Promise<void> {
  const row = await database.read(['profile'], (tx) => tx.objectStore('profile').get([profileId]));
  if (isProfile(row)) throw new VaultError('profile-exists');
}

/** Only chunks of a profile that is not there: a profile's own are never touched. */
async function discard(database: Database, profileId: string): Promise<void> {
  await database.write(['profile', 'keyring', 'chunk'], async (tx) => {
    if (await isThere(tx, profileId)) return;
    await tx.objectStore('chunk').delete(everythingOf(profileId));
  });
}

async function stage(
  database: Database,
  backup: OpenedBackup,
  remains: Remains,
  options: BackupOptions,
): Promise<ObjectFrame[]> {
  const objects: ObjectFrame[] = [];
  let batch: ChunkFrame[] = [];
  await backup.walk(options, async ({ frame }) => {
    if (frame.kind === 'object' && !(await remains.outlives(frame))) objects.push(frame);
    if (frame.kind !== 'chunk' || remains.keepsChunks(frame.blobKey)) return;
    batch.push(frame);
    if (batch.length < BATCH_CHUNKS) return;
    await storeChunks(database, backup.head.profileId, batch);
    batch = [];
  });
  await storeChunks(database, backup.head.profileId, batch);
  return objects;
}

async function storeChunks(
  database: Database,
  profileId: string,
  chunks: readonly ChunkFrame[],
): Promise<void> {
  if (chunks.length === 0) return;
  await database.write(['chunk'], async (tx) => {
    const store = tx.objectStore('chunk');
    await Promise.all(
      chunks.map(({ blobKey, index, bytes }) => store.put(bytes, [profileId, blobKey, index])),
    );
  });
}

async function sealedRow(
  { head: { profileId }, key }: OpenedBackup,
  write: Write,
  random: RandomSource,
): Promise<{ key: Key; row: ObjectRow | null }> {
  const { collection, id } = write;
  const rowKey = key.rowKey(collection, id);
  const at: Key = [profileId, collection, rowKey];
  if (write.kind === 'delete') return { key: at, row: null };
  return { key: at, row: await sealRow(key, { profileId, collection, rowKey }, write, random) };
}

async function commit(
  database: Database,
  { profileId, card, slots, keyring }: HeadFrame,
  objects: readonly ObjectFrame[],
  besides: readonly { key: Key; row: ObjectRow | null }[],
): Promise<void> {
  let tried = false;
  await database.write(['profile', 'slot', 'keyring', 'object'], async (tx) => {
    const there = isProfile(await tx.objectStore('profile').get([profileId]));
    // Run again after a lost connection, it may be this very profile: put it once more.
    if (there && !tried) throw new VaultError('profile-exists');
    tried = true;
    await Promise.all([
      tx.objectStore('profile').put(card, [profileId]),
      ...slots.flatMap((slot) =>
        typeof slot['slotId'] === 'string'
          ? tx.objectStore('slot').put(slot, [profileId, slot['slotId']])
          : [],
      ),
      tx.objectStore('keyring').put(keyring, [profileId]),
      ...objects.map(({ collection, rowKey, row }) =>
        tx.objectStore('object').put(row, [profileId, collection, rowKey]),
      ),
    ]);
    await Promise.all(besides.map(({ key, row }) => putOrDelete(tx, key, row)));
  });
}

function putOrDelete(tx: WriteTransaction, key: Key, row: ObjectRow | null): Promise<unknown> {
  const store = tx.objectStore('object');
  return row === null ? store.delete(key) : store.put(row, key);
}
