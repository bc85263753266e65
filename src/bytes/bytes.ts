import { BytesError } from './errors.ts';

/** The byte type of the whole project: never backed by shared memory, as WebCrypto requires. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One array with the parts after each other. The result is always a copy. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** The same bytes, typed for WebCrypto: copied only when they lie in shared memory. */
export function unshared(bytes: Uint8Array): Bytes {
  return liesAlone(bytes) ? bytes : Uint8Array.from(bytes);
}

function liesAlone(bytes: Uint8Array): bytes is Bytes {
  return bytes.buffer instanceof ArrayBuffer;
}

/** Whether both hold the same bytes; the time taken depends on the lengths alone. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  // Beyond the end of b the value is undefined, which the operator reads as zero.
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** UTF-8; a lone surrogate becomes U+FFFD (WHATWG Encoding). */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/**
 * Text from UTF-8. A byte order mark is kept as a character, so that text and bytes stay one to one.
 *
 * @throws BytesError `not-utf8`.
 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BytesError('not-utf8');
  }
}

/**
 * Four bytes, big endian.
 *
 * @param value - an integer of 0 .. 2^32 - 1.
 * @throws BytesError `too-large` for anything else.
 */
export function uint32(value: number): Bytes {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff)
    throw new BytesError('too-large');
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
