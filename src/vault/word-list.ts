import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '../bytes/bytes.ts';

/** Bits of a word of BIP39's English list. */
const WORD_BITS = 11;
const places = new Map(wordlist.map((word, index) => [word, index]));

/** A word that is not on the list, where it stands (from 0), and what was perhaps meant. */
export interface UnknownWord {
  index: number;
  word: string;
  near: string[];
}

/** The words of a text, as they count. */
export function wordsIn(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}

/** Those that are not on the list. */
export function unknownWords(words: readonly string[]): UnknownWord[] {
  return words.flatMap((word, index) =>
    places.has(word) ? [] : [{ index, word, near: nearWords(word).slice(0, 4) }],
  );
}

/** At most `limit` words of the list that begin so; four letters are enough for one. */
export function wordsBeginning(start: string, limit: number): string[] {
  return wordlist.filter((word) => word.startsWith(start)).slice(0, limit);
}

/** Every way to put another listed word in the place of one. */
export function oneChanged(
  words: readonly string[],
  others: (word: string) => readonly string[] = () => wordlist,
): string[][] {
  return words.flatMap((word, i) => others(word).map((other) => words.with(i, other)));
}

/** Every way to swap two neighbours. */
export function twoSwapped(words: readonly string[]): string[][] {
  return words.slice(1).map((word, i) => words.with(i, word).with(i + 1, words[i] ?? ''));
}

/** Listed words as eleven bits each, the first bit first; the last byte is filled with zeros. */
export function bytesOfWords(words: readonly string[]): Bytes {
  const bytes = new Uint8Array(Math.ceil((words.length * WORD_BITS) / 8));
  words.forEach((word, i) => {
    const first = (WORD_BITS * i) >> 3;
    const shifted = (places.get(word) ?? 0) << (24 - WORD_BITS - ((WORD_BITS * i) & 7));
    for (let byte = 0; byte < 3 && first + byte < bytes.length; byte++)
      bytes[first + byte] = (bytes[first + byte] ?? 0) | ((shifted >> (16 - 8 * byte)) & 255);
  });
  return bytes;
}

/** The other way; the bits must be a multiple of eleven. */
export function wordsOfBytes(bytes: Uint8Array): string[] {
  return Array.from({ length: Math.floor((bytes.length * 8) / WORD_BITS) }, (_, i) => {
    const first = (WORD_BITS * i) >> 3;
    const three = [0, 1, 2].map((byte) => bytes[first + byte] ?? 0);
    const [high = 0, middle = 0, low = 0] = three;
    const bits = (high << 16) | (middle << 8) | low;
    return wordlist[(bits >> (24 - WORD_BITS - ((WORD_BITS * i) & 7))) & 2047] ?? '';
  });
}

/** Words of the list that are one or two slips of a pen away, the nearest first. */
export function nearWords(word: string): string[] {
  // Hardly anybody mistakes the first letter.
  const firstOf = (other: string) => Number(other[0] === word[0]);
  return wordlist
    .map((other) => ({ other, slips: slipsBetween(word, other) }))
    .filter(({ slips }) => slips <= 2)
    .toSorted((one, two) => one.slips - two.slips || firstOf(two.other) - firstOf(one.other))
    .map(({ other }) => other);
}

/** Letters changed, lost, added or swapped with a neighbour (Damerau and Levenshtein). */
function slipsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Infinity;
  const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) rows.push(nextRow(rows, one, other, i));
  return rows[one.length]?.[other.length] ?? Infinity;
}

function nextRow(rows: readonly number[][], one: string, other: string, i: number): number[] {
  const row = [i];
  const at = (back: number, j: number) => rows[i - back]?.[j] ?? Infinity;
  for (let j = 1; j <= other.length; j++) {
    const change = at(1, j - 1) + Number(one[i - 1] !== other[j - 1]);
    const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
    const swap = isSwap ? at(2, j - 2) + 1 : Infinity;
    row.push(Math.min(change, swap, at(1, j) + 1, (row[j - 1] ?? Infinity) + 1));
  }
  return row;
}
