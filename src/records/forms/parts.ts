import type { JsonObject } from '../fhir.ts';

/**
 * A record a person writes is about the patient whose book it lies in. FHIR wants a reference
 * here; one without an address names nobody else and survives moving to another book.
 */
export const aboutPatient: JsonObject = { type: 'Patient' };

/** FHIR's way to say that a required value is not known. */
export const absent: JsonObject = {
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
  ],
};

/** The day (or month, or year) of a date or dateTime; empty for none. */
export function dayOf(date: string | null): string {
  return date?.slice(0, 10) ?? '';
}

/** A dateTime as an input of type datetime-local writes it: to the minute, without its zone. */
export function localMinute(date: string | null): string {
  return date?.slice(0, 16) ?? '';
}

/**
 * A FHIR dateTime from a local day and time: FHIR wants a zone as soon as there is a time, and the
 * one that holds here on that day is meant.
 */
export function zonedDateTime(at: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at)) return at;
  const minutes = -new Date(at).getTimezoneOffset();
  if (Number.isNaN(minutes)) return at.slice(0, 10);
  const hours = String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0');
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  return `${at}:00${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}
