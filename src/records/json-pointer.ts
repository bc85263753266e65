import { isList, isObject, memberOf, type FhirResource, type Json } from './fhir.ts';

/** A JSON pointer (RFC 6901) extended by one step. */
export function pointerTo(parent: string, key: string): string {
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The pointer to what holds the member. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

/**
 * The resource with a value put where an RFC 6901 pointer points, or taken away from there, or
 * unchanged when the way there does not exist.
 */
export function withValueAt(
  resource: FhirResource,
  pointer: string,
  value: Json | undefined,
): FhirResource {
  const keys = keysOf(pointer);
  const changed = keys.length === 0 ? resource : put(resource, keys, value);
  return isObject(changed) ? { ...changed, resourceType: resource.resourceType } : resource;
}

/** What stands where an RFC 6901 pointer points; undefined where nothing does. */
export function valueAt(resource: FhirResource, pointer: string): Json | undefined {
  return keysOf(pointer).reduce<Json | undefined>(
    (node, key) => (isList(node) ? node[Number(key)] : memberOf(node, key)),
    resource,
  );
}

function keysOf(pointer: string): string[] {
  const [, ...keys] = pointer.split('/');
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function put(node: Json, [key, ...rest]: readonly string[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  if (isList(node)) {
    return node.map((item, at) => (String(at) === key ? put(item, rest, value) : item));
  }
  if (!isObject(node) || (rest.length > 0 && !Object.hasOwn(node, key))) return node;
  const { [key]: old, ...others } = node;
  if (rest.length > 0) return { ...node, [key]: put(old ?? null, rest, value) };
  return value === undefined ? others : { ...node, [key]: value };
}
