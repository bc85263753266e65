import { concat, equal } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { Sha256 } from '../../crypto/index.ts';
import { VaultError } from '../errors.ts';
import {
  BACKUP_VERSION,
  LENGTH_BYTES,
  MAGIC,
  MAX_FRAME_BYTES,
  OPENING_BYTES,
  decodeFrame,
} from './frames.ts';
import type { Frame } from './frames.ts';

/** Read from the file at once. */
const WINDOW_BYTES = 2 * 1024 * 1024;

/** A frame and where its length begins in the file. */
export interface Placed {
  frame: Frame;
  at: number;
  /** Bytes with the length before it. */
  bytes: number;
}

/** Reads a backup from its beginning, frame by frame; a few MiB of it are in memory at a time. */
export class FrameReader {
  /** Of every byte before the frame that came last. */
  readonly #hash = new Sha256();
  readonly #source: Blob;
  #held: Bytes = new Uint8Array();
  #at = 0;

  constructor(source: Blob) {
    this.#source = source;
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  /** @throws VaultError `no-backup` | `newer-version` | `backup-incomplete` | `unreadable` */
  async open(): Promise<void> {
    const opening = await this.#take(Math.min(OPENING_BYTES, this.#source.size));
    const magic = opening.subarray(0, MAGIC.length);
    if (!equal(magic, MAGIC.subarray(0, magic.length))) throw new VaultError('no-backup');
    const version = opening[MAGIC.length];
    if (magic.length === 0) throw new VaultError('no-backup');
    if (version === undefined) throw new VaultError('backup-incomplete');
    if (version > BACKUP_VERSION) throw new VaultError('newer-version');
    if (version !== BACKUP_VERSION) throw new VaultError('no-backup');
    this.#hash.update(opening);
  }

  /** @throws VaultError `backup-incomplete` | `backup-altered` | `unreadable` */
  async next(): Promise<Placed> {
    const at = this.#at;
    const prefix = await this.#take(LENGTH_BYTES);
    const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(0);
    if (length > this.#source.size - this.#at) throw new VaultError('backup-incomplete');
    if (length > MAX_FRAME_BYTES) throw new VaultError('backup-altered');
    const body = await this.#take(length);
    const frame = decodeFrame(body);
    if (frame.kind !== 'end') {
      this.#hash.update(prefix);
      this.#hash.update(body);
    }
    return { frame, at, bytes: LENGTH_BYTES + length };
  }

  /** SHA-256 of every byte before the end; nothing may follow it. @throws VaultError `backup-altered` */
  finish(): Bytes {
    if (this.#at !== this.#source.size) throw new VaultError('backup-altered');
    return this.#hash.digest();
  }

  async #take(count: number): Promise<Bytes> {
    if (count > this.#source.size - this.#at) throw new VaultError('backup-incomplete');
    if (count > this.#held.length) await this.#fill(count);
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.#at += count;
    return taken;
  }

  async #fill(count: number): Promise<void> {
    const from = this.#at + this.#held.length;
    const wanted = Math.max(WINDOW_BYTES, count - this.#held.length);
    this.#held = concat(this.#held, await bytesOf(this.#source, from, from + wanted));
    if (this.#held.length < count) throw new VaultError('unreadable');
  }
}

/** A file can change or vanish while it is read. @throws VaultError `unreadable` */
export async function bytesOf(source: Blob, from: number, to: number): Promise<Bytes> {
  const buffer = await source
    .slice(from, to)
    .arrayBuffer()
    .catch(() => {
      throw new VaultError('unreadable');
    });
  return new Uint8Array(buffer);
}
