import { entropyToMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '../bytes/bytes.ts';
import { domain, hkdfSha256, sha256 } from '../crypto/index.ts';
import { FACTOR_SECRET_BYTES } from './unlock-factor.ts';
import { bytesOfWords, oneChanged, twoSwapped, unknownWords, wordsIn } from './word-list.ts';
import type { UnknownWord } from './word-list.ts';

/** Words of a recovery kit: 256 bits and a checksum of 8 (BIP39). */
export const KIT_WORDS = 24;

const BACKUP_NAME_BYTES = 16;

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
  const unknown = unknownWords(words);
  if (unknown.length > 0) return { state: 'unknown-words', unknown };
  if (words.length !== KIT_WORDS) return { state: 'wrong-count', count: words.length };
  const entropy = entropyOf(words);
  return entropy === null ? { state: 'wrong-checksum' } : { state: 'complete', entropy };
}

/**
 * Kits that differ from these words in one word, or by two neighbours swapped. About one in 256 of
 * all single changes has a right checksum: a slot tells which one is meant.
 */
export function kitsNear(words: readonly string[]): { words: string[]; entropy: Bytes }[] {
  if (words.length !== KIT_WORDS) return [];
  const changed = [...twoSwapped(words), ...oneChanged(words)];
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
  const bytes = bytesOfWords(words);
  const entropy = bytes.slice(0, FACTOR_SECRET_BYTES);
  return sha256(entropy)[0] === bytes[FACTOR_SECRET_BYTES] ? entropy : null;
}
