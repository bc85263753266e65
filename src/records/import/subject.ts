import { foldForSearch } from '../describe/search.ts';
import { listOf, memberOf, textOf, type FhirResource, type Json } from '../fhir.ts';
import { classify } from '../partition/index.ts';
import { referenceTarget } from '../reference.ts';

/** What tells one patient from another. */
export interface Person {
  /** System and value with a line break between, which neither can have. */
  readonly identifiers: ReadonlySet<string>;
  /** First given and family name of every name, folded. */
  readonly names: ReadonlySet<string>;
  /** As precise as it was recorded; null where it was not. */
  readonly birthDate: string | null;
}

/** Whom a resource is about, as it says so itself. */
export type Subject =
  /** The Patient resource of this id, beside it. */
  | { readonly kind: 'patient'; readonly id: string }
  /** Somebody known by an identifier alone. */
  | { readonly kind: 'identifier'; readonly person: Person }
  /** About a patient, without a word about which. */
  | { readonly kind: 'unnamed' }
  /** Practitioners, organizations and what else is about nobody's health. */
  | { readonly kind: 'nobody' };

/** The members that name a patient, among the types of FHIR R4's patient compartment. */
const members = ['subject', 'patient', 'beneficiary', 'for'] as const;

export function subjectOf(resource: FhirResource): Subject {
  if (classify(resource).place !== 'partition') return { kind: 'nobody' };
  for (const member of members) {
    const reference = memberOf(resource, member);
    const literal = textOf(memberOf(reference, 'reference'));
    const target = literal === null ? null : referenceTarget(literal);
    if (target !== null)
      return target.type === null || target.type === 'Patient'
        ? { kind: 'patient', id: target.id }
        : { kind: 'nobody' };
    const identifiers = identifiersOf(memberOf(reference, 'identifier'));
    if (identifiers.size > 0)
      return { kind: 'identifier', person: { identifiers, names: new Set(), birthDate: null } };
  }
  return { kind: 'unnamed' };
}

/** What a Patient resource says of who it is. */
export function personOf(patient: FhirResource): Person {
  const names = listOf(patient['name']).map(nameKey).filter(Boolean);
  return {
    identifiers: identifiersOf(patient['identifier']),
    names: new Set(names),
    birthDate: textOf(patient['birthDate']),
  };
}

/**
 * Whether these are two people. Small clinics number their patients alike, so an identifier in
 * common is not enough where name and birth date speak against it; people marry and dates are
 * mended, so with one in common a single difference is not enough either.
 */
export function areDifferent(one: Person, other: Person): boolean {
  const named = apart(one.names, other.names);
  const born = compareBirth(one.birthDate, other.birthDate);
  const shared = [...one.identifiers].some((identifier) => other.identifiers.has(identifier));
  if (shared) return named && born !== 'alike';
  return named || born === 'unlike' || apartInOneSystem(one.identifiers, other.identifiers);
}

/** True when both say something and nothing of it is in common. */
function apart(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size > 0 && other.size > 0 && ![...one].some((value) => other.has(value));
}

function apartInOneSystem(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const systems = new Set([...other].map(systemOf));
  return [...one].some((identifier) => systems.has(systemOf(identifier)));
}

const systemOf = (identifier: string) => identifier.split('\n', 1)[0];

/** A year alone agrees with every day in it. */
function compareBirth(one: string | null, other: string | null): 'alike' | 'unlike' | 'unknown' {
  if (one === null || other === null) return 'unknown';
  return one.startsWith(other) || other.startsWith(one) ? 'alike' : 'unlike';
}

function identifiersOf(value: Json | undefined): Set<string> {
  const pairs = listOf(value).map((identifier) => ({
    system: textOf(memberOf(identifier, 'system')) ?? '',
    value: textOf(memberOf(identifier, 'value')) ?? '',
  }));
  const whole = pairs.filter(({ system, value }) => system !== '' && value !== '');
  return new Set(whole.map(({ system, value }) => `${system}\n${value}`));
}

/** Middle names and titles come and go from one export to the next. */
function nameKey(name: Json): string {
  const text = textOf(memberOf(name, 'text')) ?? '';
  const given = textOf(listOf(memberOf(name, 'given'))[0] ?? null) ?? '';
  const family = textOf(listOf(memberOf(name, 'family'))[0] ?? null) ?? '';
  const written = given + family === '' ? text : `${firstWord(given)} ${family}`;
  const parts = foldForSearch(written).split(/\s+/).filter(Boolean);
  return parts.length > 2 && given + family === ''
    ? `${parts[0] ?? ''} ${parts.at(-1) ?? ''}`
    : parts.join(' ');
}

const firstWord = (text: string) => text.trim().split(/\s+/)[0] ?? '';
