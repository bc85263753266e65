import {
  isList,
  isObject,
  isResource,
  listOf,
  memberOf,
  textOf,
  type FhirResource,
  type Json,
  type JsonObject,
} from '../fhir.ts';
import { conceptIn } from '../describe/concept.ts';
import { nameOf } from '../describe/people.ts';
import type { Filed } from './filed.ts';
import type { LinkTable } from './link-table.ts';
import type { Tally } from './tally.ts';

/**
 * The resource with references that still arrive without the Bundle around it, and with the names
 * of the practitioners, organizations and places it refers to, so that it says by itself who wrote
 * it. Counts references that point at nothing.
 */
export function relinked(resource: FhirResource, links: LinkTable, tally: Tally): FhirResource {
  const inner = new Set(listOf(resource['contained']).map((item) => memberOf(item, 'id')));
  const replace = (reference: JsonObject, literal: string): JsonObject => {
    const target = links.find(literal);
    if (target !== undefined) return pointed(reference, literal, target, links);
    if (isDangling(literal, inner)) tally.add('dangling-reference', resource.resourceType);
    return reference;
  };
  const next = replaced(resource, replace);
  return isResource(next) ? next : resource;
}

function isDangling(literal: string, contained: ReadonlySet<Json | undefined>): boolean {
  if (literal === '' || literal.startsWith('#')) {
    return literal.length > 1 && !contained.has(literal.slice(1));
  }
  return !/^https?:|\?/.test(literal);
}

function pointed(
  reference: JsonObject,
  literal: string,
  target: Filed,
  links: LinkTable,
): JsonObject {
  const { resourceType, id } = target.resource;
  const arrives = links.byWords(literal) === target || id === undefined;
  const led = arrives ? reference : { ...reference, reference: `${resourceType}/${id}` };
  return target.place === 'shared' ? named(led, target.resource, links) : led;
}

function named(reference: JsonObject, target: FhirResource, links: LinkTable): JsonObject {
  const display = textOf(memberOf(reference, 'display')) ?? nameOfShared(target, links);
  const said = { ...reference, type: target.resourceType };
  return display === '' ? said : { ...said, display };
}

/** How people call a practitioner, an organization, a place; a role by who holds it. */
function nameOfShared(resource: FhirResource, links: LinkTable): string {
  const holder = resource['practitioner'];
  const person = links.find(textOf(memberOf(holder, 'reference')) ?? '')?.resource;
  return (
    nameOf(resource) ||
    (textOf(memberOf(holder, 'display')) ?? '') ||
    (person === undefined ? '' : nameOf(person)) ||
    conceptIn(resource, 'code')
  );
}

/** A copy with every literal Reference replaced; what holds none is the very value. */
function replaced(
  value: Json,
  replace: (reference: JsonObject, literal: string) => JsonObject,
): Json {
  if (isList(value))
    return sameOr(
      value,
      value.map((item) => replaced(item, replace)),
    );
  if (!isObject(value)) return value;
  const literal = textOf(memberOf(value, 'reference'));
  if (literal !== null) return replace(value, literal);
  const members = Object.entries(value);
  const next = members.map(([key, member]) => [key, replaced(member, replace)] as const);
  const changed = next.some(([, member], at) => member !== members[at]?.[1]);
  return changed ? Object.fromEntries(next) : value;
}

function sameOr(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  return after.some((item, at) => item !== before[at]) ? after : before;
}
