import { entropyToMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '../bytes/bytes.ts';
import { domain, hkdfSha256, sha256 } from '../crypto/index.ts';
import { FACTOR_SECRET_BYTES } from './unlock-factor.ts';

/** Words of a recovery kit: 256 bits and a checksum of 8 (BIP39). */
export const KIT_WORDS = 24;

const BACKUP_NAME_BYTES = 16;
const places = new Map(wordlist.map((word, index) => [word, index]));

/** A word that is not on the list, where it stands (from 0), and what was perhaps meant. */
export interface UnknownWord {
  index: number;
  word: string;
  near: string[];
}

/** What typed words come to. */
export type ReadKit =
  | { state: 'complete'; entropy: Bytes }
  | { state: 'unknown-words'; unknown: UnknownWord[] }
  | { state: 'wrong-count'; count: number }
  /** Every word is on the list, and together they are no kit: one is wrong, or two are swapped. */
  | { state: 'wrong-checksum' };

/** The 24 English BIP39 words of 32 bytes. */
export function kitWords(entropy: Bytes): string[] {
  return entropyToMnemonic(entropy, wordlist).split(' ');
}

/** Reads words that were typed or pasted, with any spaces, capitals, numbers and signs between. */
export function readKitWords(text: string): ReadKit {
  const words = wordsIn(text);
  const unknown = words.flatMap((word, index) =>
    places.has(word) ? [] : [{ index, word, near: nearWords(word) }],
  );
  if (unknown.length > 0) return { state: 'unknown-words', unknown };
  if (words.length !== KIT_WORDS) return { state: 'wrong-count', count: words.length };
  const entropy = entropyOf(words);
  return entropy === null ? { state: 'wrong-checksum' } : { state: 'complete', entropy };
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

/** At most `limit` words of the list that begin so; four letters are enough for one. */
export function wordsBeginning(start: string, limit: number): string[] {
  return wordlist.filter((word) => word.startsWith(start)).slice(0, limit);
}

/**
 * Kits that differ from these words in one word, or by two neighbours swapped. About one in 256 of
 * all single changes has a right checksum: a slot tells which one is meant.
 */
export function kitsNear(words: readonly string[]): { words: string[]; entropy: Bytes }[] {
  if (words.length !== KIT_WORDS) return [];
  const changed = words.flatMap((_, i) => [
    ...(i + 1 < words.length ? [swapped(words, i)] : []),
    ...wordlist.map((word) => words.with(i, word)),
  ]);
  return changed.flatMap((candidate) => {
    const entropy = entropyOf(candidate);
    return entropy === null ? [] : [{ words: candidate, entropy }];
  });
}

/** The name under which a kit's holder finds the backup on a host; 16 bytes. */
export function kitBackupName(entropy: Bytes): Bytes {
  return hkdfSha256({ key: entropy, info: domain('kit/backup-name'), length: BACKUP_NAME_BYTES });
}

/** By hand, because the library's own reading takes a hundred times as long, and thousands are tried. */
function entropyOf(words: readonly string[]): Bytes | null {
  const bytes = new Uint8Array(FACTOR_SECRET_BYTES + 1);
  words.forEach((word, i) => {
    const index = places.get(word) ?? 0;
    const first = (11 * i) >> 3;
    const shifted = index << (24 - 11 - ((11 * i) & 7));
    for (let byte = 0; byte < 3 && first + byte < bytes.length; byte++)
      bytes[first + byte] = (bytes[first + byte] ?? 0) | ((shifted >> (16 - 8 * byte)) & 255);
  });
  const entropy = bytes.slice(0, FACTOR_SECRET_BYTES);
  return sha256(entropy)[0] === bytes[FACTOR_SECRET_BYTES] ? entropy : null;
}

function swapped(words: readonly string[], i: number): string[] {
  return words.with(i, words[i + 1] ?? '').with(i + 1, words[i] ?? '');
}

/** Words of the list that are one or two slips of a pen away, the nearest first. */
function nearWords(word: string): string[] {
  // Hardly anybody mistakes the first letter.
  const firstOf = (other: string) => Number(other[0] === word[0]);
  return wordlist
    .map((other) => ({ other, slips: slipsBetween(word, other) }))
    .filter(({ slips }) => slips <= 2)
    .toSorted((one, two) => one.slips - two.slips || firstOf(two.other) - firstOf(one.other))
    .slice(0, 4)
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
