import { equal } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { decodeCbor } from '../../bytes/cbor.ts';
import type { CborValue } from '../../bytes/cbor.ts';
import { VaultError } from '../errors.ts';
import { RAW_COPY_VERSION, RAW_MAGIC, rawFrames } from '../raw-copy.ts';
import { bytesOf } from './frame-reader.ts';
import { LENGTH_BYTES, MAX_FRAME_BYTES } from './frames.ts';
import { isList } from './row-form.ts';

/** Read from the file at once. */
const WINDOW_BYTES = 2 * 1024 * 1024;
const MAX_NAME_CHARACTERS = 128;

/** Where a frame's CBOR lies in the file. */
export interface RawPlace {
  at: number;
  bytes: number;
}

/** A frame of a raw copy, as far as its form goes: nothing vouches for what it says. */
export type RawFrame =
  | { kind: 'head'; version: number; createdAt: string }
  | { kind: 'row'; store: string; key: RawKey; value: CborValue }
  | { kind: 'missing'; store: string; key: RawKey }
  | { kind: 'end'; rows: number; missing: number };

export type RawKey = readonly (string | number)[];

/** Pieces of a file by place; what lies near each other is read together. */
export class FileWindow {
  readonly file: Blob;
  #held: Bytes = new Uint8Array();
  #from = 0;

  constructor(file: Blob) {
    this.file = file;
  }

  /** @throws VaultError `unreadable` */
  async at({ at, bytes }: RawPlace): Promise<Bytes> {
    const isHeld = at >= this.#from && at + bytes <= this.#from + this.#held.length;
    if (!isHeld) {
      this.#held = await bytesOf(this.file, at, at + Math.max(WINDOW_BYTES, bytes));
      this.#from = at;
    }
    const piece = this.#held.subarray(at - this.#from, at - this.#from + bytes);
    if (piece.length !== bytes) throw new VaultError('unreadable');
    return piece;
  }
}

/** Whether a file begins as a raw copy does. @throws VaultError `newer-version` | `unreadable` */
export async function isRawCopy(file: Blob): Promise<boolean> {
  const opening = await bytesOf(file, 0, RAW_MAGIC.length + 1);
  if (!equal(opening.subarray(0, RAW_MAGIC.length), RAW_MAGIC)) return false;
  const version = opening[RAW_MAGIC.length] ?? RAW_COPY_VERSION;
  if (version > RAW_COPY_VERSION) throw new VaultError('newer-version');
  return version === RAW_COPY_VERSION;
}

/**
 * Every frame that can be found, in order; null for one that has no form. It ends where the file
 * does, or where a length is none.
 *
 * @throws VaultError `unreadable` where the file cannot be read at all
 */
export async function* rawFramesOf(
  window: FileWindow,
): AsyncGenerator<{ frame: RawFrame | null; place: RawPlace }> {
  const { size } = window.file;
  for (let at = RAW_MAGIC.length + 1; at + LENGTH_BYTES <= size;) {
    const prefix = await window.at({ at, bytes: LENGTH_BYTES });
    const bytes = new DataView(prefix.buffer, prefix.byteOffset).getUint32(0);
    const place = { at: at + LENGTH_BYTES, bytes };
    if (bytes > MAX_FRAME_BYTES || place.at + bytes > size) return;
    yield { frame: rawFrameOf(await window.at(place)), place };
    at = place.at + bytes;
  }
}

/** Any bytes give a frame or null. */
export function rawFrameOf(body: Uint8Array): RawFrame | null {
  try {
    const value = decodeCbor(body, { maxBytes: MAX_FRAME_BYTES });
    return isList(value) ? frameOf(value) : null;
  } catch {
    return null;
  }
}

function frameOf([kind, ...items]: readonly CborValue[]): RawFrame | null {
  if (kind === rawFrames.head) return headOf(items);
  if (kind === rawFrames.end) return endOf(items);
  const [store, key, value] = items;
  if (typeof store !== 'string' || !isKey(key)) return null;
  if (kind === rawFrames.missing && items.length === 2) return { kind: 'missing', store, key };
  if (kind !== rawFrames.row || items.length !== 3 || value === undefined) return null;
  return { kind: 'row', store, key, value };
}

function headOf([version, createdAt, ...more]: readonly CborValue[]): RawFrame | null {
  if (typeof version !== 'number' || typeof createdAt !== 'string' || more.length > 0) return null;
  return Number.isNaN(Date.parse(createdAt)) ? null : { kind: 'head', version, createdAt };
}

function endOf([rows, missing, ...more]: readonly CborValue[]): RawFrame | null {
  if (typeof rows !== 'number' || typeof missing !== 'number' || more.length > 0) return null;
  return { kind: 'end', rows, missing };
}

function isKey(value: CborValue | undefined): value is RawKey {
  return isList(value) && value.length > 0 && value.length <= 3 && value.every(isKeyPart);
}

function isKeyPart(part: CborValue): boolean {
  if (typeof part === 'number') return part >= 0;
  return typeof part === 'string' && part.length > 0 && part.length <= MAX_NAME_CHARACTERS;
}
