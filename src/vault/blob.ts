import { concat } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { STREAM_CHUNK_BYTES, aeadKey, domain } from '../crypto/index.ts';
import type { StreamContext } from '../crypto/index.ts';
import { VaultError } from './errors.ts';
import { FORMAT_VERSION } from './stored-row.ts';

/** What opens a file's chunks. It is the content of the file's `blob` object, sealed like any other. */
export interface StoredBlob {
  id: string;
  /** Bytes of the plaintext. */
  size: number;
  /** Of the plaintext, 32 bytes. */
  sha256: Bytes;
  /** This file's own AES-256 key, 32 bytes. */
  key: Bytes;
  /** STREAM nonce prefix, 7 bytes. */
  prefix: Bytes;
}

const MAX_BLOB_OBJECT_BYTES = 1024;

/** Chunks of 256 KiB; an empty file is one empty chunk, so that nothing is ever proven by absence. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / STREAM_CHUNK_BYTES));
}

/** What opens a file's chunks, each at its place. */
export async function streamOf(
  profileId: string,
  { id, key, prefix }: Pick<StoredBlob, 'id' | 'key' | 'prefix'>,
): Promise<StreamContext> {
  const context = encodeCbor([FORMAT_VERSION, profileId, id]);
  return {
    key: await aeadKey(key),
    prefix,
    associatedData: concat(domain('vault/blob'), context),
  };
}

/** CBOR [id, size, sha256, key, prefix]. */
export function encodeBlob({ id, size, sha256, key, prefix }: StoredBlob): Bytes {
  return encodeCbor([id, size, sha256, key, prefix]);
}

/** @throws VaultError `unreadable` */
export function decodeBlob(bytes: Uint8Array): StoredBlob {
  const [id, size, sha256, key, prefix] = itemsOf(bytes);
  if (typeof id !== 'string' || typeof size !== 'number' || size < 0)
    throw new VaultError('unreadable');
  return {
    id,
    size,
    sha256: exactly(32, sha256),
    key: exactly(32, key),
    prefix: exactly(7, prefix),
  };
}

function itemsOf(bytes: Uint8Array): readonly unknown[] {
  try {
    const value = decodeCbor(bytes, { maxBytes: MAX_BLOB_OBJECT_BYTES });
    if (Array.isArray(value) && value.length === 5) return value;
  } catch {
    // Said below.
  }
  throw new VaultError('unreadable');
}

function exactly(length: number, value: unknown): Bytes {
  if (!(value instanceof Uint8Array) || value.length !== length) throw new VaultError('unreadable');
  return new Uint8Array(value);
}
