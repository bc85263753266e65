import { equal } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';

/** Somebody met before, or met now. */
export interface Acquaintance {
  /** Ed25519 public key, 32 bytes. */
  identity: Bytes;
  /** Cleaned. */
  name: string;
}

/** `changed-key` stops everything, `similar-name` only warns. `other` is the pinned name meant. */
export interface PinComparison {
  verdict: 'known' | 'new' | 'changed-key' | 'similar-name';
  other?: string;
}

/**
 * Compares a key and a name with the pinned ones. The key decides; a known key under another name
 * is known, and `other` says under which name, unless that name is pinned to somebody else.
 *
 * Names count as the same regardless of case, accents, spacing, punctuation and of letters that
 * other scripts write alike; as similar when they differ by a letter or two, by glyphs that are
 * easily misread, by the order of words, or when one holds all words of the other.
 */
export function comparePin(known: readonly Acquaintance[], candidate: Acquaintance): PinComparison {
  const pinned = known.find(({ identity }) => equal(identity, candidate.identity));
  if (pinned !== undefined && sameName(pinned.name, candidate.name))
    return knownAs(pinned, candidate);
  const same = known.find(({ name }) => sameName(name, candidate.name));
  if (same !== undefined) return { verdict: 'changed-key', other: same.name };
  if (pinned !== undefined) return knownAs(pinned, candidate);
  const similar = known.find(({ name }) => similarName(name, candidate.name));
  if (similar !== undefined) return { verdict: 'similar-name', other: similar.name };
  return { verdict: 'new' };
}

function knownAs(pinned: Acquaintance, { name }: Acquaintance): PinComparison {
  return pinned.name === name ? { verdict: 'known' } : { verdict: 'known', other: pinned.name };
}

const sameName = (a: string, b: string): boolean => joined(a) === joined(b);

function similarName(a: string, b: string): boolean {
  const glyphsA = glyphs(joined(a));
  const glyphsB = glyphs(joined(b));
  return isWithin(glyphsA, glyphsB, slack(glyphsA, glyphsB)) || sharesAllWords(words(a), words(b));
}

/** Each letter that is written like a Latin one (or has no decomposition), before what it reads as. */
const cyrillic = 'аa вb еe ёe кk мm нh оo рp сc тt уy хx ѕs іi јj һh ԁd ԛq ԝw ӏl үy';
const greek = 'αa βb εe ζz ηn ιi κk μm νv οo ρp τt υu χx γy ωw';
const latin = 'ıi ȷj ɑa ɡg ɩi øo łl đd ðd ħh ŧt æae œoe ßss þth ſs';

const lookAlikes = new Map(
  `${cyrillic} ${greek} ${latin}`.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

/** Lower case, without accents, every look-alike as its Latin letter; other scripts stay. */
function folded(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').normalize('NFC');
  return Array.from(plain, (letter) => lookAlikes.get(letter) ?? letter).join('');
}

const words = (name: string): string[] => folded(name).match(/[\p{L}\p{N}]+/gu) ?? [];

const joined = (name: string): string => words(name).join('');

/** Glyphs that are misread for each other in many typefaces. */
const glyphs = (text: string): string =>
  text
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replace(/[1il]/g, 'l')
    .replaceAll('5', 's');

/** How many letters two names may differ by and still be taken for each other. */
function slack(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4) return 0;
  return shorter < 8 ? 1 : 2;
}

/** Whether at most `limit` insertions, deletions or substitutions lead from a to b. */
function isWithin(a: string, b: string, limit: number): boolean {
  const letters = Array.from(b);
  let row = letters.map((_, i) => i + 1);
  for (const [i, letter] of Array.from(a).entries()) {
    let left = i + 1;
    let corner = i;
    row = row.map((above, j) => {
      const cost = letters[j] === letter ? corner : 1 + Math.min(above, left, corner);
      corner = above;
      return (left = cost);
    });
  }
  return (row.at(-1) ?? a.length) <= limit;
}

function sharesAllWords(a: readonly string[], b: readonly string[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return few.length > 0 && few.every((word) => many.includes(word));
}
