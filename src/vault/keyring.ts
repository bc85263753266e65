import { concat, equal } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { domain } from '../crypto/index.ts';
import type { RandomSource } from '../crypto/index.ts';
import { VaultError } from './errors.ts';
import type { ProfileCard } from './profile-card.ts';
import type { StorageKey } from './storage-key.ts';
import { FORMAT_VERSION, bytesIn, fieldsOf } from './stored-row.ts';
import type { Row } from './stored-row.ts';

/** The secrets of a profile. The vault keeps them as opaque bytes; their sizes are the caller's. */
export interface Keyring {
  /** Ed25519 seed, 32 bytes. */
  identitySeed: Bytes;
  /** X25519 scalar, 32 bytes. */
  sealingSecret: Bytes;
  delegateeSecret: Bytes;
  delegateePublic: Bytes;
  /** Newest last; 32 bytes each. */
  tagMasters: { generation: number; secret: Bytes }[];
  inboxSecret: Bytes;
  inboxPublic: Bytes;
  /** HMAC key of the replay marks, 32 bytes. */
  markKey: Bytes;
  /** HMAC key of the names of rows, 32 bytes. It outlives the root. */
  names: Bytes;
}

const MAX_KEYRING_BYTES = 65536;

/** Numbers are for ever: a field that is dropped leaves a gap. */
const fieldNumbers = {
  identitySeed: 1,
  sealingSecret: 2,
  delegateeSecret: 3,
  delegateePublic: 4,
  tagMasters: 5,
  inboxSecret: 6,
  inboxPublic: 7,
  markKey: 8,
  names: 9,
} as const satisfies Record<keyof Keyring, number>;

type BytesField = Exclude<keyof Keyring, 'tagMasters'>;

/** The keyring's row; the card's `id`, `role` and `sample` are bound to it. */
export async function sealKeyring(
  key: StorageKey,
  card: ProfileCard,
  keyring: Keyring,
  random: RandomSource,
): Promise<Row> {
  const plaintext = encodeKeyring(keyring);
  const sealed = await key.seal('keyring', associatedData(card), plaintext, random);
  plaintext.fill(0);
  return { v: FORMAT_VERSION, sealed };
}

/**
 * The keyring of a row. One of eight fields names its rows by a key of the storage key.
 * @throws VaultError `unreadable` | `newer-version`
 */
export async function openKeyring(
  key: StorageKey,
  card: ProfileCard,
  row: unknown,
): Promise<Keyring> {
  const sealed = bytesIn(fieldsOf(row), 'sealed');
  const plaintext = await key
    .open('keyring', associatedData(card), sealed)
    .catch(() => unreadable());
  try {
    return decodeKeyring(plaintext, key);
  } catch (error) {
    throw error instanceof VaultError ? error : new VaultError('unreadable');
  } finally {
    plaintext.fill(0);
  }
}

/** Whether two rows hold the very same sealing: two sealings never give the same bytes. */
export function isSameKeyring(one: unknown, other: unknown): boolean {
  try {
    return equal(bytesIn(fieldsOf(one), 'sealed'), bytesIn(fieldsOf(other), 'sealed'));
  } catch {
    return false;
  }
}

/** Overwrites every secret with zeros. */
export function eraseKeyring(keyring: Keyring): void {
  for (const { secret } of keyring.tagMasters) secret.fill(0);
  for (const field of bytesFields()) keyring[field].fill(0);
}

function associatedData({ id, role, sample }: ProfileCard): Bytes {
  return concat(domain('vault/keyring'), encodeCbor([FORMAT_VERSION, id, role, sample]));
}

function bytesFields(): BytesField[] {
  return (Object.keys(fieldNumbers) as (keyof Keyring)[]).filter((field) => field !== 'tagMasters');
}

function encodeKeyring(keyring: Keyring): Bytes {
  const masters = keyring.tagMasters.map(({ generation, secret }) => [generation, secret]);
  const map = new Map<number, CborValue>([[fieldNumbers.tagMasters, masters]]);
  for (const field of bytesFields()) map.set(fieldNumbers[field], keyring[field]);
  return encodeCbor(map);
}

function decodeKeyring(plaintext: Bytes, key: StorageKey): Keyring {
  const map = decodeCbor(plaintext, { maxBytes: MAX_KEYRING_BYTES });
  if (!isMap(map)) return unreadable();
  // A field we do not know would be lost at the next rewrite: leave it to the version that does.
  if (map.size > Object.keys(fieldNumbers).length) throw new VaultError('newer-version');
  const bytes = (field: BytesField) => bytesOf(map.get(fieldNumbers[field]));
  return {
    identitySeed: bytes('identitySeed'),
    sealingSecret: bytes('sealingSecret'),
    delegateeSecret: bytes('delegateeSecret'),
    delegateePublic: bytes('delegateePublic'),
    tagMasters: listOf(map.get(fieldNumbers.tagMasters)).map(tagMaster),
    inboxSecret: bytes('inboxSecret'),
    inboxPublic: bytes('inboxPublic'),
    markKey: bytes('markKey'),
    names: map.has(fieldNumbers.names) ? bytes('names') : key.derivedNames(),
  };
}

function tagMaster(value: CborValue): Keyring['tagMasters'][number] {
  const [generation, secret] = listOf(value);
  if (typeof generation !== 'number') return unreadable();
  return { generation, secret: bytesOf(secret) };
}

/** A copy: decoded bytes may be views of a buffer that is erased. */
function bytesOf(value: CborValue | undefined): Bytes {
  return value instanceof Uint8Array ? new Uint8Array(value) : unreadable();
}

function listOf(value: CborValue | undefined): readonly CborValue[] {
  return isList(value) ? value : unreadable();
}

function isList(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value);
}

function isMap(value: CborValue): value is ReadonlyMap<number | string, CborValue> {
  return value instanceof Map;
}

function unreadable(): never {
  throw new VaultError('unreadable');
}
