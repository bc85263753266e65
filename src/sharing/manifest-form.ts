import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { toHex } from '../bytes/hex.ts';
import type { AeadKey, SuiteSizes } from '../crypto/index.ts';
import { aeadKey, domain, hkdfSha256, hmacSha256 } from '../crypto/index.ts';
import type { SealedBatch } from './batch.ts';
import { MAX_TABLE_BYTES } from './batch.ts';
import type { Epoch, Lane } from './epoch.ts';
import { EPOCH_ID_BYTES } from './epoch.ts';
import { SharingError } from './errors.ts';
import { isList } from './fields.ts';
import type { BatchLock } from './lock.ts';
import { WRAPPED_KEY_BYTES } from './lock.ts';
import { FORMAT_VERSION, SIGNER_FIELD } from './message.ts';
import { NAME_BYTES } from './object-ref.ts';
import { unitCode } from './unit.ts';

/** A batch as a reader sees it: its table and who may open it. */
export type PublishedBatch = Pick<SealedBatch, 'number' | 'table' | 'locks'>;

export const field = {
  patient: SIGNER_FIELD,
  unit: 2,
  epochId: 3,
  revision: 4,
  previousHash: 5,
  issuedAt: 6,
  freshUntil: 7,
  header: 8,
  tags: 9,
  batches: 10,
} as const;

/**
 * Where the manifest of an epoch lies. Who knows the shelf key but not the epoch's id (somebody who
 * was stopped) does not find it.
 *
 * @param shelfKey - 32 bytes that everybody with standing access has.
 */
export function manifestName(shelfKey: Bytes, { unit, epochId }: Epoch): string {
  const code = Uint8Array.of(unitCode(unit));
  const name = hmacSha256(shelfKey, domain('manifest-name'), code, epochId);
  return toHex(name.subarray(0, NAME_BYTES));
}

/** The key of an epoch's manifests: HKDF of the shelf key, salted with the epoch's id. */
export async function manifestKey(shelfKey: Bytes, { epochId }: Epoch): Promise<AeadKey> {
  const info = domain('manifest');
  const raw = hkdfSha256({ key: shelfKey, salt: epochId, info, length: 32 });
  try {
    return await aeadKey(raw);
  } finally {
    raw.fill(0);
  }
}

/** Associated data of a manifest, and the beginning of what its signature covers. */
export const manifestContext = (
  suite: number,
  patientIdentity: Bytes,
  { unit, epochId }: Epoch,
): Bytes =>
  encodeCbor([
    'carnet/v1/manifest',
    FORMAT_VERSION,
    suite,
    patientIdentity,
    unitCode(unit),
    epochId,
  ]);

/** What the patient signs. */
export const signedManifest = (context: Bytes, fields: Uint8Array): Bytes =>
  concat(domain('manifest-sig'), context, fields);

/** A tag that batches are locked to, named once for all of them. */
type TagRow = Pick<BatchLock, 'epochId' | 'tagPublic'>;

/**
 * Fields 9 and 10: the tags as `[epoch id, tag public key]`, that of lane `all` first, then those of
 * lane `new`; the batches as `[number, table, lock, index of the new lane's tag, lock]`, a lock being
 * capsule | commitment 32 | wrapped key 60.
 */
export function batchFields(
  all: TagRow,
  batches: readonly PublishedBatch[],
): { tags: CborValue; batches: CborValue } {
  const tags: TagRow[] = [all];
  const rows = batches.map(({ number, table, locks }) => {
    const index = indexIn(tags, locks.new);
    return [number, table, lockBytes(locks.all), index, lockBytes(locks.new)];
  });
  return { tags: tags.map(({ epochId, tagPublic }) => [epochId, tagPublic]), batches: rows };
}

/** The tag of lane `all` is the first, and of another lane than all others. */
function indexIn(tags: TagRow[], { epochId, tagPublic }: BatchLock): number {
  const known = tags.findIndex((tag, i) => i > 0 && equal(tag.tagPublic, tagPublic));
  return known > 0 ? known : tags.push({ epochId, tagPublic }) - 1;
}

const lockBytes = ({ capsule, commitment, wrapped }: BatchLock): Bytes =>
  concat(capsule, commitment, wrapped);

/** Reads what {@link batchFields} made. @throws SharingError `malformed`, `too-large`. */
export function readBatches(
  sizes: SuiteSizes,
  tagRows: readonly CborValue[],
  rows: readonly CborValue[],
): PublishedBatch[] {
  const tags = tagRows.map((row) => readTag(sizes, row));
  const batches = rows.map((row) => readBatch(sizes, tags, row));
  const rising = batches.every(
    ({ number }, i) => i === 0 || number > (batches[i - 1]?.number ?? 0),
  );
  if (!rising) throw new SharingError('malformed');
  return batches;
}

function readTag({ tagPublicKey }: SuiteSizes, row: CborValue): TagRow {
  const [epochId, tagPublic] = items(row, 2);
  return { epochId: bytes(epochId, EPOCH_ID_BYTES), tagPublic: bytes(tagPublic, tagPublicKey) };
}

function readBatch(sizes: SuiteSizes, tags: readonly TagRow[], row: CborValue): PublishedBatch {
  const [number, table, all, index, fresh] = items(row, 5);
  if (typeof number !== 'number' || number < 1) throw new SharingError('malformed');
  if (!(table instanceof Uint8Array)) throw new SharingError('malformed');
  if (table.length > MAX_TABLE_BYTES) throw new SharingError('too-large');
  const newTag = typeof index === 'number' && index > 0 ? tags[index] : undefined;
  const locks = {
    all: readLock(sizes, 'all', tags[0], all),
    new: readLock(sizes, 'new', newTag, fresh),
  };
  return { number, table: Uint8Array.from(table), locks };
}

function readLock(
  { capsule, commitment }: SuiteSizes,
  lane: Lane,
  tag: TagRow | undefined,
  value: CborValue | undefined,
): BatchLock {
  if (tag === undefined) throw new SharingError('malformed');
  const lock = bytes(value, capsule + commitment + WRAPPED_KEY_BYTES);
  return {
    lane,
    ...tag,
    capsule: lock.slice(0, capsule),
    commitment: lock.slice(capsule, capsule + commitment),
    wrapped: lock.slice(capsule + commitment),
  };
}

function items(row: CborValue, count: number): readonly CborValue[] {
  if (!isList(row) || row.length !== count) throw new SharingError('malformed');
  return row;
}

function bytes(value: CborValue | undefined, length: number): Bytes {
  if (!(value instanceof Uint8Array) || value.length !== length)
    throw new SharingError('malformed');
  return Uint8Array.from(value);
}
