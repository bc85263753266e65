import { isList, isObject, type Json } from '../fhir.ts';

/** Deeper than any FHIR resource is in practice; what walks a resource recurses this far at most. */
export const MAX_DEPTH = 64;

/** Names with a meaning of their own on JavaScript objects; no FHIR element bears one. */
const unsafeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether the value nests objects and lists no deeper than {@link MAX_DEPTH}. */
export function isShallow(value: Json, left: number = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((member: Json) => isShallow(member, left - 1));
}

/** Whether every key is safe to copy and every number is one that JSON can write again. */
export function isClean(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (isList(value)) return value.every(isClean);
  if (!isObject(value)) return true;
  return Object.keys(value).every((key) => !unsafeKeys.has(key) && isClean(value[key] ?? null));
}

/** A copy without unsafe keys and without numbers that overflowed. */
export function cleaned(value: Json): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (isList(value)) return value.map(cleaned);
  if (!isObject(value)) return value;
  const safe = Object.entries(value).filter(([key]) => !unsafeKeys.has(key));
  // fromEntries defines members instead of setting them, so that no setter is ever reached.
  return Object.fromEntries(safe.map(([key, member]) => [key, cleaned(member)]));
}
