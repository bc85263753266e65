import type { Bytes } from '../bytes/bytes.ts';
import { ChannelError } from './errors.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const values = new Map(Array.from(ALPHABET, (letter, value) => [letter, value]));

/** RFC 9285: two bytes become three characters of a QR code's alphanumeric mode, a last byte two. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const high = bytes[i] ?? 0;
    const low = bytes[i + 1];
    text += low === undefined ? letters(high, 2) : letters(high * 256 + low, 3);
  }
  return text;
}

function letters(value: number, count: number): string {
  let text = '';
  for (let rest = value; text.length < count; rest = Math.floor(rest / 45)) {
    text += ALPHABET.charAt(rest % 45);
  }
  return text;
}

/** @throws ChannelError `malformed` for anything that {@link toBase45} does not write. */
export function fromBase45(text: string): Bytes {
  const rest = text.length % 3;
  if (rest === 1) throw new ChannelError('malformed');
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (rest === 2 ? 1 : 0));
  for (let i = 0, at = 0; i < text.length; i += 3, at += 2) {
    const isLast = i + 2 === text.length;
    const value = number(text, i, isLast ? 2 : 3);
    if (value > (isLast ? 0xff : 0xffff)) throw new ChannelError('malformed');
    if (!isLast) bytes[at] = value >> 8;
    bytes[isLast ? at : at + 1] = value & 0xff;
  }
  return bytes;
}

/** The least significant character comes first. */
function number(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from + count - 1; i >= from; i--) {
    const digit = values.get(text.charAt(i));
    if (digit === undefined) throw new ChannelError('malformed');
    value = value * 45 + digit;
  }
  return value;
}
