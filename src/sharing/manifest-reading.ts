import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { open, sha256OfLarge, SIGNATURE_BYTES, verify } from '../crypto/index.ts';
import { MAX_BATCHES, openTable, scopeOf } from './batch.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import type { Epoch, Lane } from './epoch.ts';
import { EPOCH_ID_BYTES } from './epoch.ts';
import { failAs, SharingError } from './errors.ts';
import { Fields } from './fields.ts';
import type { BatchLock, Unlock } from './lock.ts';
import { openLock } from './lock.ts';
import type { PublishedBatch } from './manifest-form.ts';
import {
  field,
  manifestContext,
  manifestKey,
  readBatches,
  signedManifest,
} from './manifest-form.ts';
import { MAX_MANIFEST_BYTES } from './manifest.ts';
import { splitPair } from './message.ts';
import type { ObjectRef } from './object-ref.ts';
import { MAX_HEADER_BYTES } from './package.ts';
import { UNIT_COUNT, unitOfCode } from './unit.ts';

/** A manifest, opened and its signature checked. Whether it is new enough is another question. */
export interface Manifest extends Epoch {
  /** Ed25519, 32 bytes. */
  patientIdentity: Bytes;
  revision: number;
  previousHash: Bytes;
  /** SHA-256 of its bytes on the host. */
  hash: Bytes;
  /** By the patient's clock, in whole seconds. */
  issuedAt: Date;
  /** Until when the patient's app promised to say something newer. */
  freshUntil: Date;
  /** Opaque, at most 2048 bytes. */
  header: Bytes;
  /** Numbers rising; later wins. */
  batches: readonly PublishedBatch[];
}

/** A re-encryption key from a standing grant, with the tag it is for. */
export interface LaneKey {
  lane: Lane;
  epochId: Bytes;
  reEncryptionKey: Bytes;
}

/** What a reader was promised and has seen. */
export interface Expected {
  /** From the standing grant. */
  leastRevision: number;
  /** The newest manifest of this unit that was accepted before. */
  seen: { revision: number; hash: Bytes } | null;
}

/**
 * Opens the manifest of one epoch.
 *
 * @throws SharingError `too-large`; `cannot-open` for everything else: another patient's, another
 * epoch's, changed or cut bytes.
 */
export async function openManifest(
  env: SharingEnvironment,
  reader: { patientIdentity: Bytes; shelfKey: Bytes },
  epoch: Epoch,
  bytes: Bytes,
): Promise<Manifest> {
  if (bytes.length > MAX_MANIFEST_BYTES) throw new SharingError('too-large');
  return failAs('cannot-open', async () => {
    const context = manifestContext(env.suite.id, reader.patientIdentity, epoch);
    const plaintext = await open(await manifestKey(reader.shelfKey, epoch), context, bytes);
    const fields = await signedFields(reader.patientIdentity, context, plaintext);
    const manifest = manifestOf(env, fields);
    const same = manifest.unit === epoch.unit && equal(manifest.epochId, epoch.epochId);
    if (!same) throw new SharingError('cannot-open');
    return { ...manifest, hash: await sha256OfLarge(bytes) };
  });
}

async function signedFields(signer: Bytes, context: Bytes, plaintext: Bytes): Promise<Fields> {
  const { first, rest } = splitPair(plaintext);
  const signature = rest.subarray(0, SIGNATURE_BYTES);
  const genuine = await verify(signer, signedManifest(context, first), signature);
  if (!genuine) throw new SharingError('bad-signature');
  const fields = new Fields(first, Object.values(field), first.length);
  if (!equal(fields.bytes(field.patient, 32), signer)) throw new SharingError('bad-signature');
  return fields;
}

function manifestOf({ suite }: SharingEnvironment, fields: Fields): Omit<Manifest, 'hash'> {
  const tags = fields.list(field.tags, MAX_BATCHES + 1);
  return {
    patientIdentity: fields.bytes(field.patient, 32),
    unit: unitOfCode(fields.integer(field.unit, { min: 0, max: UNIT_COUNT })),
    epochId: fields.bytes(field.epochId, EPOCH_ID_BYTES),
    revision: fields.integer(field.revision, { min: 1, max: 0xffff_ffff }),
    previousHash: fields.bytes(field.previousHash, 32),
    issuedAt: fromSeconds(fields.integer(field.issuedAt, TIME_RANGE)),
    freshUntil: fromSeconds(fields.integer(field.freshUntil, TIME_RANGE)),
    header: fields.bytesUpTo(field.header, MAX_HEADER_BYTES),
    batches: readBatches(suite.sizes, tags, fields.list(field.batches, MAX_BATCHES)),
  };
}

/**
 * Refuses a manifest that is older than promised or seen, or no successor of what was seen.
 *
 * @throws SharingError, in this order, `rolled-back`, `forked`, `clock-skew`.
 */
export function checkManifest(
  env: SharingEnvironment,
  { revision, hash, previousHash, issuedAt }: Manifest,
  { leastRevision, seen }: Expected,
): void {
  if (revision < leastRevision) throw new SharingError('rolled-back');
  if (seen !== null) {
    if (revision < seen.revision) throw new SharingError('rolled-back');
    if (revision === seen.revision && !equal(hash, seen.hash)) throw new SharingError('forked');
    const next = revision === seen.revision + 1;
    if (next && !equal(previousHash, seen.hash)) throw new SharingError('forked');
  }
  refuseFuture(env, toSeconds(issuedAt));
}

/**
 * What a batch lists, for a reader with re-encryption keys; null for a batch outside her lanes.
 *
 * @throws SharingError `cannot-open` for a key that is not what the grant said, `malformed` for a
 * batch that the manifest does not list.
 */
export async function openBatch(
  env: SharingEnvironment,
  reader: { delegateeSecret: Bytes; keys: readonly LaneKey[] },
  manifest: Manifest,
  batchNumber: number,
): Promise<ObjectRef[] | null> {
  const batch = batchIn(manifest, batchNumber);
  for (const lock of [batch.locks.all, batch.locks.new]) {
    const key = reader.keys.find((held) => isFor(held, lock));
    if (key === undefined) continue;
    const { delegateeSecret } = reader;
    const unlock = { delegateeSecret, reEncryptionKey: key.reEncryptionKey };
    return openWith(env, manifest, batch, lock, unlock);
  }
  return null;
}

/**
 * The same through a helper that transformed the batch's capsule of this lane.
 *
 * @throws SharingError `cannot-open` for a transform of anything else, or none at all.
 */
export function openBatchTransformed(
  env: SharingEnvironment,
  reader: { delegateeSecret: Bytes },
  manifest: Manifest,
  batchNumber: number,
  { lane, transformed }: { lane: Lane; transformed: Bytes },
): Promise<ObjectRef[]> {
  const batch = batchIn(manifest, batchNumber);
  return openWith(env, manifest, batch, batch.locks[lane], { ...reader, transformed });
}

const isFor = (key: Omit<LaneKey, 'reEncryptionKey'>, lock: BatchLock): boolean =>
  key.lane === lock.lane && equal(key.epochId, lock.epochId);

/**
 * The capsule of a batch that a reader with these lanes has to ask a helper for; null for a batch
 * outside her lanes.
 */
export function lockFor(
  { locks }: PublishedBatch,
  lanes: readonly Omit<LaneKey, 'reEncryptionKey'>[],
): BatchLock | null {
  const held = [locks.all, locks.new].find((lock) => lanes.some((key) => isFor(key, lock)));
  return held ?? null;
}

function batchIn({ batches }: Manifest, number: number): PublishedBatch {
  const batch = batches.find((listed) => listed.number === number);
  if (batch === undefined) throw new SharingError('malformed');
  return batch;
}

async function openWith(
  env: SharingEnvironment,
  { patientIdentity, unit }: Manifest,
  { number, table }: PublishedBatch,
  lock: BatchLock,
  unlock: Unlock,
): Promise<ObjectRef[]> {
  const scope = scopeOf(env, patientIdentity, unit, number);
  const key = await openLock(env, scope, lock, unlock);
  try {
    return await openTable(scope, key, table);
  } finally {
    key.fill(0);
  }
}
