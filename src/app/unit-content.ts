import type { Bytes } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../bytes/cbor.ts';
import { decodeUnit, encodeUnit, type ShareUnit, type UnitExport } from '../records/index.ts';
import { AppError } from './errors.ts';

/** A granted unit as it travels: its resources, and the bytes of its attachments by their id. */
export interface UnitContent {
  readonly unit: UnitExport;
  readonly files: ReadonlyMap<string, Bytes>;
}

/** Deterministic CBOR: `[unit as canonical JSON (bytes), { attachment id (text): file (bytes) }]`. */
export function packUnit({ unit, files }: UnitContent): Bytes {
  return encodeCbor([encodeUnit(unit), files]);
}

/** @throws AppError `unreadable-content`; BytesError and RecordsError from the decoders */
export function unpackUnit(bytes: Bytes, unit: ShareUnit): UnitContent {
  const value = decodeCbor(bytes, { maxBytes: bytes.length, maxDepth: 3 });
  const [encoded, files, ...more] = listIn(value);
  const isWhole = encoded instanceof Uint8Array && files instanceof Map && more.length === 0;
  if (!isWhole) throw new AppError('unreadable-content');
  return { unit: decodeUnit(Uint8Array.from(encoded), unit), files: filesIn(files) };
}

function listIn(value: CborValue): readonly CborValue[] {
  return Array.isArray(value) ? (value as readonly CborValue[]) : [];
}

function filesIn(map: ReadonlyMap<unknown, unknown>): ReadonlyMap<string, Bytes> {
  const files = new Map<string, Bytes>();
  for (const [id, file] of map) {
    if (typeof id !== 'string' || !(file instanceof Uint8Array))
      throw new AppError('unreadable-content');
    files.set(id, Uint8Array.from(file));
  }
  return files;
}
