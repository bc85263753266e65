import type { Bytes } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { decodeCbor } from '../bytes/cbor.ts';
import { BytesError } from '../bytes/errors.ts';
import { SharingError } from './errors.ts';

/** A map with integer keys, as it goes into deterministic CBOR. */
export type FieldMap = ReadonlyMap<number, CborValue>;

/** From here upward a field that a reader does not know may be ignored. */
export const FIRST_IGNORABLE_FIELD = 64;

/**
 * The fields of one CBOR map, read strictly: integer keys, exact lengths, nothing unknown.
 *
 * Extensions: an unknown key from 64 upward is ignored, an unknown negative key is critical and
 * makes the message one of a newer version, any other unknown key is malformed.
 */
export class Fields {
  readonly #values: ReadonlyMap<number | string, CborValue>;

  /**
   * @param known - the keys that the caller reads.
   * @throws SharingError `malformed`, `too-large` (over `maxBytes`), `unknown-version`.
   */
  constructor(encoded: Uint8Array, known: readonly number[], maxBytes: number) {
    const decoded = decodeBounded(encoded, maxBytes);
    if (!isMap(decoded)) throw new SharingError('malformed');
    for (const key of decoded.keys()) checkKey(key, known);
    this.#values = decoded;
  }

  has(key: number): boolean {
    return this.#values.has(key);
  }

  /** A byte string of exactly `length` bytes. */
  bytes(key: number, length: number): Bytes {
    const value = this.bytesUpTo(key, length);
    if (value.length !== length) throw new SharingError('malformed');
    return value;
  }

  bytesUpTo(key: number, maxLength: number): Bytes {
    const value = this.#values.get(key);
    if (!(value instanceof Uint8Array)) throw new SharingError('malformed');
    if (value.length > maxLength) throw new SharingError('too-large');
    return Uint8Array.from(value);
  }

  integer(key: number, range: { min: number; max: number }): number {
    const value = this.#values.get(key);
    if (typeof value !== 'number') throw new SharingError('malformed');
    if (value < range.min || value > range.max) throw new SharingError('malformed');
    return value;
  }

  /** Text as it stands; the message's own limit bounds its length. */
  text(key: number): string {
    const value = this.#values.get(key);
    if (typeof value !== 'string') throw new SharingError('malformed');
    return value;
  }

  list(key: number, maxItems: number): readonly CborValue[] {
    const value = this.#values.get(key);
    if (value === undefined || !isList(value)) throw new SharingError('malformed');
    if (value.length > maxItems) throw new SharingError('too-large');
    return value;
  }
}

const isMap = (value: CborValue): value is ReadonlyMap<number | string, CborValue> =>
  value instanceof Map;

/** `Array.isArray` does not know read-only arrays and would answer with `any`. */
export const isList = (value: CborValue): value is readonly CborValue[] => Array.isArray(value);

function decodeBounded(encoded: Uint8Array, maxBytes: number): CborValue {
  try {
    return decodeCbor(encoded, { maxBytes });
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    throw new SharingError(error.code === 'too-large' ? 'too-large' : 'malformed');
  }
}

function checkKey(key: number | string, known: readonly number[]): void {
  if (typeof key !== 'number') throw new SharingError('malformed');
  if (known.includes(key) || key >= FIRST_IGNORABLE_FIELD) return;
  throw new SharingError(key < 0 ? 'unknown-version' : 'malformed');
}
