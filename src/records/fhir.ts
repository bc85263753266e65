/** A JSON value. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object read without trust, where a member may be missing or of another type. */
export type JsonObject = { readonly [key: string]: Json };

/** One FHIR R4 resource, as it came: only `resourceType` is known to be there and to be text. */
export type FhirResource = {
  readonly resourceType: string;
  readonly id?: string;
  readonly [key: string]: Json;
};

/** Whether the value is a JSON object: neither null nor a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value is an object with a `resourceType` of the form FHIR gives type names. */
export function isResource(value: Json | undefined): value is FhirResource {
  if (!isObject(value)) return false;
  const type = memberOf(value, 'resourceType');
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,63}$/.test(type);
}

/** The value's own member of that name; undefined when it is absent, inherited or there is no object. */
export function memberOf(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value as a list: itself, a lone value as a list of one, nothing as an empty list. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** The value when it is text, else null. */
export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Whether the value is a JSON list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A copy of the object's members without those named. */
export function without(value: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
