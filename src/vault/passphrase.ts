import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { RandomSource } from '../crypto/index.ts';
import { commonPasswords } from './common-passwords.ts';
import { VaultError } from './errors.ts';

export interface PassphraseStrength {
  /** Estimated entropy: a guesser who knows how people choose needs about 2^bits tries. */
  bits: number;
  level: 'very-weak' | 'weak' | 'fair' | 'strong';
}

/** Upper bounds: below 28 bits one machine is through in days even at Argon2id's floor. */
const LEVELS = [
  [28, 'very-weak'],
  [44, 'weak'],
  [60, 'fair'],
] as const;

const SUGGESTED_WORDS = 6;
/** Longer input adds nothing to the estimate and would cost its square in time. */
const MAX_JUDGED_CHARACTERS = 128;
const WORD_BITS = Math.log2(wordlist.length);
const COMMON_BITS = Math.log2(commonPasswords.length);

const words = new Set(wordlist);
const common = new Set(commonPasswords);
const keyboardRows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
];
/** `pa55w0rd` is `password` to every guesser. */
const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * The cheapest way to build the passphrase out of what guessers try (common passwords, dictionary
 * words, runs, sequences, keyboard rows, years, repeats) and single characters. An estimate, and
 * rather too low than too high.
 */
export function passphraseStrength(passphrase: string): PassphraseStrength {
  const bits = Math.round(
    cheapest(Array.from(passphrase.normalize('NFKC')).slice(0, MAX_JUDGED_CHARACTERS)),
  );
  const level = LEVELS.find(([bound]) => bits < bound)?.[1] ?? 'strong';
  return { bits, level };
}

/** Six words, 66 bits, joined by hyphens: for people who would rather not invent one. */
export function suggestPassphrase(random: RandomSource): string {
  const bytes = random(2 * SUGGESTED_WORDS);
  const pick = (_: unknown, i: number) => {
    // 65536 is a multiple of 2048: no word is likelier than another.
    const index = ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0);
    return wordlist[index % wordlist.length];
  };
  return Array.from({ length: SUGGESTED_WORDS }, pick).join('-');
}

/** @throws VaultError `too-weak` for what falls at once */
export function requireStrength(passphrase: string): void {
  if (passphraseStrength(passphrase).level === 'very-weak') throw new VaultError('too-weak');
}

/** Bits of the cheapest split into parts, by dynamic programming over where the last part begins. */
function cheapest(characters: readonly string[]): number {
  const best = [0];
  for (let end = 1; end <= characters.length; end++) {
    const starts = Array.from({ length: end }, (_, start) => start);
    best.push(
      Math.min(...starts.map((start) => (best[start] ?? 0) + partBits(characters, start, end))),
    );
  }
  return best.at(-1) ?? 0;
}

function partBits(characters: readonly string[], start: number, end: number): number {
  if (end - start === 1) return characterBits(characters[start] ?? '', characters[start - 1] ?? '');
  const part = characters.slice(start, end).join('');
  return Math.min(
    listedBits(part),
    patternBits(part),
    repeatBits(characters.slice(0, start).join(''), part),
  );
}

/** A letter after a letter is more likely part of a word than drawn at random. */
function characterBits(character: string, before: string): number {
  if (/[\s-]/.test(character)) return 0;
  if (/\d/.test(character)) return 3.3;
  if (/\p{Ideographic}/u.test(character)) return 6;
  if (/\p{Lu}/u.test(character)) return /\p{Lu}/u.test(before) ? 2.5 : 5;
  if (/\p{L}/u.test(character)) return /(?!\p{Lu})\p{L}/u.test(before) ? 2.5 : 4.7;
  return 5;
}

function listedBits(part: string): number {
  const plain = part.toLowerCase();
  const undisguised = plain.replace(
    /[013457@$!]/g,
    (character) => disguises[character] ?? character,
  );
  const twists = Number(plain !== part);
  return Math.min(listBits(plain) + twists, listBits(undisguised) + twists + 2);
}

function listBits(part: string): number {
  if (common.has(part)) return COMMON_BITS;
  return words.has(part) ? WORD_BITS : Infinity;
}

/** Runs (aaaa), sequences (4321), keyboard rows, years and dates. */
function patternBits(part: string): number {
  if (/^(19|20)\d\d$/.test(part)) return 7;
  if (/^([0-3]\d[01]\d(19|20)\d\d|(19|20)\d\d[01]\d[0-3]\d)$/.test(part)) return 15;
  const drawn = part.length >= 3 && (isSequence(part) || isKeyboardRow(part));
  return drawn ? 5 + Math.log2(part.length) : Infinity;
}

function isSequence(part: string): boolean {
  const codes = Array.from(part, (character) => character.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return (
    Math.abs(step) <= 1 && codes.every((code, i) => i === 0 || code - (codes[i - 1] ?? 0) === step)
  );
}

function isKeyboardRow(part: string): boolean {
  const plain = part.toLowerCase();
  const reversed = Array.from(plain).reverse().join('');
  return keyboardRows.some((row) => row.includes(plain) || row.includes(reversed));
}

/** What was said before costs only the place to copy it from. */
function repeatBits(before: string, part: string): number {
  return part.length >= 3 && before.includes(part) ? 1 + Math.log2(before.length) : Infinity;
}
