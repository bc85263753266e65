import type { Bytes } from './bytes.ts';
import { digits, fromDigits, toDigits } from './digits.ts';

const base32 = digits('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');

/** RFC 4648 §6, upper case, without padding: the alphabet fits a QR code's alphanumeric mode. */
export function toBase32(bytes: Uint8Array): string {
  return toDigits(base32, bytes);
}

/** @throws BytesError `malformed` for anything that {@link toBase32} does not write. */
export function fromBase32(text: string): Bytes {
  return fromDigits(base32, text);
}
