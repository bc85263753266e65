import { concat, equal, uint32, type Bytes } from '../../bytes/bytes.ts';
import { encodeCbor } from '../../bytes/cbor.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  CryptoError,
  domain,
  hkdfSha256,
  open,
  sha256OfLarge,
} from '../../crypto/index.ts';
import { LEAST_STORED_BYTES, paddedSize } from '../../sharing/index.ts';
import type { HostPart } from './copy.ts';

/** A backup whose parts all hang on one secret, as the first version left them. */
interface OlderCopy {
  readonly secret: Bytes;
  /** Bytes of the file. */
  readonly size: number;
  /** SHA-256 of each part as it lies there. */
  readonly digests: readonly Bytes[];
}

const PART_BYTES = 2 ** 20;
const NAME_BYTES = 16;
const VERSION = 1;
const SEALED_BYTES = AEAD_NONCE_BYTES + AEAD_TAG_BYTES;
const CONTENT_BYTES = PART_BYTES - SEALED_BYTES;

export function olderPartName(secret: Bytes, index: number): string {
  const info = concat(domain('backup/part-name'), uint32(index));
  return toHex(hkdfSha256({ key: secret, info, length: NAME_BYTES }));
}

/** Null where there are not as many digests as the file has parts. */
export function olderParts({ secret, size, digests }: OlderCopy): HostPart[] | null {
  const sizes = partSizes(size);
  if (sizes.length !== digests.length) return null;
  return sizes.map((stored, index) => ({
    name: olderPartName(secret, index),
    stored,
    length: Math.max(0, Math.min(CONTENT_BYTES, size - index * CONTENT_BYTES)),
    open: async (sealed) => {
      if (!equal(await sha256OfLarge(sealed), digests[index] ?? new Uint8Array()))
        throw new CryptoError('not-authentic');
      return open(await partKey(secret), partContext(index, digests.length), sealed);
    },
  }));
}

/** Bytes of each part on the host; they add up to a padded size. */
function partSizes(size: number): number[] {
  const stored = paddedSize(size + SEALED_BYTES * Math.max(1, Math.ceil(size / CONTENT_BYTES)));
  const count = Math.ceil(stored / PART_BYTES);
  return Array.from({ length: count }, (_, i) =>
    Math.max(LEAST_STORED_BYTES, Math.min(PART_BYTES, stored - i * PART_BYTES)),
  );
}

const partKey = (secret: Bytes) =>
  aeadKey(hkdfSha256({ key: secret, info: domain('backup/part-key'), length: 32 }));

const partContext = (index: number, count: number): Bytes =>
  concat(domain('backup/part'), encodeCbor([VERSION, index, count]));
