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

/** Opens every row and every chunk that goes by. Writing and reading look through the same glass. */
export class Inspection {
  readonly #key: StorageKey;
  readonly #profileId: string;
  readonly #blobs = new Map<string, SeenBlob | null>();
  readonly #counts: Record<string, number> = {};
  #damagedRows = 0;

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
      this.#damagedRows++;
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
    const broken = [...this.#blobs.values()].filter(
      (seen) => seen !== null && seen.opened !== chunkCount(seen.blob.size),
    );
    return { counts: { ...this.#counts }, damaged: this.#damagedRows + broken.length };
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
