import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { BytesError } from '../bytes/errors.ts';
import { aeadKey, open, seal } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import type { SharingEnvironment } from './environment.ts';
import type { EpochKeys } from './epoch.ts';
import { failAs, SharingError } from './errors.ts';
import { isList } from './fields.ts';
import type { BatchLock, BatchScope } from './lock.ts';
import { BATCH_KEY_BYTES, lockBatch } from './lock.ts';
import { FORMAT_VERSION } from './message.ts';
import type { ObjectRef } from './object-ref.ts';
import { objectRefValue, readObjectRef } from './object-ref.ts';
import { unitCode } from './unit.ts';

/**
 * A batch is what was published together: a sealed table of objects under a key of its own, and that
 * key locked twice.
 *
 * Locks are stable. A sealed batch is kept and goes into every later manifest byte for byte, so that
 * a helper's list of capsules stays true; {@link relockBatch} alone changes one, when an epoch ends.
 */

/** A unit has at most this many live batches; then some are merged. */
export const MAX_BATCHES = 32;
/** A batch's table is never longer than this. */
export const MAX_TABLE_BYTES = 2 * 2 ** 20;
/** A batch never lists more objects than this. */
export const MAX_OBJECTS = 10_000;

/** The patient's own copy of a batch. Secret: it holds the key. */
export interface SealedBatch {
  unit: ShareUnit;
  /** From 1 on, rising, never used again within a unit. */
  number: number;
  /** 32 bytes. */
  key: Bytes;
  /** The sealed table of objects. */
  table: Bytes;
  /** `new` stays under the epoch in which the batch appeared; `all` is under the newest epoch. */
  locks: { all: BatchLock; new: BatchLock };
}

/**
 * Seals and locks a batch in the epoch of these keys.
 *
 * @throws SharingError `too-large` for too many objects; `malformed` for a number that is none.
 */
export async function sealBatch(
  env: SharingEnvironment,
  patientIdentity: Bytes,
  keys: EpochKeys,
  { number, objects }: { number: number; objects: readonly ObjectRef[] },
): Promise<SealedBatch> {
  const scope = scopeOf(env, patientIdentity, keys.all.unit, number);
  const sealed = await sealTable(env, scope, objects);
  const all = await lockBatch(env, scope, keys.all, sealed.key);
  const fresh = await lockBatch(env, scope, keys.new, sealed.key);
  return { unit: scope.unit, number, ...sealed, locks: { all, new: fresh } };
}

/** The same batch for the next epoch: only its lock for lane `all` is another. */
export async function relockBatch(
  env: SharingEnvironment,
  patientIdentity: Bytes,
  keys: EpochKeys,
  batch: SealedBatch,
): Promise<SealedBatch> {
  const scope = scopeOf(env, patientIdentity, batch.unit, batch.number);
  if (keys.all.unit !== batch.unit) throw new SharingError('mismatch');
  const all = await lockBatch(env, scope, keys.all, batch.key);
  return { ...batch, locks: { ...batch.locks, all } };
}

/**
 * One batch instead of several; the objects stay where they are on the host.
 *
 * Its lock for lane `new` is under `keys.new`, the keys of the epoch in which the **oldest** of them
 * appeared: nobody gains what was published before joining. Somebody who joined later *from now on*
 * loses the younger ones, so merge only batches between which nobody did.
 *
 * @param keys - `all` of the newest epoch, `new` of the oldest batch's.
 * @throws SharingError `mismatch` for keys of other epochs; as {@link sealBatch}.
 */
export async function mergeBatches(
  env: SharingEnvironment,
  patientIdentity: Bytes,
  keys: EpochKeys,
  batches: readonly SealedBatch[],
  number: number,
): Promise<SealedBatch> {
  const oldest = batches.toSorted((a, b) => a.number - b.number);
  const first = oldest[0];
  const matches = first !== undefined && equal(first.locks.new.epochId, keys.new.epochId);
  if (!matches || oldest.some(({ unit }) => unit !== keys.all.unit))
    throw new SharingError('mismatch');
  const tables = oldest.map((batch) => openOwnBatch(env, patientIdentity, batch));
  const objects = (await Promise.all(tables)).flat();
  return sealBatch(env, patientIdentity, keys, { number, objects });
}

/** What a batch lists, by the patient's own key. @throws SharingError `cannot-open`. */
export function openOwnBatch(
  env: Pick<SharingEnvironment, 'suite'>,
  patientIdentity: Bytes,
  { unit, number, key, table }: SealedBatch,
): Promise<ObjectRef[]> {
  return openTable(scopeOf(env, patientIdentity, unit, number), key, table);
}

/** @throws SharingError `malformed` */
export function scopeOf(
  { suite }: Pick<SharingEnvironment, 'suite'>,
  patientIdentity: Bytes,
  unit: ShareUnit,
  number: number,
): BatchScope {
  if (!Number.isSafeInteger(number) || number < 1) throw new SharingError('malformed');
  return { suite: suite.id, patientIdentity, unit, number };
}

async function sealTable(
  { random }: SharingEnvironment,
  scope: BatchScope,
  objects: readonly ObjectRef[],
): Promise<{ key: Bytes; table: Bytes }> {
  if (objects.length > MAX_OBJECTS) throw new SharingError('too-large');
  const key = random(BATCH_KEY_BYTES);
  const encoded = encodeCbor(objects.map(objectRefValue));
  const table = await seal(await aeadKey(key), tableContext(scope), encoded, random);
  encoded.fill(0);
  if (table.length > MAX_TABLE_BYTES) throw new SharingError('too-large');
  return { key, table };
}

/** @throws SharingError `cannot-open` for every cause. */
export function openTable(scope: BatchScope, key: Bytes, table: Bytes): Promise<ObjectRef[]> {
  return failAs('cannot-open', async () => {
    const encoded = await open(await aeadKey(key), tableContext(scope), table);
    return readTable(encoded);
  });
}

function readTable(encoded: Bytes): ObjectRef[] {
  const items = 8 * MAX_OBJECTS;
  const rows = decodeCbor(encoded, { maxBytes: MAX_TABLE_BYTES, maxDepth: 3, maxItems: items });
  if (!isList(rows) || rows.length > MAX_OBJECTS) throw new BytesError('malformed');
  return rows.map((row: CborValue) => readObjectRef(row));
}

const tableContext = ({ suite, patientIdentity, unit, number }: BatchScope): Bytes =>
  encodeCbor([
    'carnet/v1/batch-table',
    FORMAT_VERSION,
    suite,
    patientIdentity,
    unitCode(unit),
    number,
  ]);
