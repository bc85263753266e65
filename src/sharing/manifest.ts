import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  seal,
  sha256OfLarge,
  sign,
  SIGNATURE_BYTES,
  signingPublicKey,
} from '../crypto/index.ts';
import type { SealedBatch } from './batch.ts';
import { MAX_BATCHES } from './batch.ts';
import type { SharingEnvironment } from './environment.ts';
import { toSeconds } from './environment.ts';
import type { Epoch, EpochKeys, Lane } from './epoch.ts';
import { SharingError } from './errors.ts';
import type { PublishedBatch } from './manifest-form.ts';
import {
  batchFields,
  field,
  manifestContext,
  manifestKey,
  manifestName,
  signedManifest,
} from './manifest-form.ts';
import { joinPair } from './message.ts';
import type { Stored } from './object.ts';
import { MAX_HEADER_BYTES } from './package.ts';
import { paddedSize } from './padding.ts';
import { unitCode } from './unit.ts';

/** A manifest is never longer than this on a host. */
export const MAX_MANIFEST_BYTES = 16 * 2 ** 20;

/** For how long a patient's app promises that a manifest is current, unless told: a week. */
export const FRESH_SECONDS = 7 * 86_400;

/** The previous hash of the first manifest. */
export const NO_MANIFEST: Bytes = new Uint8Array(32);

const OVERHEAD_BYTES = AEAD_NONCE_BYTES + 4 + SIGNATURE_BYTES + AEAD_TAG_BYTES;

/** The state of a unit that is published. */
export interface Publication {
  /** The unit's newest epoch: its keys name unit and epoch. */
  keys: EpochKeys;
  /** Rising over all epochs of the unit, from 1. One revision is sealed once: keep its bytes. */
  revision: number;
  /** SHA-256 of the last manifest's bytes, in whichever epoch; 32 zero bytes for none. */
  previousHash: Bytes;
  /** Opaque, at most 2048 bytes. */
  header: Bytes;
  /** At most 32, numbers rising. */
  batches: readonly SealedBatch[];
  issuedAt: Date;
  freshUntil: Date;
  /** 32 bytes, one for all readers of this patient. */
  shelfKey: Bytes;
}

/** A capsule as a helper's list names it. */
export interface ManifestCapsule {
  batch: number;
  lane: Lane;
  epochId: Bytes;
  capsule: Bytes;
  tagPublic: Bytes;
}

/**
 * Signs and seals the manifest of one unit and epoch (SPEC §16):
 * nonce 12 | AES-256-GCM of (length 4 | fields | signature 64 | zeros) | tag 16, padded.
 *
 * @throws SharingError `mismatch` for a batch that is not locked under these keys; `too-large`;
 * `malformed` for batches out of order.
 */
export async function sealedManifest(
  env: SharingEnvironment,
  owner: { identitySeed: Bytes },
  publication: Publication,
): Promise<{ stored: Stored; hash: Bytes; capsules: ManifestCapsule[] }> {
  checkBatches(publication);
  const epoch: Epoch = publication.keys.all;
  const patientIdentity = await signingPublicKey(owner.identitySeed);
  const context = manifestContext(env.suite.id, patientIdentity, epoch);
  const fields = encodeCbor(fieldsOf(patientIdentity, publication));
  const signature = await sign(owner.identitySeed, signedManifest(context, fields));
  const plaintext = padded(fields, signature);
  const key = await manifestKey(publication.shelfKey, epoch);
  const bytes = await seal(key, context, plaintext, env.random);
  const stored = { name: manifestName(publication.shelfKey, epoch), bytes };
  return { stored, hash: await sha256OfLarge(bytes), capsules: capsulesOf(publication.batches) };
}

/** Every capsule of these batches. */
export const capsulesOf = (batches: readonly PublishedBatch[]): ManifestCapsule[] =>
  batches.flatMap(({ number, locks }) =>
    [locks.all, locks.new].map(({ lane, epochId, capsule, tagPublic }) => ({
      batch: number,
      lane,
      epochId,
      capsule,
      tagPublic,
    })),
  );

function checkBatches({ keys, batches, header }: Publication): void {
  if (batches.length > MAX_BATCHES || header.length > MAX_HEADER_BYTES)
    throw new SharingError('too-large');
  batches.forEach(({ unit, number, locks }, i) => {
    if (i > 0 && number <= (batches[i - 1]?.number ?? 0)) throw new SharingError('malformed');
    const current = unit === keys.all.unit && equal(locks.all.tagPublic, keys.all.publicKey);
    if (!current) throw new SharingError('mismatch');
  });
}

function fieldsOf(patientIdentity: Bytes, publication: Publication): Map<number, CborValue> {
  const { unit, epochId, publicKey } = publication.keys.all;
  const locked = batchFields({ epochId, tagPublic: publicKey }, publication.batches);
  return new Map<number, CborValue>([
    [field.patient, patientIdentity],
    [field.unit, unitCode(unit)],
    [field.epochId, epochId],
    [field.revision, publication.revision],
    [field.previousHash, publication.previousHash],
    [field.issuedAt, toSeconds(publication.issuedAt)],
    [field.freshUntil, toSeconds(publication.freshUntil)],
    [field.header, publication.header],
    [field.tags, locked.tags],
    [field.batches, locked.batches],
  ]);
}

function padded(fields: Bytes, signature: Bytes): Bytes {
  const size = paddedSize(fields.length + OVERHEAD_BYTES);
  if (size > MAX_MANIFEST_BYTES) throw new SharingError('too-large');
  const zeros = new Uint8Array(size - OVERHEAD_BYTES - fields.length);
  return joinPair(fields, concat(signature, zeros));
}
