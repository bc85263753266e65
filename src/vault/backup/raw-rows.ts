import type { Bytes } from '../../bytes/bytes.ts';
import type { CborValue } from '../../bytes/cbor.ts';
import { VaultError } from '../errors.ts';
import type { Row } from '../stored-row.ts';
import type { Placed } from './frame-reader.ts';
import type { Frame } from './frames.ts';
import { rawFrameOf } from './raw-file.ts';
import type { FileWindow, RawKey, RawPlace } from './raw-file.ts';
import type { Place, RowSource } from './reader.ts';
import { rowOf } from './row-form.ts';
import type { BackupOptions } from './writer.ts';

interface RawChunk extends RawPlace {
  index: number;
}

/** Where one profile's objects and chunks lie in a raw copy. */
export class RawRows implements RowSource {
  readonly missing: { collection: string; rowKey: string }[] = [];
  readonly #window: FileWindow;
  /** By collection and name: of two rows of one name the first counts. */
  readonly #objects = new Map<string, RawPlace>();
  readonly #files = new Set<string>();
  readonly #chunks = new Map<string, Map<number, RawChunk>>();

  constructor(window: FileWindow) {
    this.#window = window;
  }

  /** Objects. */
  get count(): number {
    return this.#objects.size;
  }

  add(store: 'object' | 'chunk', [, group, name]: RawKey, value: CborValue, place: RawPlace): void {
    if (typeof group !== 'string') return;
    if (store === 'chunk' && typeof name === 'number' && value instanceof Uint8Array)
      this.#chunk(group, { index: name, ...place });
    if (store !== 'object' || typeof name !== 'string') return;
    if (rowIn(value) === null) {
      this.missing.push({ collection: group, rowKey: name });
      return;
    }
    const at = `${group}\0${name}`;
    if (!this.#objects.has(at)) this.#objects.set(at, place);
    if (group === 'blob') this.#files.add(name);
  }

  /** A chunk that is missing is found out by counting those of its file. */
  miss(store: string, [, collection, rowKey]: RawKey): void {
    if (store === 'object' && typeof collection === 'string' && typeof rowKey === 'string')
      this.missing.push({ collection, rowKey });
  }

  /** Chunks of files that have no row are those of writes that were cut off: they are left out. */
  async walk(
    { onProgress, signal }: BackupOptions,
    look: (placed: Placed) => Promise<void>,
  ): Promise<null> {
    const chunks = [...this.#files].flatMap((key) => this.#chunksOf(key));
    const all = [...this.#objects.values(), ...chunks];
    for (const [done, place] of all.entries()) {
      if (signal?.aborted) throw new VaultError('cancelled');
      const frame = frameOf(await this.#window.at(place));
      if (frame !== null) await look({ frame, ...place });
      onProgress?.(done / all.length);
    }
    onProgress?.(1);
    return null;
  }

  async chunkAt(place: Place): Promise<Bytes> {
    const frame = frameOf(await this.#window.at(place));
    if (frame?.kind !== 'chunk') throw new VaultError('unreadable');
    return frame.bytes;
  }

  #chunk(blobKey: string, chunk: RawChunk): void {
    const chunks = this.#chunks.get(blobKey) ?? new Map<number, RawChunk>();
    this.#chunks.set(blobKey, chunks);
    if (!chunks.has(chunk.index)) chunks.set(chunk.index, chunk);
  }

  #chunksOf(blobKey: string): RawPlace[] {
    const chunks = [...(this.#chunks.get(blobKey)?.values() ?? [])];
    return chunks
      .toSorted((one, other) => one.index - other.index)
      .map(({ at, bytes }) => ({ at, bytes }));
  }
}

/** A row of a raw copy as a backup would hold it. */
function frameOf(body: Uint8Array): Frame | null {
  const raw = rawFrameOf(body);
  if (raw?.kind !== 'row') return null;
  const [, group, name] = raw.key;
  if (typeof group !== 'string') return null;
  if (raw.value instanceof Uint8Array && typeof name === 'number')
    return { kind: 'chunk', blobKey: group, index: name, bytes: new Uint8Array(raw.value) };
  const row = rowIn(raw.value);
  if (typeof name !== 'string' || row === null) return null;
  return { kind: 'object', collection: group, rowKey: name, row };
}

/** The row, or null for what no version of Carnet stores. */
export function rowIn(value: CborValue): Row | null {
  try {
    return rowOf(value);
  } catch {
    return null;
  }
}
