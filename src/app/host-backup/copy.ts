import { concat, uint32, type Bytes } from '../../bytes/bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../../bytes/cbor.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  domain,
  hkdfSha256,
  open,
  seal,
  sha256OfLarge,
  type RandomSource,
} from '../../crypto/index.ts';
import { LEAST_STORED_BYTES, paddedSize } from '../../sharing/index.ts';

/** A backup has two places on a host: the new one is written beside the old one. */
export const sides = [0, 1] as const;
export type Side = (typeof sides)[number];

/** What the index of a backup on a host says; vault/SPEC.md, "A backup on a host". */
export interface HostCopy {
  /** Counts up from 1; of two the higher is the newer. */
  readonly number: number;
  /** ISO instant of the backup. */
  readonly createdAt: string;
  /** 32 random bytes that name and seal the parts. */
  readonly secret: Bytes;
  /** Bytes of the backup file. */
  readonly size: number;
  /** SHA-256 of each part as it lies there. */
  readonly digests: readonly Bytes[];
}

export const COPY_SECRET_BYTES = 32;
/** Bytes of a part on the host; the last may be smaller. */
export const PART_BYTES = 2 ** 20;
/** An index that is longer is none of ours: it would tell of 120 GB. */
export const MAX_INDEX_BYTES = 2 ** 22;

const NAME_BYTES = 16;
const DIGEST_BYTES = 32;
const LENGTH_BYTES = 4;
const VERSION = 1;
const SEALED_BYTES = AEAD_NONCE_BYTES + AEAD_TAG_BYTES;

/**
 * The name of an index on the host, 32 hex digits.
 *
 * @param seed - the kit's backup name, 16 bytes, which no host ever sees.
 */
export function indexName(seed: Bytes, side: Side): string {
  return nameOf(seed, concat(domain('backup/index-name'), new Uint8Array([side])));
}

export function partName(secret: Bytes, index: number): string {
  return nameOf(secret, concat(domain('backup/part-name'), uint32(index)));
}

/** Bytes of each part on the host, so that they add up to a padded size. */
export function partSizes(size: number): number[] {
  const content = PART_BYTES - SEALED_BYTES;
  const stored = paddedSize(size + SEALED_BYTES * Math.max(1, Math.ceil(size / content)));
  const count = Math.ceil(stored / PART_BYTES);
  return Array.from({ length: count }, (_, i) =>
    Math.max(LEAST_STORED_BYTES, Math.min(PART_BYTES, stored - i * PART_BYTES)),
  );
}

/** The part that holds this piece of the file, zeros behind it. */
export async function sealPart(
  { secret, count }: { secret: Bytes; count: number },
  index: number,
  { file, random }: { file: Blob; random: RandomSource },
): Promise<Bytes> {
  const room = (partSizes(file.size)[index] ?? 0) - SEALED_BYTES;
  const from = index * (PART_BYTES - SEALED_BYTES);
  const piece = new Uint8Array(await file.slice(from, from + room).arrayBuffer());
  const plaintext = concat(piece, new Uint8Array(room - piece.length));
  return seal(await partKey(secret), partContext(index, count), plaintext, random);
}

/** What {@link sealPart} sealed, with its zeros. @throws CryptoError `not-authentic` */
export async function openPart(
  { secret, digests }: HostCopy,
  index: number,
  sealed: Bytes,
): Promise<Bytes> {
  return open(await partKey(secret), partContext(index, digests.length), sealed);
}

export const digestOf = (sealed: Bytes): Promise<Bytes> => sha256OfLarge(sealed);

/** The index as it lies on a host: padded, and bound to its place. */
export async function sealIndex(
  seed: Bytes,
  side: Side,
  { number, createdAt, secret, size, digests }: HostCopy,
  random: RandomSource,
): Promise<Bytes> {
  const body = encodeCbor([VERSION, number, createdAt, secret, size, digests]);
  const room = paddedSize(body.length + LENGTH_BYTES + SEALED_BYTES) - SEALED_BYTES;
  const padding = new Uint8Array(room - LENGTH_BYTES - body.length);
  const plaintext = concat(uint32(body.length), body, padding);
  return seal(await indexKey(seed), indexContext(side), plaintext, random);
}

/** Null for whatever is no index of this kit in this place. */
export async function openIndex(seed: Bytes, side: Side, sealed: Bytes): Promise<HostCopy | null> {
  try {
    const plaintext = await open(await indexKey(seed), indexContext(side), sealed);
    const length = new DataView(plaintext.buffer, plaintext.byteOffset).getUint32(0);
    const body = plaintext.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
    const limits = { maxBytes: MAX_INDEX_BYTES, maxItems: MAX_INDEX_BYTES / DIGEST_BYTES };
    return copyOf(decodeCbor(body, limits));
  } catch {
    return null;
  }
}

function copyOf(value: CborValue): HostCopy | null {
  if (!isList(value)) return null;
  const [version, number, createdAt, secret, size, digests] = value;
  if (version !== VERSION || typeof createdAt !== 'string' || !isCount(number)) return null;
  if (!isBytes(secret, COPY_SECRET_BYTES) || !isCount(size) || !isList(digests)) return null;
  const known = digests.filter((one) => isBytes(one, DIGEST_BYTES));
  if (known.length !== digests.length || known.length !== partSizes(size).length) return null;
  return { number, createdAt, secret, size, digests: known };
}

const isList = (value: CborValue | undefined): value is readonly CborValue[] =>
  Array.isArray(value);

const isCount = (value: CborValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isBytes = (value: CborValue | undefined, length: number): value is Bytes =>
  value instanceof Uint8Array && value.length === length;

function nameOf(key: Bytes, info: Bytes): string {
  return toHex(hkdfSha256({ key, info, length: NAME_BYTES }));
}

const indexKey = (seed: Bytes) =>
  aeadKey(hkdfSha256({ key: seed, info: domain('backup/index-key'), length: 32 }));

const partKey = (secret: Bytes) =>
  aeadKey(hkdfSha256({ key: secret, info: domain('backup/part-key'), length: 32 }));

const indexContext = (side: Side): Bytes =>
  concat(domain('backup/index'), encodeCbor([VERSION, side]));

const partContext = (index: number, count: number): Bytes =>
  concat(domain('backup/part'), encodeCbor([VERSION, index, count]));
