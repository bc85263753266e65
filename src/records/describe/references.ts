import type { FhirResource } from '../fhir.ts';
import { conceptIn } from './concept.ts';
import type { JsonObject } from './json.ts';
import { asList, asObject, child, children, lineOf, member } from './json.ts';
import { nameOf } from './people.ts';
import { distinct, TITLE_LENGTH } from './text.ts';

/** Finds the resource a literal reference points at, among those that came with it. */
export type Find = (reference: string) => FhirResource | undefined;

/** Where nothing came with a resource. */
export const nothingBeside: Find = () => undefined;

/** The resource a Reference points at: contained, or found beside; an empty object when neither. */
export function target(reference: JsonObject, resource: JsonObject, find: Find): JsonObject {
  const written = member(reference, 'reference');
  if (typeof written !== 'string' || written === '') return asObject(null);
  return written.startsWith('#')
    ? contained(resource, written.slice(1))
    : asObject(find(written) ?? null);
}

function contained(resource: JsonObject, id: string): JsonObject {
  const found = children(resource, 'contained').find((inner) => member(inner, 'id') === id);
  return found ?? asObject(null);
}

/** What a Reference is to: its display, else the name or code of what it points at. */
export function referenceText(reference: JsonObject, resource: JsonObject, find: Find): string {
  const display = lineOf(reference, 'display', TITLE_LENGTH);
  if (display !== '') return display;
  const found = target(reference, resource, find);
  return (
    nameOf(found) ||
    conceptIn(found, 'code') ||
    nameOf(child(found, 'practitioner')) ||
    lineOf(child(found, 'practitioner'), 'display', TITLE_LENGTH) ||
    conceptIn(found, 'type') ||
    lineOf(child(reference, 'identifier'), 'value')
  );
}

/** What each Reference of a member list is to. */
export function referenceTexts(resource: JsonObject, key: string, find: Find): string[] {
  return distinct(
    asList(member(resource, key)).map((item) => referenceText(asObject(item), resource, find)),
  );
}

/** What the Reference inside each item of a member list is to: `performer[].actor`. */
export function innerReferenceTexts(
  resource: JsonObject,
  key: string,
  inner: string,
  find: Find,
): string[] {
  return distinct(
    children(resource, key).map((item) => referenceText(child(item, inner), resource, find)),
  );
}

/** Looks references up among these resources: by type and id, by `urn:uuid`, by absolute address. */
export function findAmong(resources: readonly FhirResource[]): Find {
  const byAddress = new Map<string, FhirResource>();
  for (const resource of resources) {
    if (typeof resource.id !== 'string') continue;
    byAddress.set(`${resource.resourceType}/${resource.id}`, resource);
    byAddress.set(`urn:uuid:${resource.id}`, resource);
  }
  return (reference) =>
    byAddress.get(reference) ?? byAddress.get(reference.split('/').slice(-2).join('/'));
}
