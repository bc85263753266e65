import { toBase64url } from '../bytes/base64url.ts';
import { concat } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { STREAM_CHUNK_BYTES, openChunk, sealChunk, sha256OfLarge } from '../crypto/index.ts';
import type { StreamContext } from '../crypto/index.ts';
import { chunkCount, decodeBlob, encodeBlob, streamOf } from './blob.ts';
import { everythingOf, requireProfile } from './database.ts';
import type { Database, WriteTransaction } from './database.ts';
import { VaultError } from './errors.ts';
import type { ObjectStore, Session, Write } from './object-store.ts';

export interface BlobOptions {
  /** The name that the file had in a backup of this profile; a new one unless given. */
  id?: string;
  /** Bytes sealed and stored so far, of all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface WrittenBlob {
  /** 22 characters base64url, 16 random bytes. */
  id: string;
  size: number;
  /** Hex, 64 characters. */
  sha256: string;
  /** To be committed together with the record that refers to the file; until then it is an orphan. */
  write: Write;
}

/** Chunks sealed and written together: 1 MiB in memory, whatever the file's size. */
const BATCH_CHUNKS = 4;

/** The files of one unlocked profile, as rows of 256 KiB sealed chunks. */
export class BlobStore {
  readonly #session: Session;
  readonly #objects: ObjectStore;

  constructor(session: Session, objects: ObjectStore) {
    this.#session = session;
    this.#objects = objects;
  }
  /**
   * Seals a file under a key of its own and stores its chunks. What fails or is cancelled is removed.
   * @throws VaultError `cancelled` | `full` | `unreadable` (the source cannot be read) | `lost-connection`
   */
  async write(source: Blob | Uint8Array, options: BlobOptions = {}): Promise<WrittenBlob> {
    const { random, key: storageKey } = this.#session;
    const id = options.id ?? toBase64url(random(16));
    const rowKey = storageKey.rowKey('blob', id);
    const key = random(32);
    const prefix = random(7);
    try {
      const stream = await this.#stream(id, key, prefix);
      await this.#writeChunks(rowKey, stream, source, options);
      const size = sizeOf(source);
      const digest = await sha256OfLarge(await readSlice(source, 0, size));
      const bytes = encodeBlob({ id, size, sha256: digest, key, prefix });
      const write: Write = { kind: 'put', collection: 'blob', id, revision: 1, bytes, expects: 0 };
      return { id, size, sha256: toHex(digest), write };
    } catch (error) {
      await this.#discard(rowKey).catch(() => undefined);
      throw error;
    } finally {
      key.fill(0);
    }
  }

  /** @throws VaultError `unreadable` when the file, or any chunk of it, is missing or altered */
  async read(id: string): Promise<Bytes> {
    let whole: Bytes = new Uint8Array();
    await this.#eachChunk(id, (chunk, at, size) => {
      if (at === 0) whole = new Uint8Array(size);
      place(whole, chunk, at);
    });
    return whole;
  }

  /** The same, without keeping what was opened. */
  async check(id: string): Promise<void> {
    await this.#eachChunk(id, () => undefined);
  }

  async #eachChunk(
    id: string,
    look: (chunk: Bytes, at: number, size: number) => void,
  ): Promise<void> {
    const object = await this.#objects.read('blob', id);
    if (!object) throw new VaultError('unreadable');
    const { size, key, prefix } = decodeBlob(object.bytes);
    const stream = await this.#stream(id, key, prefix);
    const rowKey = this.#session.key.rowKey('blob', id);
    for (const batch of batchesOf(size)) {
      const opened = await this.#openBatch(rowKey, stream, batch, chunkCount(size));
      opened.forEach((chunk, i) => look(chunk, (batch.first + i) * STREAM_CHUNK_BYTES, size));
    }
  }

  /**
   * The bytes from `from` up to, and without, `to`: only the chunks they lie in are opened.
   *
   * @throws VaultError `unreadable`, for a range outside the file too
   */
  async slice(id: string, from: number, to: number): Promise<Bytes> {
    const object = await this.#objects.read('blob', id);
    if (!object) throw new VaultError('unreadable');
    const { size, key, prefix } = decodeBlob(object.bytes);
    if (from < 0 || to < from || to > size) unreadable();
    const batch = batchAround(from, to, size);
    const stream = await this.#stream(id, key, prefix);
    const rowKey = this.#session.key.rowKey('blob', id);
    const opened = await this.#openBatch(rowKey, stream, batch, chunkCount(size));
    return concat(...opened).slice(from - batch.start, to - batch.start);
  }

  #stream(id: string, key: Bytes, prefix: Bytes): Promise<StreamContext> {
    return streamOf(this.#session.profileId, { id, key, prefix });
  }

  async #writeChunks(
    rowKey: string,
    stream: StreamContext,
    source: Blob | Uint8Array,
    options: BlobOptions,
  ): Promise<void> {
    const total = sizeOf(source);
    for (const batch of batchesOf(total)) {
      if (options.signal?.aborted) throw new VaultError('cancelled');
      this.#session.key.assertHeld();
      const plaintext = await readSlice(source, batch.start, batch.end);
      await this.#storeBatch(
        rowKey,
        batch.first,
        await sealBatch(stream, batch, plaintext, chunkCount(total)),
      );
      options.onProgress?.(batch.end, total);
    }
    if (options.signal?.aborted) throw new VaultError('cancelled');
  }

  async #storeBatch(rowKey: string, first: number, chunks: readonly Bytes[]): Promise<void> {
    const { database, profileId } = this.#session;
    await database.write(['profile', 'chunk'], async (tx) => {
      await requireProfile(tx, profileId);
      const store = tx.objectStore('chunk');
      await Promise.all(chunks.map((chunk, i) => store.put(chunk, [profileId, rowKey, first + i])));
    });
  }

  async #openBatch(
    rowKey: string,
    stream: StreamContext,
    { first, count }: Batch,
    total: number,
  ): Promise<Bytes[]> {
    const { database, profileId } = this.#session;
    const range = IDBKeyRange.bound(
      [profileId, rowKey, first],
      [profileId, rowKey, first + count - 1],
    );
    const rows = await database.read(['chunk'], (tx) => tx.objectStore('chunk').getAll(range));
    const open = (row: unknown, i: number) =>
      row instanceof Uint8Array
        ? openChunk(stream, first + i, first + i === total - 1, row)
        : unreadable();
    if (rows.length !== count) return unreadable();
    return Promise.all(rows.map(open)).catch(unreadable);
  }

  #discard(rowKey: string): Promise<void> {
    const { database, profileId } = this.#session;
    return database.write(['chunk'], (tx) =>
      tx.objectStore('chunk').delete(everythingOf(profileId, rowKey)),
    );
  }
}

/** Deletes chunks that no object owns. Only while no window has the profile open: it may be writing. */
export async function collectOrphans(database: Database, profileId: string): Promise<void> {
  await database.write(['object', 'chunk'], async (tx) => {
    const owners = await tx.objectStore('object').getAllKeys(everythingOf(profileId, 'blob'));
    const owned = new Set(owners.map(([, , rowKey]) => rowKey));
    for (const rowKey of await chunkedKeys(tx, profileId)) {
      if (!owned.has(rowKey)) await tx.objectStore('chunk').delete(everythingOf(profileId, rowKey));
    }
  });
}

interface Batch {
  /** Index of the first chunk. */
  first: number;
  /** Chunks. */
  count: number;
  /** Bytes of the plaintext. */
  start: number;
  end: number;
}

function batchesOf(size: number): Batch[] {
  const chunks = chunkCount(size);
  return Array.from({ length: Math.ceil(chunks / BATCH_CHUNKS) }, (_, i) => {
    const first = i * BATCH_CHUNKS;
    const count = Math.min(BATCH_CHUNKS, chunks - first);
    return {
      first,
      count,
      start: first * STREAM_CHUNK_BYTES,
      end: Math.min(size, (first + count) * STREAM_CHUNK_BYTES),
    };
  });
}

/** The chunks that hold a range; of an empty range, the one it begins in. */
function batchAround(from: number, to: number, size: number): Batch {
  const last = chunkCount(size) - 1;
  const first = Math.min(last, Math.floor(from / STREAM_CHUNK_BYTES));
  const final = Math.max(first, Math.ceil(to / STREAM_CHUNK_BYTES) - 1);
  const [start, end] = [first * STREAM_CHUNK_BYTES, (final + 1) * STREAM_CHUNK_BYTES];
  return { first, count: final - first + 1, start, end: Math.min(size, end) };
}

function sealBatch(
  stream: StreamContext,
  { first, count }: Batch,
  plaintext: Bytes,
  total: number,
): Promise<Bytes[]> {
  const seal = (_: unknown, i: number) => {
    const chunk = plaintext.subarray(i * STREAM_CHUNK_BYTES, (i + 1) * STREAM_CHUNK_BYTES);
    return sealChunk(stream, first + i, first + i === total - 1, chunk);
  };
  return Promise.all(Array.from({ length: count }, seal));
}

function sizeOf(source: Blob | Uint8Array): number {
  return source instanceof Uint8Array ? source.length : source.size;
}

/** A file can change or vanish while it is read. */
async function readSlice(source: Blob | Uint8Array, start: number, end: number): Promise<Bytes> {
  if (source instanceof Uint8Array) return new Uint8Array(source.subarray(start, end));
  const bytes = new Uint8Array(await source.slice(start, end).arrayBuffer().catch(unreadable));
  return bytes.length === end - start ? bytes : unreadable();
}

function place(whole: Bytes, chunk: Bytes, offset: number): void {
  if (chunk.length !== Math.min(STREAM_CHUNK_BYTES, whole.length - offset)) unreadable();
  whole.set(chunk, offset);
}

/** The row keys that chunks lie under, each once. */
async function chunkedKeys(tx: WriteTransaction, profileId: string): Promise<string[]> {
  const found: string[] = [];
  let cursor = await tx.objectStore('chunk').openKeyCursor(everythingOf(profileId));
  while (cursor) {
    const [, rowKey] = cursor.key;
    found.push(rowKey);
    cursor = await cursor.continue([profileId, rowKey, Infinity]);
  }
  return found;
}

function unreadable(): never {
  throw new VaultError('unreadable');
}
