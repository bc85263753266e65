import { concat, equal, type Bytes } from '../../bytes/bytes.ts';
import { encodeCbor } from '../../bytes/cbor.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  CryptoError,
  domain,
  hkdfSha256,
  openWithNonce,
  sealWithNonce,
  sha256OfLarge,
} from '../../crypto/index.ts';
import { paddedSize } from '../../sharing/index.ts';

/** A stretch of a backup file as it lies on a host, where many backups may name it. */
export interface Piece {
  /** 32 random bytes, drawn for this content on this host. */
  readonly secret: Bytes;
  /** SHA-256 of the stretch, 32 bytes. */
  readonly content: Bytes;
  /** Bytes of the stretch. */
  readonly length: number;
}

export const PIECE_SECRET_BYTES = 32;

const NAME_BYTES = 16;
const VERSION = 2;

/** 32 hex digits. */
export function pieceName(secret: Bytes): string {
  return toHex(hkdfSha256({ key: secret, info: domain('backup/piece-name'), length: NAME_BYTES }));
}

/** Bytes on the host. */
export const storedSize = ({ length }: Pick<Piece, 'length'>): number =>
  paddedSize(length + AEAD_TAG_BYTES);

/**
 * The same bytes each time: whether it lies on a host is asked there, and what got lost is put back
 * as it was. The key is of this secret and this content alone, so its one nonce may be zero.
 */
export async function sealPiece(piece: Piece, stretch: Bytes): Promise<Bytes> {
  const zeros = new Uint8Array(storedSize(piece) - AEAD_TAG_BYTES - stretch.length);
  return sealWithNonce(await keyOf(piece), NONCE, contextOf(piece), concat(stretch, zeros));
}

/** @throws CryptoError `not-authentic` */
export async function openPiece(piece: Piece, sealed: Bytes): Promise<Bytes> {
  if (sealed.length !== storedSize(piece)) throw new CryptoError('not-authentic');
  const padded = await openWithNonce(await keyOf(piece), NONCE, contextOf(piece), sealed);
  const stretch = padded.slice(0, piece.length);
  if (!equal(await sha256OfLarge(stretch), piece.content)) throw new CryptoError('not-authentic');
  return stretch;
}

const NONCE = new Uint8Array(AEAD_NONCE_BYTES);

const keyOf = ({ secret, content }: Piece) =>
  aeadKey(
    hkdfSha256({ key: secret, info: concat(domain('backup/piece-key'), content), length: 32 }),
  );

const contextOf = ({ length }: Piece): Bytes =>
  concat(domain('backup/piece'), encodeCbor([VERSION, length]));
