import type { StreamContext } from '../../crypto/index.ts';
import { openChunk } from '../../crypto/index.ts';
import { chunkCount, decodeBlob, streamOf } from '../blob.ts';
import type { StoredBlob } from '../blob.ts';
import { VaultError } from '../errors.ts';
import { isCollection, openRow } from '../object-row.ts';
import type { StoredObject } from '../object-row.ts';
import type { StorageKey } from '../storage-key.ts';
import type { ChunkFrame, ObjectFrame } from './frames.ts';

/** A file of the profile, as far as its chunks went by. */
interface SeenBlob {
  stream: StreamContext;
  blob: StoredBlob;
  opened: number;
}

/** What was found in a backup, or put into one. */
export interface Found {
  /** Objects that opened, by collection. */
  counts: Readonly<Record<string, number>>;
  /** Objects and files that did not. */
  damaged: number;
}

/** What did not open, by name. */
export interface Damage {
  rows: readonly { collection: string; rowKey: string }[];
  /** Ids of files whose row opens and whose chunks do not all. */
  files: readonly string[];
}

/** Opens every row and every chunk that goes by. Writing and reading look through the same glass. */
export class Inspection {
  readonly #key: StorageKey;
  readonly #profileId: string;
  readonly #blobs = new Map<string, SeenBlob | null>();
  readonly #counts: Record<string, number> = {};
  readonly #damagedRows: { collection: string; rowKey: string }[] = [];

  constructor(key: StorageKey, profileId: string) {
    this.#key = key;
    this.#profileId = profileId;
  }

  /** The object of a row, null where it does not open. @throws VaultError `closed` */
  async object({ collection, rowKey, row }: ObjectFrame): Promise<StoredObject | null> {
    if (collection === 'blob') this.#blobs.set(rowKey, null);
    const place = { profileId: this.#profileId, collection, rowKey };
    const object = isCollection(collection)
      ? await openRow(this.#key, { ...place, collection }, row)
      : 'newer-version';
    if (typeof object === 'string' || !(await this.#takesIn(rowKey, collection, object))) {
      this.#damagedRows.push({ collection, rowKey });
      return null;
    }
    this.#counts[collection] = (this.#counts[collection] ?? 0) + 1;
    return object;
  }

  /** Whether an object of this file went by. */
  knows(blobKey: string): boolean {
    return this.#blobs.has(blobKey);
  }

  /** @throws VaultError `closed` */
  async chunk({ blobKey, index, bytes }: ChunkFrame): Promise<void> {
    this.#key.assertHeld();
    const seen = this.#blobs.get(blobKey);
    if (!seen) return;
    const last = index === chunkCount(seen.blob.size) - 1;
    const opened = await openChunk(seen.stream, index, last, bytes).catch(() => null);
    if (opened !== null) seen.opened++;
  }

  /** Where the file's object opened: what it says. */
  blob(blobKey: string): StoredBlob | null {
    return this.#blobs.get(blobKey)?.blob ?? null;
  }

  found(): Found {
    const { rows, files } = this.damage();
    return { counts: { ...this.#counts }, damaged: rows.length + files.length };
  }

  damage(): Damage {
    const files = [...this.#blobs.values()].flatMap((seen) =>
      seen !== null && seen.opened !== chunkCount(seen.blob.size) ? [seen.blob.id] : [],
    );
    return { rows: [...this.#damagedRows], files };
  }

  async #takesIn(rowKey: string, collection: string, object: StoredObject): Promise<boolean> {
    if (collection !== 'blob') return true;
    try {
      const blob = decodeBlob(object.bytes);
      const stream = await streamOf(this.#profileId, blob);
      this.#blobs.set(rowKey, { stream, blob, opened: 0 });
      return true;
    } catch (error) {
      if (error instanceof VaultError) return false;
      throw error;
    }
  }
}
