import { isObject, isResource, listOf, type FhirResource } from '../fhir.ts';
import { shareUnitOf } from '../record.ts';
import { isReference } from '../reference.ts';
import { filed, type Filed } from './filed.ts';
import { contentKey } from './identity.ts';
import type { Tally } from './tally.ts';

/**
 * Copies of what resources contain and what belongs elsewhere: the Coverage within an
 * ExplanationOfBenefit is somebody's insurance card. What only says who refers to whom stays, and
 * so does what the file says already.
 */
export function hoistedFrom(containers: readonly Filed[], tally: Tally): Filed[] {
  const misplaced = containers.flatMap(misplacedIn);
  const types = new Set(misplaced.map(({ resource }) => resource.resourceType));
  const alike = containers.filter(({ resource }) => types.has(resource.resourceType));
  const said = new Set(alike.map(({ resource }) => contentKey(resource)));
  return misplaced.filter(({ resource }) => {
    const key = contentKey(resource);
    if (said.has(key)) return false;
    said.add(key);
    tally.add('contained-hoisted', resource.resourceType);
    return true;
  });
}

function misplacedIn(container: Filed): Filed[] {
  if (container.place !== 'partition') return [];
  return listOf(container.resource['contained'])
    .filter(isResource)
    .filter(saysSomething)
    .map((inner) => filed({ ...container, resource: withOwnId(inner, container.resource) }))
    .filter((inner) => inner.place === 'partition')
    .filter((inner) => shareUnitOf(inner) !== shareUnitOf(container))
    .map((inner) => ({ ...inner, private: inner.private || container.private }));
}

const administrative: ReadonlySet<string> = new Set([
  ...['resourceType', 'id', 'meta', 'text', 'language', 'status', 'intent', 'use', 'contained'],
]);

function saysSomething(resource: FhirResource): boolean {
  return Object.entries(resource).some(
    ([key, value]) =>
      !administrative.has(key) &&
      !listOf(value).every((item) => isObject(item) && isReference(item)),
  );
}

/** Ids of contained resources are unique only within their container. */
function withOwnId(inner: FhirResource, { id }: FhirResource): FhirResource {
  return id === undefined
    ? inner
    : { ...inner, id: `${id}-${inner.id ?? 'contained'}`.slice(0, 64) };
}
