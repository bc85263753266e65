import type { Bytes } from './bytes.ts';
import { digits, fromDigits, toDigits } from './digits.ts';

const hex = digits('0123456789abcdef');

/** RFC 4648 §8 in lower case. */
export function toHex(bytes: Uint8Array): string {
  return toDigits(hex, bytes);
}

/** @throws BytesError `malformed` for anything that {@link toHex} does not write, upper case included. */
export function fromHex(text: string): Bytes {
  return fromDigits(hex, text);
}
