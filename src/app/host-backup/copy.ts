import { toBase64url } from '../../bytes/base64url.ts';
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
  type RandomSource,
} from '../../crypto/index.ts';
import { paddedSize } from '../../sharing/index.ts';
import { LONGEST_CUT_BYTES } from './cutting.ts';
import { olderParts } from './older-copy.ts';
import { openPiece, PIECE_SECRET_BYTES, pieceName, storedSize, type Piece } from './piece.ts';

/** A backup has two places on a host: the new one is named beside the old one. */
export const sides = [0, 1] as const;
export type Side = (typeof sides)[number];

/** What the index of a backup says; vault/SPEC.md, "A backup on a host". */
export interface CopyIndex {
  /** Counts up from 1; of two the higher is the newer. */
  readonly number: number;
  /** ISO instant of the backup. */
  readonly createdAt: string;
  /** 16 random bytes, by which whoever left it knows it again. */
  readonly id: Bytes;
  /** They follow each other in the file. */
  readonly pieces: readonly Piece[];
}

/** A part of a backup file, of whichever version, as it lies on a host. */
export interface HostPart {
  readonly name: string;
  /** Bytes on the host, and of the file. */
  readonly stored: number;
  readonly length: number;
  /** The part of the file, zeros perhaps behind it. @throws CryptoError `not-authentic` */
  readonly open: (sealed: Bytes) => Promise<Bytes>;
}

/** A backup that was found on a host. */
export interface HostCopy {
  readonly number: number;
  readonly createdAt: string;
  /** Base64url. */
  readonly id: string;
  readonly parts: readonly HostPart[];
  /** What a newer backup may name again; none where an older version left it. */
  readonly pieces: readonly Piece[];
}

export const COPY_ID_BYTES = 16;
/** An index that is longer is none of ours: it would tell of 50 GB. */
export const MAX_INDEX_BYTES = 2 ** 22;

const NAME_BYTES = 16;
const HASH_BYTES = 32;
const LENGTH_BYTES = 4;
const VERSION = 2;
const OLDER_VERSION = 1;
const SEALED_BYTES = AEAD_NONCE_BYTES + AEAD_TAG_BYTES;
/** No element of an index is shorter, taken together. */
const LEAST_ITEM_BYTES = 16;

/**
 * The name of an index on the host, 32 hex digits.
 *
 * @param seed - the kit's backup name, 16 bytes, which no host ever sees.
 */
export function indexName(seed: Bytes, side: Side): string {
  const info = concat(domain('backup/index-name'), new Uint8Array([side]));
  return toHex(hkdfSha256({ key: seed, info, length: NAME_BYTES }));
}

/** The index as it lies on a host: padded, and bound to its place. */
export async function sealIndex(
  seed: Bytes,
  side: Side,
  { number, createdAt, id, pieces }: CopyIndex,
  random: RandomSource,
): Promise<Bytes> {
  const named = pieces.map(({ secret, content, length }) => [secret, content, length]);
  const body = encodeCbor([VERSION, number, createdAt, id, named]);
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
    const limits = { maxBytes: MAX_INDEX_BYTES, maxItems: MAX_INDEX_BYTES / LEAST_ITEM_BYTES };
    return copyOf(decodeCbor(body, limits));
  } catch {
    return null;
  }
}

/** How a piece is found and opened. */
export const partOf = (piece: Piece): HostPart => ({
  name: pieceName(piece.secret),
  stored: storedSize(piece),
  length: piece.length,
  open: (sealed) => openPiece(piece, sealed),
});

function copyOf(value: CborValue): HostCopy | null {
  if (!isList(value)) return null;
  const [version, number, createdAt, ...rest] = value;
  if (typeof createdAt !== 'string' || !isCount(number)) return null;
  const about = { number, createdAt };
  if (version === OLDER_VERSION) return olderCopyOf(about, rest);
  const [id, named] = rest;
  if (version !== VERSION || !isBytes(id, COPY_ID_BYTES) || !isList(named)) return null;
  const pieces = named.map(pieceOf).filter((piece) => piece !== null);
  if (pieces.length !== named.length) return null;
  return { ...about, id: toBase64url(id), parts: pieces.map(partOf), pieces };
}

type About = Pick<HostCopy, 'number' | 'createdAt'>;

function olderCopyOf(about: About, rest: readonly CborValue[]): HostCopy | null {
  const [secret, size, digests] = rest;
  if (!isBytes(secret, PIECE_SECRET_BYTES) || !isCount(size) || !isList(digests)) return null;
  const known = digests.filter((one) => isBytes(one, HASH_BYTES));
  const parts =
    known.length === digests.length ? olderParts({ secret, size, digests: known }) : null;
  return parts && { ...about, id: toBase64url(secret), parts, pieces: [] };
}

function pieceOf(value: CborValue): Piece | null {
  if (!isList(value)) return null;
  const [secret, content, length] = value;
  const fits = isBytes(secret, PIECE_SECRET_BYTES) && isBytes(content, HASH_BYTES);
  if (!fits || !isCount(length) || length < 1 || length > LONGEST_CUT_BYTES) return null;
  return { secret, content, length };
}

const isList = (value: CborValue | undefined): value is readonly CborValue[] =>
  Array.isArray(value);

const isCount = (value: CborValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isBytes = (value: CborValue | undefined, length: number): value is Bytes =>
  value instanceof Uint8Array && value.length === length;

const indexKey = (seed: Bytes) =>
  aeadKey(hkdfSha256({ key: seed, info: domain('backup/index-key'), length: 32 }));

const indexContext = (side: Side): Bytes =>
  concat(domain('backup/index'), encodeCbor([OLDER_VERSION, side]));
