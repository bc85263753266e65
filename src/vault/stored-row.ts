import { VaultError } from './errors.ts';

/** The version of every stored format below. It stands in each row and in each associated data. */
export const FORMAT_VERSION = 1;

export type Row = Readonly<Record<string, unknown>>;

/**
 * The fields of a row of version 1 up to `newest`, this version unless told.
 * @throws VaultError `newer-version` | `unreadable`
 */
export function fieldsOf(row: unknown, newest: number = FORMAT_VERSION): Row {
  if (!isRow(row)) throw new VaultError('unreadable');
  const { v } = row;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1) throw new VaultError('unreadable');
  if (v > newest) throw new VaultError('newer-version');
  return row;
}

/** A field of a row that has to be bytes. @throws VaultError `unreadable` */
export function bytesIn(row: Row, field: string): Uint8Array {
  const value = row[field];
  if (!(value instanceof Uint8Array)) throw new VaultError('unreadable');
  return value;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}
