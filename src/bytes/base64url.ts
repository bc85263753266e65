import type { Bytes } from './bytes.ts';
import { digits, fromDigits, toDigits } from './digits.ts';

const base64url = digits('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/** RFC 4648 §5 without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return toDigits(base64url, bytes);
}

/** @throws BytesError `malformed` for anything that {@link toBase64url} does not write. */
export function fromBase64url(text: string): Bytes {
  return fromDigits(base64url, text);
}
