import { concat } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { CryptoError, domain } from '../crypto/index.ts';
import type { RandomSource } from '../crypto/index.ts';
import { VaultError } from './errors.ts';
import type { StorageKey } from './storage-key.ts';
import { FORMAT_VERSION, bytesIn, fieldsOf } from './stored-row.ts';

/**
 * `mark` holds replay marks of consultations with their expiry, and nothing else of a patient.
 * `blob` holds the keys of files whose chunks lie beside.
 */
export type Collection =
  | 'record'
  | 'revision'
  | 'blob'
  | 'log'
  | 'contact'
  | 'grant'
  | 'setting'
  | 'mark'
  | 'draft'
  | 'rule'
  | 'host'
  | 'publication'
  | 'access'
  | 'upload'
  | 'following'
  | 'helping'
  | 'letter';

export const collections: readonly Collection[] = [
  'record',
  'revision',
  'blob',
  'log',
  'contact',
  'grant',
  'setting',
  'mark',
  'draft',
  'rule',
  'host',
  'publication',
  'access',
  'upload',
  'following',
  'helping',
  'letter',
];

export function isCollection(name: string): name is Collection {
  const known: readonly string[] = collections;
  return known.includes(name);
}

export interface StoredObject {
  id: string;
  revision: number;
  bytes: Bytes;
}

/** A row that does not open. It stays where it is: `key` names it, its id cannot be known. */
export interface Unreadable {
  collection: Collection;
  key: string;
  reason: 'not-authentic' | 'malformed' | 'newer-version';
}

export interface ObjectRow {
  v: typeof FORMAT_VERSION;
  revision: number;
  /** nonce 12 | CBOR [id, revision, bytes] | tag 16 */
  sealed: Bytes;
}

/** Where a row lies. */
export interface Place {
  profileId: string;
  collection: Collection;
  rowKey: string;
}

export async function sealRow(
  key: StorageKey,
  place: Place,
  object: { id: string; revision: number; bytes: Uint8Array },
  random: RandomSource,
): Promise<ObjectRow> {
  const { id, revision, bytes } = object;
  const plaintext = encodeCbor([id, revision, bytes]);
  const sealed = await key.seal('objects', associatedData(place, revision), plaintext, random);
  return { v: FORMAT_VERSION, revision, sealed };
}

/**
 * The object of a row, or why it does not open.
 * @throws VaultError `closed` when the profile was locked meanwhile
 */
export async function openRow(
  key: StorageKey,
  place: Place,
  row: unknown,
): Promise<StoredObject | Unreadable['reason']> {
  try {
    const { revision, sealed } = parseRow(row);
    const plaintext = await key.open('objects', associatedData(place, revision), sealed);
    return decode(plaintext, revision) ?? 'malformed';
  } catch (error) {
    return reasonOf(error);
  }
}

/** The revision that a row claims, 0 where there is none. Only sealing proves it. */
export function revisionOf(row: unknown): number {
  return row === undefined ? 0 : parseRow(row).revision;
}

/** The sealed bytes of a row of any state, or null. */
export function sealedOf(row: unknown): Uint8Array | null {
  try {
    return parseRow(row).sealed;
  } catch {
    return null;
  }
}

function associatedData({ profileId, collection, rowKey }: Place, revision: number): Bytes {
  return concat(
    domain('vault/object'),
    encodeCbor([FORMAT_VERSION, profileId, collection, rowKey, revision]),
  );
}

function parseRow(row: unknown): { revision: number; sealed: Uint8Array } {
  const fields = fieldsOf(row);
  const { revision } = fields;
  if (!isRevision(revision)) throw new VaultError('unreadable');
  return { revision, sealed: bytesIn(fields, 'sealed') };
}

/** Revisions start at 1: 0 says "absent" in `expects`. */
export function isRevision(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function decode(plaintext: Bytes, expected: number): StoredObject | null {
  const value = decodeCbor(plaintext, { maxBytes: plaintext.length });
  if (!Array.isArray(value) || value.length !== 3) return null;
  const [id, revision, bytes] = value as readonly unknown[];
  if (typeof id !== 'string' || revision !== expected || !(bytes instanceof Uint8Array))
    return null;
  return { id, revision: expected, bytes: new Uint8Array(bytes) };
}

function reasonOf(error: unknown): Unreadable['reason'] {
  if (error instanceof CryptoError) return 'not-authentic';
  if (!(error instanceof VaultError)) return 'malformed';
  if (error.code === 'closed') throw error;
  return error.code === 'newer-version' ? 'newer-version' : 'malformed';
}
