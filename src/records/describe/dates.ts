import type { JsonObject } from './json.ts';
import { asObject, child, member } from './json.ts';

const fhirDate =
  /^[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** The text when it is a FHIR date or dateTime (a time without its zone is tolerated), else null. */
export function asDate(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 40 && fhirDate.test(value) ? value : null;
}

/**
 * The first of these members that holds a date, as recorded. A name may stand for a dateTime, an
 * instant or a Period (then its start counts, else its end).
 */
export function firstDate(resource: JsonObject, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = dateIn(resource, name);
    if (found !== null) return found;
  }
  return null;
}

function dateIn(resource: JsonObject, name: string): string | null {
  const value = member(resource, name);
  const period = asObject(value);
  return asDate(value) ?? asDate(member(period, 'start')) ?? asDate(member(period, 'end'));
}

/** The start and end of a Period member. */
export function periodOf(
  resource: JsonObject,
  name: string,
): { start: string | null; end: string | null } {
  const period = child(resource, name);
  return { start: asDate(member(period, 'start')), end: asDate(member(period, 'end')) };
}
