import {
  isList,
  isObject,
  isResource,
  listOf,
  memberOf,
  textOf,
  type FhirResource,
  type Json,
} from '../fhir.ts';
import { isRestricted } from '../partition/security-label.ts';
import { cleaned, isClean, isShallow } from './clean.ts';
import type { Tally } from './tally.ts';

/** A resource as it was found, before it is sorted. */
export interface Found {
  resource: FhirResource;
  /** The Bundle entry's `fullUrl`, by which others may refer to it. */
  fullUrl: string | null;
  /** The Bundle around it is labelled restricted. */
  restricted: boolean;
  /** It stood in a history, where one id names several versions. */
  fromHistory: boolean;
}

/** What the Bundles around a resource say about it. */
interface Surroundings {
  depth: number;
  restricted: boolean;
  fromHistory: boolean;
}

/** Bundles within Bundles are opened this far. */
const MAX_NESTING = 8;

const outermost: Surroundings = { depth: 0, restricted: false, fromHistory: false };

/**
 * Finds the resources in one JSON value, one after the other, opening Bundles and Parameters.
 *
 * @param place - the line number, for what turns out not to be a resource
 */
export function collect(value: Json, tally: Tally, place?: string): Iterable<Found> {
  return within({ value, fullUrl: null, place }, outermost, tally);
}

interface Item {
  value: Json;
  fullUrl: string | null;
  place?: string | undefined;
}

function* within(item: Item, around: Surroundings, tally: Tally): Iterable<Found> {
  const { value, fullUrl, place } = item;
  if (isList(value)) {
    yield* inList(value, item, around, tally);
    return;
  }
  if (!isResource(value)) {
    tally.add('not-a-resource', place);
    return;
  }
  const items = itemsOf(value);
  if (items !== null) yield* inContainer(value, items, around, tally);
  else if (!isShallow(value)) tally.add('too-deep', value.resourceType);
  else yield { resource: safe(value, tally), fullUrl, ...labelsOf(around) };
}

function labelsOf({
  restricted,
  fromHistory,
}: Surroundings): Pick<Found, 'restricted' | 'fromHistory'> {
  return { restricted, fromHistory };
}

function* inList(
  list: readonly Json[],
  item: Item,
  around: Surroundings,
  tally: Tally,
): Iterable<Found> {
  const inner = { ...around, depth: around.depth + 1 };
  if (inner.depth > MAX_NESTING) tally.add('too-deep', item.place);
  else for (const value of list) yield* within({ ...item, value }, inner, tally);
}

function* inContainer(
  container: FhirResource,
  items: readonly (Item | null)[],
  around: Surroundings,
  tally: Tally,
): Iterable<Found> {
  if (around.depth >= MAX_NESTING) {
    tally.add('too-deep', container.resourceType);
    return;
  }
  if (around.depth > 0) tally.add('nested-bundle');
  const inner = {
    depth: around.depth + 1,
    restricted: around.restricted || isRestrictedContainer(container),
    fromHistory: around.fromHistory || container['type'] === 'history',
  };
  for (const item of items) {
    if (item === null) tally.add('entry-without-resource');
    else yield* within(item, inner, tally);
  }
}

/** What a container holds, null for each entry without a resource; null when it is no container. */
function itemsOf(resource: FhirResource): (Item | null)[] | null {
  if (resource.resourceType === 'Bundle') return listOf(resource['entry']).map(entryItem);
  if (resource.resourceType !== 'Parameters') return null;
  const items = parameterItems(resource);
  return items.length > 0 ? items : null;
}

function entryItem(entry: Json): Item | null {
  const value = memberOf(entry, 'resource') ?? null;
  if (value !== null) return { value, fullUrl: textOf(memberOf(entry, 'fullUrl')) };
  // Some write the resources themselves into the list of entries.
  return isResource(entry) || !isObject(entry) ? { value: entry, fullUrl: null } : null;
}

/** `$everything` and the like answer with resources as parameters (FHIR R4 §2.1.3). */
function parameterItems(parameters: FhirResource): Item[] {
  return listOf(parameters['parameter'])
    .flatMap((parameter) => [parameter, ...listOf(memberOf(parameter, 'part'))])
    .map((parameter) => memberOf(parameter, 'resource') ?? null)
    .filter((value) => value !== null)
    .map((value) => ({ value, fullUrl: null }));
}

function safe(resource: FhirResource, tally: Tally): FhirResource {
  if (isClean(resource)) return resource;
  tally.add('unsafe-key', resource.resourceType);
  const copy = cleaned(resource);
  return isResource(copy) ? copy : resource;
}

/** A document's label is that of its Composition, which comes first. */
function isRestrictedContainer(container: FhirResource): boolean {
  const first = memberOf(listOf(container['entry'])[0], 'resource');
  const composition = memberOf(first, 'resourceType') === 'Composition' ? first : undefined;
  return isRestricted(container) || (isResource(composition) && isRestricted(composition));
}
