import type { Bytes } from '../../bytes/bytes.ts';
import { concat } from '../../bytes/bytes.ts';
import { Sha256 } from '../../crypto/index.ts';
import { everythingOf, requireProfile } from '../database.ts';
import type { Database } from '../database.ts';
import { VaultError } from '../errors.ts';
import { readRows } from '../lost-rows.ts';
import type { RowsFound } from '../lost-rows.ts';
import type { Session } from '../object-store.ts';
import { fieldsOf } from '../stored-row.ts';
import type { Row } from '../stored-row.ts';
import { sealEnding } from './ending.ts';
import { BACKUP_VERSION, MAGIC, encodeFrame } from './frames.ts';
import type { ChunkFrame, Frame, HeadFrame, ObjectFrame } from './frames.ts';
import { Inspection } from './inspection.ts';
import type { Found } from './inspection.ts';

export interface BackupOptions {
  /** Between 0 and 1. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal | undefined;
}

/** Chunks read at once: 1 MiB in memory. */
const BATCH_CHUNKS = 4;

/** What was written, and how the file is divided. */
export interface WrittenBackup extends Found {
  /** Where in the file the rows end, and where the chunks do: bytes from its beginning. */
  sections: readonly [number, number];
}

interface Snapshot {
  head: HeadFrame;
  objects: ObjectFrame[];
  /** Rows of no form that could be carried. */
  leftOut: number;
}

/**
 * Writes the profile's sealed rows as one file. Rows are those of one moment; a file that is deleted
 * before its chunks are read makes it begin again.
 *
 * @param put - takes the file's bytes, piece by piece.
 * @throws VaultError `cancelled` | `conflict` (files came and went all the while) | `closed` |
 * `unknown-profile` | `lost-connection`
 */
export async function writeBackup(
  session: Session,
  createdAt: string,
  put: (bytes: Bytes) => void,
  { onProgress, signal }: BackupOptions = {},
): Promise<WrittenBackup> {
  const { head, objects, leftOut } = await snapshot(session, createdAt);
  const inspection = new Inspection(session.key, session.profileId);
  const file = new Written(put);
  file.open(head);
  for (const frame of objects) {
    assertWanted(signal);
    await inspection.object(frame);
    file.frame(frame);
  }
  const rowsEnd = file.bytes;
  const blobKeys = objects.filter(({ collection }) => collection === 'blob');
  for (const [done, { rowKey }] of blobKeys.entries()) {
    onProgress?.(done / blobKeys.length);
    for await (const frames of chunksOf(session, rowKey)) {
      assertWanted(signal);
      await Promise.all(frames.map((frame) => inspection.chunk(frame)));
      for (const frame of frames) file.frame(frame);
    }
    await assertStillThere(session, rowKey);
  }
  const sections = [rowsEnd, file.bytes] as const;
  const { counts, damaged } = inspection.found();
  const about = { frames: file.frames, digest: file.digest(), damaged: damaged + leftOut };
  file.end(await sealEnding(session.key, head, about, session.random));
  onProgress?.(1);
  return { counts, damaged: damaged + leftOut, sections };
}

/** What is handed on, counted and hashed. */
class Written {
  readonly #hash = new Sha256();
  readonly #put: (bytes: Bytes) => void;
  frames = 0;
  bytes = 0;

  constructor(put: (bytes: Bytes) => void) {
    this.#put = put;
  }

  open(head: HeadFrame): void {
    this.#hashed(concat(MAGIC, new Uint8Array([BACKUP_VERSION])));
    this.frame(head);
  }

  frame(frame: Frame): void {
    this.#hashed(encodeFrame(frame));
    this.frames++;
  }

  digest(): Bytes {
    return this.#hash.digest();
  }

  end(frame: Frame): void {
    this.#put(encodeFrame(frame));
  }

  #hashed(bytes: Bytes): void {
    this.#hash.update(bytes);
    this.bytes += bytes.length;
    this.#put(bytes);
  }
}

async function snapshot(session: Session, createdAt: string): Promise<Snapshot> {
  const { database, profileId } = session;
  const [card, slots, keyring, { keys, rows }] = await rowsOf(database, profileId);
  const objects = keys.map(([, collection, rowKey], i): ObjectFrame | null => {
    const row = carried(rows[i]);
    return row && { kind: 'object', collection, rowKey, row };
  });
  const whole = objects.filter((frame) => frame !== null);
  const head: HeadFrame = {
    ...{ kind: 'head', profileId, createdAt, card: fieldsOf(card) },
    ...{ slots: slots.map(carried).filter((slot) => slot !== null), keyring: fieldsOf(keyring) },
  };
  return { head, objects: whole, leftOut: objects.length - whole.length };
}

/** Of one moment: card, slots and keyring are read in the objects' transaction. */
async function rowsOf(
  database: Database,
  profileId: string,
): Promise<[card: unknown, slots: unknown[], keyring: unknown, RowsFound<'object'>]> {
  const range = everythingOf(profileId);
  let head: [unknown, unknown[], unknown] = [null, [], null];
  const objects = await readRows(database, 'object', range, {
    besides: ['slot', 'keyring'],
    first: async (tx) => {
      head = await Promise.all([
        requireProfile(tx, profileId),
        tx.objectStore('slot').getAll(range),
        tx.objectStore('keyring').get([profileId]),
      ]);
    },
  });
  return [...head, objects];
}

/** The row where it has a form that a frame can hold; a damaged disk may return anything. */
function carried(row: unknown): Row | null {
  if (typeof row !== 'object' || row === null) return null;
  try {
    encodeFrame({ kind: 'object', collection: '-', rowKey: '-', row: row as Row });
    return row as Row;
  } catch {
    return null;
  }
}

async function* chunksOf(
  { database, profileId }: Session,
  blobKey: string,
): AsyncGenerator<ChunkFrame[]> {
  for (let from = 0; ;) {
    const range = IDBKeyRange.bound([profileId, blobKey, from], [profileId, blobKey, []]);
    const { keys, rows } = await readRows(database, 'chunk', range, { limit: BATCH_CHUNKS });
    if (keys.length === 0) return;
    const frames = keys.map(([, , index], i): ChunkFrame | null => {
      const bytes = rows[i];
      return bytes instanceof Uint8Array
        ? { kind: 'chunk', blobKey, index, bytes: new Uint8Array(bytes) }
        : null;
    });
    yield frames.filter((frame) => frame !== null);
    from = (keys.at(-1)?.[2] ?? from) + 1;
  }
}

/** Chunks of a file that is deleted meanwhile are half there. @throws VaultError `conflict` */
async function assertStillThere({ database, profileId }: Session, rowKey: string): Promise<void> {
  const key = await database.read(['object'], (tx) =>
    tx.objectStore('object').getKey([profileId, 'blob', rowKey]),
  );
  if (key === undefined) throw new VaultError('conflict');
}

function assertWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new VaultError('cancelled');
}
