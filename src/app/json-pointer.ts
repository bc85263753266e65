import { isList, isObject, type FhirResource, type Json } from '../records/index.ts';

/**
 * The resource with a value put where an RFC 6901 pointer points, or taken away from there, or
 * unchanged when the way there does not exist.
 */
export function withValueAt(
  resource: FhirResource,
  pointer: string,
  value: Json | undefined,
): FhirResource {
  const [, ...keys] = pointer
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const changed = keys.length === 0 ? resource : put(resource, keys, value);
  return isObject(changed) ? { ...changed, resourceType: resource.resourceType } : resource;
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
