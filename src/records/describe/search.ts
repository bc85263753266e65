import type { FhirResource, Json } from '../fhir.ts';
import { isList, isObject } from '../fhir.ts';
import { describe } from './describe.ts';
import { kindWords } from './kind-words.ts';
import { line } from './text.ts';

/** Characters of one resource that can be searched. */
const TEXT_LENGTH = 4000;
/** Values of one resource that are looked at. */
const VALUE_COUNT = 2000;

/** Members that hold names of systems, links, markup or bytes: nobody searches for them. */
const skipped = new Set([
  ...['resourceType', 'id', 'meta', 'system', 'reference', 'url', 'div', 'data', 'fullUrl'],
  ...['profile', 'extension', 'implicitRules', 'contentType', 'hash', 'use', 'unit'],
]);

/** Letters that Unicode does not take apart into a letter and an accent. */
const letters: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ı', 'i'],
]);

/** Lower case without accents: what both the text and the words looked for are turned into. */
export function foldForSearch(text: string): string {
  const lower = text.toLowerCase();
  if (!/[^\u{0}-\u{7F}]/u.test(lower)) return lower;
  const bare = lower.normalize('NFKD').replace(/\p{M}+/gu, '');
  return bare.replace(/[ßæœøłđðþı]/gu, (letter) => letters.get(letter) ?? letter);
}

/**
 * What a search looks through: title, detail and every text, display, name, code and note inside,
 * folded by {@link foldForSearch}, and behind them the words for its kind. At most 4,000 characters
 * before folding, without the last.
 */
export function searchText(resource: FhirResource): string {
  const { title, detail, kind } = describe(resource);
  const said = foldForSearch(line([title, detail, ...texts(resource)].join(' '), TEXT_LENGTH));
  return `${said} ${kindWords[kind]}`;
}

/** The strings inside, nearest first, each once. */
function texts(resource: Json): Set<string> {
  const found = new Set<string>();
  const queue: Json[] = [resource];
  let length = 0;
  for (
    let index = 0;
    index < queue.length && index < VALUE_COUNT && length < TEXT_LENGTH;
    index++
  ) {
    const value = queue[index] ?? null;
    if (typeof value === 'string' && !found.has(value.slice(0, 400))) {
      found.add(value.slice(0, 400));
      length += Math.min(value.length, 400) + 1;
    } else queue.push(...inside(value, VALUE_COUNT - queue.length));
  }
  return found;
}

function inside(value: Json, room: number): readonly Json[] {
  if (room <= 0) return [];
  if (isList(value)) return value.slice(0, room);
  if (!isObject(value)) return [];
  return Object.keys(value)
    .slice(0, room)
    .filter((key) => !skipped.has(key))
    .map((key) => value[key] ?? null);
}
