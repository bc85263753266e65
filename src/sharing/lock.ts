import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { Opened } from '../crypto/index.ts';
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, open, seal } from '../crypto/index.ts';
import { subkey } from './envelope.ts';
import type { SharingEnvironment } from './environment.ts';
import type { Epoch, Lane, StandingKey } from './epoch.ts';
import { laneCode, standingTag } from './epoch.ts';
import { failAs, SharingError } from './errors.ts';
import { FORMAT_VERSION } from './message.ts';
import { unitCode } from './unit.ts';

/** A batch's key, locked for one lane of one epoch. */
export interface BatchLock {
  lane: Lane;
  /** 16 bytes. */
  epochId: Bytes;
  /** The tag's public key (AFGH: 48 bytes). */
  tagPublic: Bytes;
  /** AFGH: 48 bytes. */
  capsule: Bytes;
  /** 32 bytes, signed with the manifest and compared before anything is decrypted. */
  commitment: Bytes;
  /** nonce 12 | sealed batch key 32 | tag 16 */
  wrapped: Bytes;
}

/** Which batch a lock belongs to. */
export interface BatchScope {
  suite: number;
  /** Ed25519, 32 bytes. */
  patientIdentity: Bytes;
  unit: Epoch['unit'];
  number: number;
}

export const BATCH_KEY_BYTES = 32;
export const WRAPPED_KEY_BYTES = AEAD_NONCE_BYTES + BATCH_KEY_BYTES + AEAD_TAG_BYTES;

const PURPOSE = 'batch-key';

/** Locks a batch's key for everybody who has a re-encryption key of this tag. */
export async function lockBatch(
  env: SharingEnvironment,
  scope: BatchScope,
  to: Pick<StandingKey, 'lane' | 'epochId' | 'publicKey' | 'tag'>,
  batchKey: Bytes,
): Promise<BatchLock> {
  const { suite, random } = env;
  const { lane, epochId, publicKey: tagPublic } = to;
  const { sharedKey, ...rest } = await suite.encapsulate(tagPublic, to.tag, random);
  const context = lockContext(scope, { lane, epochId });
  const wrapped = await seal(await subkey(sharedKey, PURPOSE), context, batchKey, random);
  sharedKey.fill(0);
  return { lane, epochId, tagPublic, ...rest, wrapped };
}

/** How a reader gets a lock's shared key: with a re-encryption key, or from a helper's transform. */
export type Unlock = { reEncryptionKey: Bytes; delegateeSecret: Bytes } | Transform;

/** A helper's answer for one capsule. */
export interface Transform {
  transformed: Bytes;
  delegateeSecret: Bytes;
}

/**
 * The batch's key.
 *
 * @throws SharingError `cannot-open` for every cause: a wrong key, somebody else's, a transform that
 * was made up.
 */
export function openLock(
  env: SharingEnvironment,
  scope: BatchScope,
  lock: BatchLock,
  unlock: Unlock,
): Promise<Bytes> {
  return failAs('cannot-open', async () => {
    const { sharedKey, commitment } = await decapsulate(env, scope, lock, unlock);
    // The pairing check of the re-encryption key would cost more and say less: the commitment that
    // the patient signed comes out for the right key alone.
    if (!equal(commitment, lock.commitment)) throw new SharingError('cannot-open');
    const key = await subkey(sharedKey, PURPOSE);
    sharedKey.fill(0);
    return open(key, lockContext(scope, lock), lock.wrapped);
  });
}

function decapsulate(
  { suite }: SharingEnvironment,
  { patientIdentity, unit }: BatchScope,
  { lane, epochId, tagPublic, capsule }: BatchLock,
  unlock: Unlock,
): Promise<Opened> {
  const tag = standingTag(patientIdentity, { unit, epochId }, lane);
  const secret = unlock.delegateeSecret;
  return 'transformed' in unlock
    ? suite.decapsulateReEncrypted(secret, tagPublic, capsule, unlock.transformed, tag)
    : suite.decapsulateFused(secret, tagPublic, capsule, unlock.reEncryptionKey, tag);
}

const lockContext = (
  { suite, patientIdentity, unit, number }: BatchScope,
  { lane, epochId }: Pick<BatchLock, 'lane' | 'epochId'>,
): Bytes =>
  encodeCbor([
    'carnet/v1/batch-key',
    FORMAT_VERSION,
    suite,
    patientIdentity,
    unitCode(unit),
    number,
    laneCode(lane),
    epochId,
  ]);
