import type { Bytes } from '../../bytes/bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../../bytes/cbor.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import {
  decodeUnit,
  encodeUnit,
  type AttachmentRef,
  type FhirResource,
  type ShareUnit,
} from '../../records/index.ts';
import { decodeObjectRef, encodeObjectRef, type ObjectRef } from '../../sharing/index.ts';
import { AppError } from '../errors.ts';
import { grouped } from './grouped.ts';

/** A file of a published record: an object of its own. */
export interface PublishedFile {
  readonly title: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Of the plaintext, hex. */
  readonly sha256: string;
  readonly ref: ObjectRef;
}

/** A record as it is published; `resource.id` is its key. */
export interface PublishedEntry {
  /** 32 lower-case hex characters: the same record of the same unit keeps its key. */
  readonly key: string;
  readonly resource: FhirResource;
  readonly files: readonly PublishedFile[];
}

/** What one object says. Objects are folded in their order, later ones win. */
export interface PublishedChange {
  readonly put: readonly PublishedEntry[];
  /** Keys of records that are not shown any more. */
  readonly drop: readonly string[];
}

/** A change is never longer than this before it is sealed. */
export const MAX_CHANGE_BYTES = 64 * 2 ** 20;

const MAX_ITEMS = 1_000_000;
const KEY = /^[0-9a-f]{32}$/;
const field = { unit: 1, refs: 2, drop: 3 } as const;

/**
 * Deterministic CBOR: `{1: the records as {@link encodeUnit} writes them (bytes), 2: the objects of
 * their files in the order of its attachments (bytes each), 3: dropped keys (16 bytes each)}`. An
 * attachment's id is its object's id in hex.
 */
export function encodeChange(unit: ShareUnit, { put, drop }: PublishedChange): Bytes {
  const files = put.flatMap((entry, at) => entry.files.map((file) => ({ file, at })));
  const attachments = files.map(({ file, at }): AttachmentRef => {
    const { title, contentType, size, sha256 } = file;
    return { id: toHex(file.ref.id), path: `/${at}`, title, contentType, size, sha256 };
  });
  const resources = put.map(({ resource }) => resource);
  return encodeCbor(
    new Map<number, CborValue>([
      [field.unit, encodeUnit({ unit, resources, attachments, notSent: [] })],
      [field.refs, files.map(({ file }) => encodeObjectRef(file.ref))],
      [field.drop, drop.map(fromHex)],
    ]),
  );
}

/** @throws AppError `unreadable-content`; BytesError, RecordsError and SharingError from the decoders */
export function decodeChange(bytes: Bytes, unit: ShareUnit): PublishedChange {
  const limits = { maxBytes: MAX_CHANGE_BYTES, maxItems: MAX_ITEMS };
  const map = decodeCbor(bytes, limits);
  if (!isMap(map) || map.size !== Object.keys(field).length) return unreadable();
  const { resources, attachments } = decodeUnit(bytesIn(map.get(field.unit)), unit);
  const refs = listIn(map.get(field.refs)).map((ref) => decodeObjectRef(bytesIn(ref)));
  if (refs.length !== attachments.length) return unreadable();
  const files = attachments.map((attachment, at) => fileOf(attachment, refs[at]));
  const byPath = grouped(files.entries(), ([at]) => attachments[at]?.path);
  return {
    put: resources.map((resource, index) => ({
      key: keyOf(resource.id),
      resource,
      files: (byPath.get(`/${index}`) ?? []).map(([, file]) => file),
    })),
    drop: listIn(map.get(field.drop)).map((key) => keyOf(toHex(bytesIn(key)))),
  };
}

function fileOf(attachment: AttachmentRef, ref: ObjectRef | undefined): PublishedFile {
  const { title, contentType, size, sha256, id } = attachment;
  if (ref === undefined || toHex(ref.id) !== id) return unreadable();
  return { title, contentType, size, sha256, ref };
}

function keyOf(text: string | undefined): string {
  return text !== undefined && KEY.test(text) ? text : unreadable();
}

function bytesIn(value: CborValue | undefined): Bytes {
  return value instanceof Uint8Array ? Uint8Array.from(value) : unreadable();
}

function listIn(value: CborValue | undefined): readonly CborValue[] {
  return Array.isArray(value) ? (value as readonly CborValue[]) : unreadable();
}

function isMap(value: CborValue): value is ReadonlyMap<number | string, CborValue> {
  return value instanceof Map;
}

function unreadable(): never {
  throw new AppError('unreadable-content');
}
