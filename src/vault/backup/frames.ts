import { concat, uint32, utf8 } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../../bytes/cbor.ts';
import type { CborValue } from '../../bytes/cbor.ts';
import { VaultError } from '../errors.ts';
import type { Row } from '../stored-row.ts';
import { cborOf, isList, rowOf } from './row-form.ts';

/** A backup begins with these eight bytes and its version. */
export const MAGIC = utf8('CARNETBK');
export const BACKUP_VERSION = 1;
export const OPENING_BYTES = MAGIC.length + 1;
/** Bytes of the length before each frame, big endian. */
export const LENGTH_BYTES = 4;
/** No row of ours comes near; a length beyond it is no length of ours. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** What stands before everything: whose backup it is, and what opens it. */
export interface HeadFrame {
  kind: 'head';
  profileId: string;
  /** ISO instant. */
  createdAt: string;
  card: Row;
  slots: Row[];
  keyring: Row;
}

/** One row of the store `object`, as it lay there. */
export interface ObjectFrame {
  kind: 'object';
  collection: string;
  rowKey: string;
  row: Row;
}

/** One row of the store `chunk`. */
export interface ChunkFrame {
  kind: 'chunk';
  blobKey: string;
  index: number;
  bytes: Bytes;
}

/** The last frame; `sealed` says the rest again, under a key of the profile. */
export interface EndFrame {
  kind: 'end';
  /** Of everything before this frame's length, 32 bytes. */
  digest: Bytes;
  sealed: Bytes;
}

export type Frame = HeadFrame | ObjectFrame | ChunkFrame | EndFrame;

const numbers = { head: 0, object: 1, chunk: 2, end: 3 } as const;
const MAX_NAME_CHARACTERS = 128;

/** Length 4 | CBOR, as SPEC.md lays it out. @throws VaultError `unreadable` for a row of no known form */
export function encodeFrame(frame: Frame): Bytes {
  const body = encodeCbor([numbers[frame.kind], ...itemsOf(frame)]);
  return concat(uint32(body.length), body);
}

/** @throws VaultError `backup-altered` */
export function decodeFrame(body: Uint8Array): Frame {
  try {
    const value = decodeCbor(body, { maxBytes: MAX_FRAME_BYTES });
    const frame = isList(value) ? frameOf(value) : null;
    if (frame !== null) return frame;
  } catch {
    // Said below.
  }
  throw new VaultError('backup-altered');
}

function itemsOf(frame: Frame): CborValue[] {
  switch (frame.kind) {
    case 'head': {
      const { profileId, createdAt, card, slots, keyring } = frame;
      return [profileId, createdAt, cborOf(card), slots.map(cborOf), cborOf(keyring)];
    }
    case 'object':
      return [frame.collection, frame.rowKey, cborOf(frame.row)];
    case 'chunk':
      return [frame.blobKey, frame.index, frame.bytes];
    case 'end':
      return [frame.digest, frame.sealed];
  }
}

function frameOf([kind, ...items]: readonly CborValue[]): Frame | null {
  if (kind === numbers.head && items.length === 5) return headOf(items);
  if (kind === numbers.object && items.length === 3) return objectOf(items);
  if (kind === numbers.chunk && items.length === 3) return chunkOf(items);
  if (kind === numbers.end && items.length === 2) return endOf(items);
  return null;
}

function headOf([profileId, createdAt, card, slots, keyring]: readonly CborValue[]): Frame | null {
  if (!isName(profileId) || !isName(createdAt) || !isList(slots)) return null;
  return {
    ...{ kind: 'head', profileId, createdAt },
    ...{ card: rowOf(card), slots: slots.map(rowOf), keyring: rowOf(keyring) },
  };
}

function objectOf([collection, rowKey, row]: readonly CborValue[]): Frame | null {
  if (!isName(collection) || !isName(rowKey)) return null;
  return { kind: 'object', collection, rowKey, row: rowOf(row) };
}

function chunkOf([blobKey, index, bytes]: readonly CborValue[]): Frame | null {
  if (!isName(blobKey) || !(bytes instanceof Uint8Array)) return null;
  if (typeof index !== 'number' || index < 0) return null;
  return { kind: 'chunk', blobKey, index, bytes: new Uint8Array(bytes) };
}

function endOf([digest, sealed]: readonly CborValue[]): Frame | null {
  if (!(digest instanceof Uint8Array) || !(sealed instanceof Uint8Array)) return null;
  return { kind: 'end', digest: new Uint8Array(digest), sealed: new Uint8Array(sealed) };
}

function isName(value: CborValue | undefined): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_CHARACTERS;
}
