import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import type { SuiteSizes } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import { fromSeconds, TIME_RANGE, toSeconds } from './environment.ts';
import type { Lane } from './epoch.ts';
import { laneCode, laneOfCode } from './epoch.ts';
import { SharingError } from './errors.ts';
import { isList } from './fields.ts';
import { cleanName } from './name.ts';
import { pieces } from './pieces.ts';
import { unitCode, unitOfCode } from './unit.ts';

/** The capsules of one unit, lane and epoch that a helper may transform. */
export interface ListedCapsules {
  unit: ShareUnit;
  lane: Lane;
  /** 16 bytes. */
  epochId: Bytes;
  /** AFGH: 48 bytes each, at most 32. */
  capsules: readonly Bytes[];
}

/** One doctor whom a helper serves. */
export interface Served {
  /** Ed25519, 32 bytes. */
  identity: Bytes;
  /** At most 64 bytes of UTF-8. */
  name: string;
  /** Of the standing grant, 16 bytes. */
  grantId: Bytes;
  /** 32 bytes, from `relayKey`: where asks and answers lie. */
  relayKey: Bytes;
  until: Date | null;
  /** How many asks are answered in all. */
  uses: number;
  /** `group` is a place in the list's groups; AFGH: 96 bytes a key. */
  keys: readonly { group: number; reEncryptionKey: Bytes }[];
}

/** At most this many capsules in one group: the live batches of a publication. */
export const MAX_GROUP_CAPSULES = 32;

const MAX_USES = 2 ** 31;
const GROUP_INDEX_BYTES = 2;
/** A row is small; it is the whole list that may be large. */
const MAX_TEXT_CHARACTERS = 256;

/** `[unit, lane, epoch id 16, capsules one after another]`. */
export const writeGroup = ({ unit, lane, epochId, capsules }: ListedCapsules): CborValue => [
  unitCode(unit),
  laneCode(lane),
  epochId,
  concat(...capsules),
];

/** @throws SharingError `malformed`, `too-large`. */
export function readGroup(row: CborValue, sizes: SuiteSizes): ListedCapsules {
  const [unit, lane, epochId, capsules] = cells(row, 4);
  const cut = pieces(bytesIn(capsules), sizes.capsule);
  if (cut.length > MAX_GROUP_CAPSULES) throw new SharingError('too-large');
  return {
    unit: unitOfCode(integerIn(unit, 255)),
    lane: laneOfCode(integerIn(lane, 255)),
    epochId: bytesIn(epochId, 16),
    capsules: cut,
  };
}

/**
 * `[identity 32, name, grant id 16, relay key 32, until or null, uses, keys]`, the keys being
 * `group 2 | re-encryption key` one after another.
 *
 * @throws SharingError `name-invalid`, `malformed` for a group that is no place in a list.
 */
export const writeServed = (served: Served): CborValue => [
  served.identity,
  cleanName(served.name),
  served.grantId,
  served.relayKey,
  served.until === null ? null : toSeconds(served.until),
  served.uses,
  concat(...served.keys.map((key) => concat(groupIndex(key.group), key.reEncryptionKey))),
];

/** @throws SharingError `malformed`, `name-invalid`. */
export function readServed(row: CborValue, sizes: SuiteSizes): Served {
  const [identity, name, grantId, relayKey, until, uses, keys] = cells(row, 7);
  return {
    identity: bytesIn(identity, 32),
    name: nameIn(name),
    grantId: bytesIn(grantId, 16),
    relayKey: bytesIn(relayKey, 32),
    until: until === null ? null : fromSeconds(integerIn(until, TIME_RANGE.max)),
    uses: integerIn(uses, MAX_USES),
    keys: pieces(bytesIn(keys), GROUP_INDEX_BYTES + sizes.reEncryptionKey).map(keyIn),
  };
}

function groupIndex(group: number): Bytes {
  if (!Number.isInteger(group) || group < 0 || group > 0xffff) throw new SharingError('malformed');
  return Uint8Array.of(group >> 8, group & 0xff);
}

const keyIn = (piece: Bytes): Served['keys'][number] => ({
  group: ((piece[0] ?? 0) << 8) | (piece[1] ?? 0),
  reEncryptionKey: piece.slice(GROUP_INDEX_BYTES),
});

function cells(row: CborValue, count: number): readonly CborValue[] {
  if (!isList(row) || row.length !== count) throw new SharingError('malformed');
  return row;
}

function bytesIn(value: CborValue | undefined, length?: number): Bytes {
  if (!(value instanceof Uint8Array)) throw new SharingError('malformed');
  if (length !== undefined && value.length !== length) throw new SharingError('malformed');
  return Uint8Array.from(value);
}

function integerIn(value: CborValue | undefined, max: number): number {
  if (typeof value !== 'number' || value < 0 || value > max) throw new SharingError('malformed');
  return value;
}

function nameIn(value: CborValue | undefined): string {
  if (typeof value !== 'string' || value.length > MAX_TEXT_CHARACTERS)
    throw new SharingError('malformed');
  return cleanName(value);
}
