import { equal } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import {
  combineShares,
  domain,
  hkdfSha256,
  hmacSha256,
  sha256,
  shareSecret,
} from '../crypto/index.ts';
import { CHECK_BYTES, checkedBytes, SET_ID_BYTES } from './people-share.ts';
import type { Quorum, Share } from './people-share.ts';

/** More than nobody brings, and few enough to try every choice among them. */
const MOST_GATHERED = 12;
const KEY_BYTES = 32;

/** What became of one share among those that were gathered. */
export type ShareState =
  /** Of the same sharing as most; whether it is right shows when there are enough. */
  | 'fits'
  | 'right'
  /** Of the same sharing by its number, and not what was given out. */
  | 'wrong'
  /** Enough are there, and one or more of those that fit are wrong. */
  | 'doubtful'
  /** Of another sharing than most. */
  | 'other-set'
  | 'repeated';

export interface Gathered {
  /** One for each share that was given, in their order. */
  states: ShareState[];
  /** How many go together, and how many are needed; 0 before the first. */
  have: number;
  threshold: number;
  /** 32 bytes, once enough are right. */
  secret: Bytes | null;
}

/** Shares of a 32-byte secret, numbered from 1; `quorum` as `isQuorum` has it. */
export async function sharesOf(secret: Bytes, quorum: Quorum): Promise<Share[]> {
  const points = await shareSecret(secret, quorum);
  const setId = setIdOf(secret, quorum);
  return points.map((point, i) => {
    const share = { ...quorum, setId, number: i + 1, point };
    return { ...share, check: checkOf(secret, share) };
  });
}

/**
 * Puts together what was gathered. Shamir's shares alone give some bytes whatever they are: here the
 * set's id commits to the secret, and each share's check to the share.
 */
export async function gatherShares(given: readonly Share[]): Promise<Gathered> {
  const isFirst = given.map((share, i) => given.findIndex((one) => isSame(one, share)) === i);
  const fresh = given.filter((_, i) => isFirst[i]).slice(0, MOST_GATHERED);
  const { set, secret } = await bestSet(fresh);
  const { threshold = 0 } = set[0] ?? {};
  const states = given.map((share, i): ShareState => {
    if (!isFirst[i]) return 'repeated';
    if (!set.includes(share)) return 'other-set';
    if (secret !== null) return equal(checkOf(secret, share), share.check) ? 'right' : 'wrong';
    return set.length < threshold ? 'fits' : 'doubtful';
  });
  return { states, have: set.length, threshold, secret };
}

function isSame(one: Share, other: Share): boolean {
  const bytes = checkedBytes(other);
  return equal(checkedBytes(one), bytes) && equal(one.check, other.check);
}

/**
 * The shares that belong together: of a sharing that gives its secret before any other, however many
 * are there of that one; then of the sharing with most of them; the first one's, if equal.
 */
async function bestSet(shares: readonly Share[]): Promise<{ set: Share[]; secret: Bytes | null }> {
  const sets = new Map(
    shares.map((share) => [keyOf(share), shares.filter((other) => keyOf(other) === keyOf(share))]),
  );
  const largestFirst = [...sets.values()].toSorted((one, other) => other.length - one.length);
  for (const set of largestFirst) {
    const { threshold = Infinity } = set[0] ?? {};
    const secret = set.length < threshold ? null : await secretIn(set, threshold);
    if (secret !== null) return { set, secret };
  }
  return { set: largestFirst[0] ?? [], secret: null };
}

const keyOf = ({ setId, threshold, count }: Share): string =>
  [setId, threshold, count].map(String).join(' ');

async function secretIn(set: readonly Share[], threshold: number): Promise<Bytes | null> {
  for (const some of choices(set, threshold)) {
    const secret = await combineShares(some.map(({ point }) => point)).catch(() => null);
    const [first] = some;
    if (secret !== null && first !== undefined && setIdOf(secret, first) === first.setId)
      return secret;
  }
  return null;
}

/** Every choice of so many. */
function* choices<T>(items: readonly T[], size: number): Generator<T[]> {
  if (size === 0) yield [];
  for (const [i, item] of size === 0 ? [] : items.entries())
    for (const rest of choices(items.slice(i + 1), size - 1)) yield [item, ...rest];
}

function setIdOf(secret: Bytes, { threshold, count }: Quorum): string {
  const info = domain('people/set');
  const shown = hkdfSha256({ key: secret, info, length: KEY_BYTES });
  const id = sha256(info, new Uint8Array([threshold, count]), shown);
  return toHex(id.slice(0, SET_ID_BYTES));
}

function checkOf(secret: Bytes, share: Omit<Share, 'check'>): Bytes {
  const key = hkdfSha256({ key: secret, info: domain('people/check'), length: KEY_BYTES });
  return hmacSha256(key, checkedBytes(share)).slice(0, CHECK_BYTES);
}
