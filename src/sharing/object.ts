import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { toHex } from '../bytes/hex.ts';
import type { RandomSource, StreamContext } from '../crypto/index.ts';
import {
  AEAD_TAG_BYTES,
  aeadKey,
  openChunk,
  sealChunk,
  sha256OfLarge,
  STREAM_CHUNK_BYTES,
} from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import { FORMAT_VERSION } from './message.ts';
import type { PartLayout } from './object-layout.ts';
import { contentBytesOfPart, PART_BYTES, PART_CHUNKS, partsFor } from './object-layout.ts';
import type { ObjectRef, PartRef } from './object-ref.ts';
import {
  NAME_BYTES,
  OBJECT_ID_BYTES,
  OBJECT_KEY_BYTES,
  OBJECT_PREFIX_BYTES,
} from './object-ref.ts';

/**
 * What lies on a host: content, padded and sealed as one STREAM, cut into parts of 16 chunks. Each
 * part is a file under a random name; only who has the {@link ObjectRef} knows what belongs together.
 */

/** Bytes for a host, and the name they lie under. */
export interface Stored {
  name: string;
  bytes: Bytes;
}

/** An object whose parts are sealed one by one, maybe over days. Secret, and kept until it is done. */
export interface ObjectDraft extends Omit<ObjectRef, 'parts'> {
  names: readonly string[];
}

/** Fetches one part; the answer may be anything. `size` is what a reader has to be ready for. */
export type FetchPart = (part: PartRef) => Promise<Bytes>;

/** A content that is opened at once is never longer than this: 128 MiB. */
export const MAX_OPENED_BYTES = 128 * 2 ** 20;

/** A fresh name for something on a host. */
export const randomName = (random: RandomSource): string => toHex(random(NAME_BYTES));

/** @throws SharingError `too-large`, `malformed`. */
export function draftObject(random: RandomSource, length: number): ObjectDraft {
  const parts = partsFor(length);
  return {
    id: random(OBJECT_ID_BYTES),
    key: random(OBJECT_KEY_BYTES),
    prefix: random(OBJECT_PREFIX_BYTES),
    length,
    names: parts.map(() => randomName(random)),
  };
}

/**
 * Seals one part. A part sealed twice gives the same bytes, so an upload may go on after the draft
 * was all that survived; for the same reason the content must not change in between.
 *
 * @param plaintext - the content from `index` × 4 MiB on, up to 4 MiB; empty behind its end.
 * @throws SharingError `malformed` for a plaintext of another length or an index that is none.
 */
export async function sealPart(
  patientIdentity: Bytes,
  draft: ObjectDraft,
  index: number,
  plaintext: Bytes,
): Promise<Stored> {
  const parts = partsFor(draft.length);
  const [layout, name] = [parts[index], draft.names[index]];
  const fits = plaintext.length === contentBytesOfPart(draft.length, index);
  if (layout === undefined || name === undefined || !fits) throw new SharingError('malformed');
  const place = { index, layout, last: index === parts.length - 1 };
  return {
    name,
    bytes: await sealChunks(await streamOf(patientIdentity, draft), place, plaintext),
  };
}

/**
 * The reference to an object whose parts are all sealed.
 *
 * @param stored - size and SHA-256 of every part, in order.
 * @throws SharingError `malformed` for another number or other sizes than the length asks for.
 */
export function finishObject(
  { names, ...draft }: ObjectDraft,
  stored: readonly { size: number; hash: Bytes }[],
): ObjectRef {
  const layouts = partsFor(draft.length);
  const parts = names.flatMap((name, i) => {
    const part = stored[i];
    return part?.size === layouts[i]?.storedBytes && part ? [{ name, ...part }] : [];
  });
  if (parts.length !== layouts.length || stored.length !== layouts.length)
    throw new SharingError('malformed');
  return { ...draft, parts: parts.map(({ name, size, hash }) => ({ name, size, hash })) };
}

/** Seals a whole content. @throws SharingError `too-large`. */
export async function sealObject(
  { random }: Pick<SharingEnvironment, 'random'>,
  patientIdentity: Bytes,
  content: Bytes,
): Promise<{ ref: ObjectRef; stored: Stored[] }> {
  const draft = draftObject(random, content.length);
  const stored: Stored[] = [];
  const parts: { size: number; hash: Bytes }[] = [];
  for (const index of draft.names.keys()) {
    const plaintext = content.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
    const part = await sealPart(patientIdentity, draft, index, plaintext);
    stored.push(part);
    parts.push({ size: part.bytes.length, hash: await sha256OfLarge(part.bytes) });
  }
  return { ref: finishObject(draft, parts), stored };
}

/**
 * Fetches and opens an object part by part. What comes out is authentic, but whole only when the
 * generator has ended.
 *
 * @throws SharingError `mismatch` for bytes other than the signed ones, before any of them is
 * decrypted; `cannot-open` for an object that was never in order. What `fetchPart` throws passes through.
 */
export async function* openParts(
  patientIdentity: Bytes,
  ref: ObjectRef,
  fetchPart: FetchPart,
): AsyncGenerator<Bytes> {
  const context = await streamOf(patientIdentity, ref);
  for (const [index, part] of ref.parts.entries()) {
    const sealed = await fetchPart(part);
    const genuine = sealed.length === part.size && equal(await sha256OfLarge(sealed), part.hash);
    if (!genuine) throw new SharingError('mismatch');
    const last = index === ref.parts.length - 1;
    const padded = await failAs('cannot-open', () => openChunks(context, index, last, sealed));
    yield padded.subarray(0, contentBytesOfPart(ref.length, index));
  }
}

/**
 * Fetches and opens a whole object.
 *
 * @throws SharingError `too-large` over `maxBytes` before anything is fetched; as {@link openParts}.
 */
export async function openObject(
  patientIdentity: Bytes,
  ref: ObjectRef,
  fetchPart: FetchPart,
  maxBytes = MAX_OPENED_BYTES,
): Promise<Bytes> {
  if (ref.length > maxBytes) throw new SharingError('too-large');
  const content = new Uint8Array(ref.length);
  let offset = 0;
  for await (const piece of openParts(patientIdentity, ref, fetchPart)) {
    content.set(piece, offset);
    offset += piece.length;
  }
  return content;
}

async function streamOf(
  patientIdentity: Bytes,
  { id, key, prefix }: Pick<ObjectRef, 'id' | 'key' | 'prefix'>,
): Promise<StreamContext> {
  const associatedData = encodeCbor(['carnet/v1/object', FORMAT_VERSION, patientIdentity, id]);
  return { key: await aeadKey(key), prefix, associatedData };
}

const SEALED_CHUNK_BYTES = STREAM_CHUNK_BYTES + AEAD_TAG_BYTES;

async function sealChunks(
  context: StreamContext,
  part: { index: number; layout: PartLayout; last: boolean },
  plaintext: Bytes,
): Promise<Bytes> {
  const padded = paddedTo(part.layout.plaintextBytes, plaintext);
  const sealed = new Uint8Array(part.layout.storedBytes);
  await eachChunk(padded, STREAM_CHUNK_BYTES, part.last, async (i, last, chunk) => {
    const piece = await sealChunk(context, part.index * PART_CHUNKS + i, last, chunk);
    sealed.set(piece, i * SEALED_CHUNK_BYTES);
  });
  return sealed;
}

/** All parts of a long file but its last are full: those are not copied. */
function paddedTo(length: number, plaintext: Bytes): Bytes {
  if (plaintext.length === length) return plaintext;
  const padded = new Uint8Array(length);
  padded.set(plaintext);
  return padded;
}

async function openChunks(
  context: StreamContext,
  index: number,
  lastPart: boolean,
  sealed: Bytes,
): Promise<Bytes> {
  const chunks = Math.ceil(sealed.length / SEALED_CHUNK_BYTES);
  const padded = new Uint8Array(sealed.length - AEAD_TAG_BYTES * chunks);
  await eachChunk(sealed, SEALED_CHUNK_BYTES, lastPart, async (i, last, chunk) => {
    const piece = await openChunk(context, index * PART_CHUNKS + i, last, chunk);
    padded.set(piece, i * STREAM_CHUNK_BYTES);
  });
  return padded;
}

/** All chunks of a part at once: 4 MiB keep the cipher busy and memory small. */
async function eachChunk(
  bytes: Bytes,
  chunkBytes: number,
  lastPart: boolean,
  work: (index: number, last: boolean, chunk: Bytes) => Promise<void>,
): Promise<void> {
  const count = Math.ceil(bytes.length / chunkBytes);
  const each = Array.from({ length: count }, (_, i) => i);
  await Promise.all(
    each.map((i) =>
      work(i, lastPart && i === count - 1, bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes)),
    ),
  );
}
