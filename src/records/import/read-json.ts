import { RecordsError } from '../errors.ts';
import { isList, isObject, isResource, listOf, type Json } from '../fhir.ts';
import { collect, type Found } from './collect.ts';
import type { ImportFormat } from './parsed-import.ts';
import { refuseHealthCards } from './recognise.ts';
import type { Tally } from './tally.ts';

/** What a text holds. */
export interface Reading {
  format: ImportFormat;
  /** How many resources to expect, as a measure of progress. */
  expected: number;
  /** Found one after the other as they are asked for, so that the caller can pause. */
  found: Iterable<Found>;
}

/**
 * Finds the resources in the text of a file: one JSON value, or one on each line.
 *
 * @throws RecordsError `not-json`, `not-fhir`, `is-health-card`
 */
export function readJson(text: string, tally: Tally): Reading {
  const whole = parsed(text);
  if (whole === undefined) return readLines(text, tally);
  const found = collect(whole, tally);
  if (isList(whole)) return { format: 'array', expected: whole.length, found };
  if (!isObject(whole)) throw new RecordsError('not-fhir');
  refuseHealthCards(whole);
  if (!isResource(whole)) throw new RecordsError('not-fhir');
  if (whole.resourceType !== 'Bundle') return { format: 'resource', expected: 1, found };
  return { format: 'bundle', expected: listOf(whole['entry']).length, found };
}

/** Undefined when the text is not one JSON value. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A deep nesting exhausts the stack of some engines; that is no FHIR either.
    return undefined;
  }
}

function readLines(text: string, tally: Tally): Reading {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (!isObject(parsed(first))) throw new RecordsError('not-json');
  return { format: 'ndjson', expected: lines.length, found: inLines(lines, tally) };
}

function* inLines(lines: readonly string[], tally: Tally): Iterable<Found> {
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const number = String(index + 1);
    const value = parsed(line);
    if (value === undefined) tally.add('bad-line', number);
    else yield* collect(value, tally, number);
  }
}
