import { AEAD_TAG_BYTES, STREAM_CHUNK_BYTES } from '../crypto/index.ts';
import { SharingError } from './errors.ts';
import { paddedSize } from './padding.ts';

/** Chunks of the STREAM in every part but the last. */
export const PART_CHUNKS = 16;
/** Plaintext bytes in every part but the last: 4 MiB. */
export const PART_BYTES = PART_CHUNKS * STREAM_CHUNK_BYTES;
/** An object is never longer than this: 4 GiB. */
export const MAX_OBJECT_BYTES = 4 * 2 ** 30;

const SEALED_CHUNK_BYTES = STREAM_CHUNK_BYTES + AEAD_TAG_BYTES;
const FULL_PART_BYTES = PART_CHUNKS * SEALED_CHUNK_BYTES;

/** What lies on a host for one part: plaintext with its padding, and the sealed bytes. */
export interface PartLayout {
  plaintextBytes: number;
  /** A full part, or a Padmé size of at least 4096. */
  storedBytes: number;
}

const chunksFor = (plaintext: number): number =>
  Math.max(1, Math.ceil(plaintext / STREAM_CHUNK_BYTES));

const FULL: PartLayout = { plaintextBytes: PART_BYTES, storedBytes: FULL_PART_BYTES };

/** A part that holds this much or little more, at most a full one. */
function partFor(plaintext: number): PartLayout {
  const sealed = plaintext + AEAD_TAG_BYTES * chunksFor(plaintext);
  const storedBytes = Math.min(paddedSize(sealed), FULL_PART_BYTES);
  const chunks = Math.ceil(storedBytes / SEALED_CHUNK_BYTES);
  return { plaintextBytes: storedBytes - AEAD_TAG_BYTES * chunks, storedBytes };
}

/**
 * The parts of an object of this many bytes. One that is longer than a part is padded as a whole
 * first, so that the number of parts says no more than the size of one file would.
 *
 * @throws SharingError `too-large` beyond 4 GiB; `malformed` for a length that is none.
 */
export function partsFor(length: number): PartLayout[] {
  if (!Number.isSafeInteger(length) || length < 0) throw new SharingError('malformed');
  if (length > MAX_OBJECT_BYTES) throw new SharingError('too-large');
  if (length <= PART_BYTES) return [partFor(length)];
  const padded = paddedSize(length);
  const parts = Array.from({ length: Math.floor(padded / PART_BYTES) }, () => FULL);
  const rest = padded % PART_BYTES;
  return rest === 0 ? parts : [...parts, partFor(rest)];
}

/** How many parts an object of this many bytes has. @throws SharingError as {@link partsFor}. */
export const partCount = (length: number): number => partsFor(length).length;

/** Bytes of an object's own content in the part with this index; 0 where there is only padding. */
export const contentBytesOfPart = (length: number, index: number): number =>
  Math.max(0, Math.min(PART_BYTES, length - index * PART_BYTES));
