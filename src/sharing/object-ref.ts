import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { BytesError } from '../bytes/errors.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { SharingError } from './errors.ts';
import { isList } from './fields.ts';
import { MAX_OBJECT_BYTES, partsFor } from './object-layout.ts';

/** One file on a host. */
export interface PartRef {
  /** 32 lower-case hex characters: 16 random bytes. Every name on a host has this shape. */
  name: string;
  /** Bytes on the host. */
  size: number;
  /** SHA-256 of the bytes on the host. */
  hash: Bytes;
}

/** Everything that is needed to fetch and open one object. It is secret: it holds the key. */
export interface ObjectRef {
  /** 16 random bytes. */
  id: Bytes;
  /** 32 bytes, fresh for every object. */
  key: Bytes;
  /** 7 bytes of the STREAM's nonces. */
  prefix: Bytes;
  /** Bytes of the content without its padding. */
  length: number;
  parts: readonly PartRef[];
}

export const OBJECT_ID_BYTES = 16;
export const OBJECT_KEY_BYTES = 32;
export const OBJECT_PREFIX_BYTES = 7;
export const NAME_BYTES = 16;
const HASH_BYTES = 32;
const PART_ROW_BYTES = NAME_BYTES + 4 + HASH_BYTES;

/** `[id, key, prefix, length, parts]`, each part as name 16 | size 4 | hash 32. */
export const objectRefValue = ({ id, key, prefix, length, parts }: ObjectRef): CborValue => [
  id,
  key,
  prefix,
  length,
  concat(...parts.map(({ name, size, hash }) => concat(fromHex(name), uint32(size), hash))),
];

/**
 * Reads what {@link objectRefValue} made. Number and sizes of the parts follow from the length, so
 * that a reader knows what it will fetch before it fetches.
 *
 * @throws SharingError `malformed`, `too-large`.
 */
export function readObjectRef(value: CborValue): ObjectRef {
  if (!isList(value) || value.length !== 5) throw new SharingError('malformed');
  const [id, key, prefix, length, parts] = value;
  if (typeof length !== 'number' || length < 0) throw new SharingError('malformed');
  if (length > MAX_OBJECT_BYTES) throw new SharingError('too-large');
  return {
    id: exactly(id, OBJECT_ID_BYTES),
    key: exactly(key, OBJECT_KEY_BYTES),
    prefix: exactly(prefix, OBJECT_PREFIX_BYTES),
    length,
    parts: readParts(parts, length),
  };
}

/** The same as one byte string, for places that hold bytes. */
export const encodeObjectRef = (ref: ObjectRef): Bytes => encodeCbor(objectRefValue(ref));

/** @throws SharingError `malformed`, `too-large`. */
export function decodeObjectRef(bytes: Uint8Array): ObjectRef {
  try {
    return readObjectRef(decodeCbor(bytes, { maxBytes: 2 ** 20 }));
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    throw new SharingError(error.code === 'too-large' ? 'too-large' : 'malformed');
  }
}

function readParts(value: CborValue | undefined, length: number): PartRef[] {
  const expected = partsFor(length);
  const rows = exactly(value, expected.length * PART_ROW_BYTES);
  return expected.map(({ storedBytes }, index) => {
    const row = rows.subarray(index * PART_ROW_BYTES, (index + 1) * PART_ROW_BYTES);
    const size = new DataView(row.buffer, row.byteOffset).getUint32(NAME_BYTES);
    if (size !== storedBytes) throw new SharingError('malformed');
    return { name: toHex(row.subarray(0, NAME_BYTES)), size, hash: row.slice(-HASH_BYTES) };
  });
}

function exactly(value: CborValue | undefined, length: number): Bytes {
  if (!(value instanceof Uint8Array) || value.length !== length)
    throw new SharingError('malformed');
  return Uint8Array.from(value);
}
