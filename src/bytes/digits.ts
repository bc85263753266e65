import type { Bytes } from './bytes.ts';
import { BytesError } from './errors.ts';

/** A numeral system whose digits carry a whole number of bits, without padding (RFC 4648 §3.2). */
export interface Digits {
  readonly bits: number;
  /** ASCII code of each digit. */
  readonly codes: Uint8Array;
  /** Digit of each ASCII code; 255 where there is none. */
  readonly values: Uint8Array;
}

const NO_DIGIT = 255;
const ascii = new TextDecoder();

/** @param alphabet - 2^n distinct ASCII characters. */
export function digits(alphabet: string): Digits {
  const codes = new TextEncoder().encode(alphabet);
  const values = new Uint8Array(128).fill(NO_DIGIT);
  codes.forEach((code, value) => (values[code] = value));
  return { bits: Math.log2(codes.length), codes, values };
}

/** Most significant bits first; the last digit is filled up with zero bits. */
export function toDigits(system: Digits, bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil((bytes.length * 8) / system.bits));
  let held = 0;
  let count = 0;
  let at = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (count += 8; count >= system.bits; at++) {
      count -= system.bits;
      text[at] = digitAt(system, held >> count);
    }
  }
  if (count > 0) text[at] = digitAt(system, held << (system.bits - count));
  return ascii.decode(text);
}

/**
 * The inverse of {@link toDigits}, and of nothing else: each byte string has one text.
 *
 * @throws BytesError `malformed` for a foreign character, an impossible length or unused bits set.
 */
export function fromDigits(system: Digits, text: string): Bytes {
  const bytes = new Uint8Array(Math.floor((text.length * system.bits) / 8));
  let held = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    held = ((held << system.bits) | digitValue(system, text.charCodeAt(i))) & 0xffff;
    count += system.bits;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = held >> count;
  }
  const unused = held & ((1 << count) - 1);
  if (count >= system.bits || unused !== 0) throw new BytesError('malformed');
  return bytes;
}

function digitAt(system: Digits, value: number): number {
  return system.codes[value & (system.codes.length - 1)] ?? NO_DIGIT;
}

function digitValue(system: Digits, code: number): number {
  const value = system.values[code] ?? NO_DIGIT;
  if (value === NO_DIGIT) throw new BytesError('malformed');
  return value;
}
