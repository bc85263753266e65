import type { Json, JsonObject } from '../fhir.ts';
import { isObject, listOf, memberOf } from '../fhir.ts';
import { line, paragraphs } from './text.ts';

export type { JsonObject } from '../fhir.ts';

/** A list read from a record is looked at this far: more is an attack or a mistake, not a record. */
const LIST_LENGTH = 200;

const empty: JsonObject = Object.freeze({});

/** The member, or null; never something inherited. */
export function member(object: JsonObject, key: string): Json {
  return memberOf(object, key) ?? null;
}

/** The value as an object; an empty one when it is none. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : empty;
}

/** The value as a list; a lone value where a list belongs counts as a list of one. */
export function asList(value: Json | undefined): readonly Json[] {
  return listOf(value).slice(0, LIST_LENGTH);
}

/** A string, number or boolean as one line of safe text; empty for anything else. */
export function asLine(value: Json | undefined, length?: number): string {
  if (typeof value === 'string') return line(value, length);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The member object; the first of a list. */
export function child(object: JsonObject, key: string): JsonObject {
  return asObject(listOf(member(object, key))[0]);
}

/** The objects in a member list. */
export function children(object: JsonObject, key: string): JsonObject[] {
  return asList(member(object, key))
    .map(asObject)
    .filter((item) => item !== empty);
}

/** A member as one line of safe text. */
export function lineOf(object: JsonObject, key: string, length?: number): string {
  return asLine(listOf(member(object, key))[0], length);
}

/** A member list of strings, each one line of safe text. */
export function linesOf(object: JsonObject, key: string): string[] {
  return asList(member(object, key))
    .map((item) => asLine(item))
    .filter((item) => item !== '');
}

/** A member as safe text that keeps its line breaks. */
export function paragraphsOf(object: JsonObject, key: string): string {
  const value = member(object, key);
  return typeof value === 'string' ? paragraphs(value) : '';
}

/** A member that is a finite number; tolerates a number written as a string. */
export function numberOf(object: JsonObject, key: string): number | null {
  const value = member(object, key);
  const written = typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value);
  const number = written ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
