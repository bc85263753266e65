import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import type { AeadKey } from './aead.ts';
import { AEAD_TAG_BYTES, openWithNonce, sealWithNonce } from './aead.ts';
import { CryptoError } from './errors.ts';
import type { RandomSource } from './random.ts';

/** Plaintext bytes of every chunk but the last. */
export const STREAM_CHUNK_BYTES = 262_144;
/** Random bytes that open a stream and every nonce in it. */
export const STREAM_PREFIX_BYTES = 7;

const SEALED_CHUNK_BYTES = STREAM_CHUNK_BYTES + AEAD_TAG_BYTES;
/** Enough to keep the cipher busy between two messages to the browser's crypto thread. */
const CHUNKS_IN_FLIGHT = 4;

/** What all chunks of one stream share. One key may serve many streams while 7 random bytes differ. */
export interface StreamContext {
  key: AeadKey;
  /** 7 bytes. */
  prefix: Uint8Array;
  /** The whole context of the object; goes into every chunk. */
  associatedData: Uint8Array;
}

/**
 * Seals one chunk of a STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption
 * and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015, as age lays it out):
 * nonce = prefix 7 | index 4, big endian | 1 for the last chunk, else 0.
 *
 * @param chunk - exactly 256 KiB unless last; the last is empty only in an empty stream.
 * @returns 16 bytes more than the chunk.
 * @throws CryptoError `too-long` for a chunk of another size or an index beyond 32 bits.
 */
export async function sealChunk(
  context: StreamContext,
  index: number,
  last: boolean,
  chunk: Uint8Array,
): Promise<Bytes> {
  if (!fits(chunk.length, index, last)) throw new CryptoError('too-long');
  return sealWithNonce(context.key, nonce(context, index, last), context.associatedData, chunk);
}

/**
 * Opens the chunk that was sealed at this place, as last or not as last.
 *
 * @throws CryptoError `not-authentic`.
 */
export async function openChunk(
  context: StreamContext,
  index: number,
  last: boolean,
  sealed: Uint8Array,
): Promise<Bytes> {
  if (!fits(sealed.length - AEAD_TAG_BYTES, index, last)) throw new CryptoError('not-authentic');
  return openWithNonce(context.key, nonce(context, index, last), context.associatedData, sealed);
}

/** Seals a whole object: prefix 7 | sealed chunks. An empty object has one empty last chunk. */
export async function sealStream(
  key: AeadKey,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
  random: RandomSource,
): Promise<Bytes> {
  const prefix = random(STREAM_PREFIX_BYTES);
  const sealed = new Uint8Array(sealedStreamLength(plaintext.length));
  sealed.set(prefix);
  const output = sealed.subarray(STREAM_PREFIX_BYTES);
  await eachChunk(plaintext, STREAM_CHUNK_BYTES, async (index, last, chunk) => {
    const piece = await sealChunk({ key, prefix, associatedData }, index, last, chunk);
    output.set(piece, index * SEALED_CHUNK_BYTES);
  });
  return sealed;
}

/**
 * Opens what {@link sealStream} made. Nothing is returned before every chunk is authentic, so a cut,
 * reordered, doubled or lengthened stream gives nothing.
 *
 * @throws CryptoError `not-authentic`.
 */
export async function openStream(
  key: AeadKey,
  associatedData: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  const chunks = sealed.subarray(STREAM_PREFIX_BYTES);
  const length = chunks.length - AEAD_TAG_BYTES * chunkCount(chunks.length, SEALED_CHUNK_BYTES);
  if (length < 0) throw new CryptoError('not-authentic');
  const context = { key, prefix: sealed.subarray(0, STREAM_PREFIX_BYTES), associatedData };
  const plaintext = new Uint8Array(length);
  await eachChunk(chunks, SEALED_CHUNK_BYTES, async (index, last, chunk) => {
    plaintext.set(await openChunk(context, index, last, chunk), index * STREAM_CHUNK_BYTES);
  });
  return plaintext;
}

/** Bytes of the whole sealed stream for a plaintext of this many bytes. */
export function sealedStreamLength(plaintextLength: number): number {
  const tags = AEAD_TAG_BYTES * chunkCount(plaintextLength, STREAM_CHUNK_BYTES);
  return STREAM_PREFIX_BYTES + plaintextLength + tags;
}

function chunkCount(length: number, chunkBytes: number): number {
  return Math.max(1, Math.ceil(length / chunkBytes));
}

function fits(length: number, index: number, last: boolean): boolean {
  if (!Number.isInteger(index) || index < 0 || index > 0xffff_ffff) return false;
  if (!last) return length === STREAM_CHUNK_BYTES;
  return length <= STREAM_CHUNK_BYTES && (length > 0 || (length === 0 && index === 0));
}

function nonce(context: StreamContext, index: number, last: boolean): Bytes {
  if (context.prefix.length !== STREAM_PREFIX_BYTES) throw new CryptoError('not-authentic');
  return concat(context.prefix, uint32(index), new Uint8Array([last ? 1 : 0]));
}

async function eachChunk(
  bytes: Uint8Array,
  chunkBytes: number,
  work: (index: number, last: boolean, chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const count = chunkCount(bytes.length, chunkBytes);
  for (let first = 0; first < count; first += CHUNKS_IN_FLIGHT) {
    const batch = Array.from(
      { length: Math.min(CHUNKS_IN_FLIGHT, count - first) },
      (_, i) => first + i,
    );
    await Promise.all(
      batch.map((index) =>
        work(
          index,
          index === count - 1,
          bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
        ),
      ),
    );
  }
}
