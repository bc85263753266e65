import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import type { RandomSource, ReEncryptionSuite, Tag } from '../crypto/index.ts';
import { domain, hkdfSha256, tagId } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import { SharingError } from './errors.ts';
import { unitCode } from './unit.ts';

/** How far back a standing grant reaches: everything, or what is published from now on. */
export type Lane = 'all' | 'new';

/** Bytes of an epoch's id. */
export const EPOCH_ID_BYTES = 16;

/** The lifetime of a unit's two standing tags. Stopping somebody starts the next one. */
export interface Epoch {
  unit: ShareUnit;
  /** 16 random bytes, never a counter: a restored backup must not meet an old epoch again. */
  epochId: Bytes;
}

/** The tag of one lane of one epoch, with the patient's keys to it. */
export interface StandingKey extends Epoch {
  tag: Tag;
  lane: Lane;
  publicKey: Bytes;
  secretKey: Bytes;
}

/** Both lanes of one epoch. */
export type EpochKeys = Readonly<Record<Lane, StandingKey>>;

const lanesByCode: readonly Lane[] = ['all', 'new'];

/** `all` 0, `new` 1. */
export const laneCode = (lane: Lane): number => lanesByCode.indexOf(lane);

/** @throws SharingError `malformed`. */
export function laneOfCode(code: number): Lane {
  const lane = lanesByCode[code];
  if (lane === undefined) throw new SharingError('malformed');
  return lane;
}

/** The next epoch of a unit. */
export const newEpoch = (random: RandomSource, unit: ShareUnit): Epoch => ({
  unit,
  epochId: random(EPOCH_ID_BYTES),
});

/**
 * The tag of a lane: `rest` is unit 1 | lane 1 | epoch id 16.
 *
 * @param patientIdentity - Ed25519, 32 bytes.
 */
export function standingTag(patientIdentity: Bytes, { unit, epochId }: Epoch, lane: Lane): Tag {
  if (epochId.length !== EPOCH_ID_BYTES) throw new SharingError('malformed');
  const rest = concat(Uint8Array.of(unitCode(unit), laneCode(lane)), epochId);
  return { kind: 'standing', id: tagId('standing', patientIdentity, rest) };
}

/**
 * The key pair of a lane, worked out from the tag master: the same every time, and nothing is stored.
 *
 * @param master - the newest generation of the patient's tag master, 32 bytes.
 */
export async function standingKey(
  suite: ReEncryptionSuite,
  master: Bytes,
  patientIdentity: Bytes,
  epoch: Epoch,
  lane: Lane,
): Promise<StandingKey> {
  const tag = standingTag(patientIdentity, epoch, lane);
  const keys = await suite.tagKeyPair(drawsFor(master, tag));
  return { ...epoch, tag, lane, ...keys };
}

/** Both lanes at once. */
export async function epochKeys(
  suite: ReEncryptionSuite,
  master: Bytes,
  patientIdentity: Bytes,
  epoch: Epoch,
): Promise<EpochKeys> {
  return {
    all: await standingKey(suite, master, patientIdentity, epoch, 'all'),
    new: await standingKey(suite, master, patientIdentity, epoch, 'new'),
  };
}

/** HKDF with the number of the draw in its info, since a suite may draw more than once. */
function drawsFor(key: Bytes, tag: Tag): RandomSource {
  let draw = 0;
  return (length) => {
    const info = concat(domain('tag-secret'), tag.id, uint32(draw++));
    return hkdfSha256({ key, info, length });
  };
}

/** What lets one delegatee open everything that was locked for one lane of one epoch. */
export const reEncryptionKeyFor = (
  suite: ReEncryptionSuite,
  key: StandingKey,
  card: { delegatee: Bytes },
): Promise<Bytes> => suite.reEncryptionKey(key.secretKey, card.delegatee);
