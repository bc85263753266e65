import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '../bytes/bytes.ts';
import { utf8 } from '../bytes/bytes.ts';
import type { RandomSource } from '../crypto/index.ts';
import { argon2id, domain, sha256 } from '../crypto/index.ts';

/** Slow enough that finding a second request with chosen words costs years, once for each. */
const COST = { memoryKiB: 19_456, iterations: 2, parallelism: 1 } as const;
const SALT = utf8('carnet-words-v1');
const OUTPUT_BYTES = 32;

const WORD_COUNT = 8;
const WORD_BITS = 11;

/** Three of eight are asked for: people who glance compare two. */
const QUESTION_COUNT = 3;
const DECOY_COUNT = 3;

/**
 * The eight words (88 bits) that both screens show on first contact: PROTOCOL §6, SPEC §8. English
 * in every language of the app, since they are compared, not read.
 */
export async function requestWords(message: Bytes): Promise<string[]> {
  const digest = await argon2id(sha256(domain('words'), message), SALT, COST, OUTPUT_BYTES);
  return Array.from({ length: WORD_COUNT }, (_, i) => wordAt(bitsAt(digest, i * WORD_BITS)));
}

/** Eleven bits from a bit offset, most significant first. */
function bitsAt(bytes: Bytes, offset: number): number {
  const at = offset >> 3;
  const window = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (window >> (24 - (offset & 7) - WORD_BITS)) & (2 ** WORD_BITS - 1);
}

function wordAt(index: number): string {
  const word = wordlist[index];
  if (word === undefined) throw new RangeError('no such word');
  return word;
}

/** One word to be picked among decoys. */
export interface WordQuestion {
  /** 1 to 8. */
  position: number;
  /** Four different words, the right one at a random place. */
  options: string[];
}

/** Three questions about different positions, in ascending order. */
export function wordQuestions(words: readonly string[], random: RandomSource): WordQuestion[] {
  const decoys = wordlist.filter((word) => !words.includes(word));
  const all = words.map((word, i) => ({ word, position: i + 1 }));
  const asked = draw(all, QUESTION_COUNT, random).toSorted((a, b) => a.position - b.position);
  return asked.map(({ word, position }) => {
    const options = [word, ...draw(decoys, DECOY_COUNT, random)];
    return { position, options: draw(options, options.length, random) };
  });
}

/** `count` different items in random order: the first steps of a Fisher-Yates shuffle. */
function draw<T>(items: readonly T[], count: number, random: RandomSource): T[] {
  const left = [...items];
  const drawn: T[] = [];
  while (drawn.length < count) drawn.push(...left.splice(below(left.length, random), 1));
  return drawn;
}

/** An integer from 0 to limit - 1; the bias of 48 bits over a few thousand is below 2^-35. */
function below(limit: number, random: RandomSource): number {
  return random(6).reduce((value, byte) => value * 256 + byte, 0) % limit;
}
