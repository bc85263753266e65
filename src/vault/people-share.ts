import { concat } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { domain, sha256, SHARE_OVERHEAD_BYTES } from '../crypto/index.ts';
import { FACTOR_SECRET_BYTES } from './unlock-factor.ts';
import {
  bytesOfWords,
  nearWords,
  oneChanged,
  twoSwapped,
  unknownWords,
  wordsIn,
  wordsOfBytes,
} from './word-list.ts';
import type { UnknownWord } from './word-list.ts';

/** Words of one share: 44 bytes, of which 12 bits are a checksum. */
export const SHARE_WORDS = 32;
/** As many people as three bits count, and one more. */
export const MOST_SHARES = 8;
export const FEWEST_SHARES = 2;

export const SET_ID_BYTES = 4;
export const CHECK_BYTES = 4;

const VERSION = 1;
const HEAD_BYTES = 3;
const POINT_BYTES = FACTOR_SECRET_BYTES + SHARE_OVERHEAD_BYTES;
const SHARE_BYTES = HEAD_BYTES + SET_ID_BYTES + POINT_BYTES + CHECK_BYTES;

/** How many shares there are, and how many of them open. */
export interface Quorum {
  /** 2 to `count`. */
  threshold: number;
  /** 2 to 8. */
  count: number;
}

/** What one person keeps of a secret that some of them restore together. */
export interface Share extends Quorum {
  /** Eight hex digits: the same on every share of one secret. */
  setId: string;
  /** From 1 to `count`. */
  number: number;
  /** 33 bytes: a point of Shamir's polynomials. */
  point: Bytes;
  /** 4 bytes: what tells a share of the secret from another, once the secret is there. */
  check: Bytes;
}

/** What typed or scanned words come to. */
export type ReadShare =
  | { state: 'complete'; share: Share }
  | { state: 'unknown-words'; unknown: UnknownWord[] }
  | { state: 'wrong-count'; count: number }
  /** Every word is on the list: one is another, or two are swapped. */
  | { state: 'wrong-checksum' }
  | { state: 'newer-version' };

export function isQuorum({ threshold, count }: Quorum): boolean {
  const areWhole = Number.isInteger(threshold) && Number.isInteger(count);
  return areWhole && threshold >= FEWEST_SHARES && threshold <= count && count <= MOST_SHARES;
}

/** The 32 English BIP39 words of a share. */
export function shareWords({ setId, point, check, ...share }: Share): string[] {
  return wordsOfBytes(withChecksum(concat(head(share), fromHex(setId), point, check)));
}

/** Reads words that were typed or pasted, with any spaces, capitals, numbers and signs between. */
export function readShareWords(text: string): ReadShare {
  const words = wordsIn(text);
  const unknown = unknownWords(words);
  if (unknown.length > 0) return { state: 'unknown-words', unknown };
  if (words.length !== SHARE_WORDS) return { state: 'wrong-count', count: words.length };
  return shareOf(bytesOfWords(words));
}

/**
 * Shares that differ from these words by two neighbours swapped, or in one word that looks like
 * another. One change in 4096 has a right checksum, so there is hardly ever more than one.
 */
export function sharesNear(words: readonly string[]): string[][] {
  if (words.length !== SHARE_WORDS) return [];
  const changed = [...twoSwapped(words), ...oneChanged(words, nearWords)];
  return changed.filter((candidate) => shareOf(bytesOfWords(candidate)).state === 'complete');
}

/** Everything of a share that its check vouches for. */
export function checkedBytes({ setId, point, ...share }: Omit<Share, 'check'>): Bytes {
  return concat(head(share), fromHex(setId), point);
}

/** version 3 bits | threshold − 1, 3 | count − 1, 3 | number − 1, 3 | checksum, 12, here zeros */
function head({ threshold, count, number }: Quorum & { number: number }): Bytes {
  const bits = (VERSION << 9) | ((threshold - 1) << 6) | ((count - 1) << 3) | (number - 1);
  return new Uint8Array([bits >> 4, (bits & 15) << 4, 0]);
}

function withChecksum(bytes: Bytes): Bytes {
  const [, second = 0] = bytes;
  const [first = 0, next = 0] = sha256(domain('people/checksum'), bytes);
  const checksum = (first << 4) | (next >> 4);
  return concat(
    bytes.slice(0, 1),
    new Uint8Array([(second & 0xf0) | (checksum >> 8), checksum & 255]),
    bytes.slice(HEAD_BYTES),
  );
}

function shareOf(bytes: Bytes): ReadShare {
  const [first = 0, second = 0, third = 0] = bytes;
  const without = concat(new Uint8Array([first, second & 0xf0, 0]), bytes.slice(HEAD_BYTES));
  const [, again = 0, last = 0] = withChecksum(without);
  if (bytes.length !== SHARE_BYTES || again !== second || last !== third)
    return { state: 'wrong-checksum' };
  const bits = (first << 4) | (second >> 4);
  if (bits >> 9 !== VERSION) return { state: 'newer-version' };
  const share = {
    threshold: ((bits >> 6) & 7) + 1,
    count: ((bits >> 3) & 7) + 1,
    number: (bits & 7) + 1,
    setId: toHex(bytes.slice(HEAD_BYTES, HEAD_BYTES + SET_ID_BYTES)),
    point: bytes.slice(HEAD_BYTES + SET_ID_BYTES, -CHECK_BYTES),
    check: bytes.slice(-CHECK_BYTES),
  };
  return isSound(share) ? { state: 'complete', share } : { state: 'wrong-checksum' };
}

/** A point at zero would be the secret itself. */
const isSound = (share: Share): boolean =>
  isQuorum(share) && share.number <= share.count && share.point.at(-1) !== 0;
