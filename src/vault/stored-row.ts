import { VaultError } from './errors.ts';

/** The version of every stored format below. It stands in each row and in each associated data. */
export const FORMAT_VERSION = 1;

export type Row = Readonly<Record<string, unknown>>;

/**
 * The fields of a row of this version.
 * @throws VaultError `newer-version` | `unreadable`
 */
export function fieldsOf(row: unknown): Row {
  if (!isRow(row) || typeof row['v'] !== 'number') throw new VaultError('unreadable');
  if (row['v'] > FORMAT_VERSION) throw new VaultError('newer-version');
  if (row['v'] !== FORMAT_VERSION) throw new VaultError('unreadable');
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
