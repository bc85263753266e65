import type { CborValue } from '../../bytes/cbor.ts';
import { VaultError } from '../errors.ts';
import type { Row } from '../stored-row.ts';

/**
 * A row as CBOR: a map with text keys; whatever a row may hold, nested.
 *
 * @throws VaultError `unreadable` for what no version of Carnet stores: fractions, other objects
 */
export function cborOf(value: unknown): CborValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(cborOf);
  if (!isPlain(value)) throw new VaultError('unreadable');
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return new Map(fields.map(([name, field]) => [name, cborOf(field)]));
}

/** The row again. @throws VaultError `unreadable` where it is no map with text keys */
export function rowOf(value: CborValue | undefined): Row {
  if (!isMap(value)) throw new VaultError('unreadable');
  return Object.fromEntries([...value].map(([name, field]) => [nameOf(name), fieldOf(field)]));
}

function fieldOf(value: CborValue): unknown {
  if (isMap(value)) return rowOf(value);
  if (isList(value)) return value.map(fieldOf);
  if (typeof value === 'bigint') throw new VaultError('unreadable');
  return value;
}

function nameOf(name: number | string): string {
  if (typeof name !== 'string') throw new VaultError('unreadable');
  return name;
}

function isPlain(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isList(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value);
}

function isMap(value: CborValue | undefined): value is ReadonlyMap<number | string, CborValue> {
  return value instanceof Map;
}
