import { fromUtf8, utf8, type Bytes } from '../bytes/bytes.ts';
import {
  isObject,
  listOf,
  memberOf,
  textOf,
  type FhirResource,
  type HealthRecord,
  type Json,
  type PatientHeader,
} from '../records/index.ts';
import type { Choice } from './api.ts';
import { AppError } from './errors.ts';

/** Three parts of so many UTF-16 units fit into the header that a grant carries. */
const MAX_PART_LENGTH = 200;

/** Name, birth date and sex as the newest Patient resource says them that is not from a deposit. */
export function patientHeader(records: readonly HealthRecord[]): PatientHeader {
  const people = records.filter(
    ({ resource, origin }) => resource.resourceType === 'Patient' && origin.kind !== 'deposit',
  );
  const newest = people.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0];
  return newest === undefined ? {} : headerOf(newest.resource);
}

/** Name, birth date and sex of one Patient resource; what it does not say is absent. */
export function headerOf(resource: FhirResource): PatientHeader {
  const birthDate = textOf(memberOf(resource, 'birthDate'));
  return present(
    nameOf(memberOf(resource, 'name')),
    birthDate,
    textOf(memberOf(resource, 'gender')),
  );
}

/** The parts of the header that the patient lets go. */
export function chosenHeader(
  { name, birthDate, sex }: PatientHeader,
  chosen: Choice['header'],
): PatientHeader {
  return present(chosen.name && name, chosen.birthDate && birthDate, chosen.sex && sex);
}

export function encodeHeader(header: PatientHeader): Bytes {
  const { name, birthDate, sex } = header;
  return utf8(JSON.stringify({ name, birthDate, sex }));
}

/** @throws AppError `unreadable-content` for anything but what {@link encodeHeader} writes */
export function decodeHeader(bytes: Bytes): PatientHeader {
  const value = parsed(bytes);
  if (!isObject(value)) throw new AppError('unreadable-content');
  const part = (key: string) => textOf(memberOf(value, key));
  return present(part('name'), part('birthDate'), part('sex'));
}

function parsed(bytes: Bytes): Json {
  try {
    return JSON.parse(fromUtf8(bytes)) as Json;
  } catch {
    return null;
  }
}

type Part = string | null | undefined | false;

function present(name: Part, birthDate: Part, sex: Part): PatientHeader {
  const short = (text: string) =>
    text.slice(0, MAX_PART_LENGTH).replace(unfit, ' ').replace(stackedMarks, '$1');
  return {
    ...(name && { name: short(name) }),
    ...(birthDate && { birthDate: short(birthDate) }),
    ...(sex && { sex: short(sex) }),
  };
}

/**
 * JSON writes control characters and lone surrogates with six bytes each; bidirectional ones would
 * turn the text around them, by which the doctor tells one patient from another.
 */
const unfit = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;

/** Marks stacked without end paint over the lines around them. */
const stackedMarks = /(\p{M}{6})\p{M}+/gu;

/** The official name, else the first: as text, else its given and family parts. */
function nameOf(names: Json | undefined): string {
  const all = listOf(names);
  const best = all.find((name) => memberOf(name, 'use') === 'official') ?? all[0];
  const parts = [...listOf(memberOf(best, 'given')), ...listOf(memberOf(best, 'family'))];
  return textOf(memberOf(best, 'text')) ?? parts.map(textOf).filter(Boolean).join(' ');
}
