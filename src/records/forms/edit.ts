import type { FhirResource, Json, JsonObject } from '../fhir.ts';
import { isList, listOf } from '../fhir.ts';
import { asObject, member } from '../describe/json.ts';

/** A change to a resource: gives a new one and leaves the old one alone. */
export type Edit = (resource: JsonObject) => JsonObject;

/** The object without these members. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The object with the member set, or without it when the value is empty text, null or an empty list. */
export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  const isEmpty = value === '' || value === null || (isList(value) && value.length === 0);
  return isEmpty ? without(object, key) : { ...object, [key]: value };
}

/** The object with its member object changed. */
export function withChild(object: JsonObject, key: string, edit: Edit): JsonObject {
  const changed = edit(asObject(member(object, key)));
  return withMember(object, key, Object.keys(changed).length === 0 ? null : changed);
}

/** The object with the first item of its member list changed; the rest of the list stays. */
export function withFirst(object: JsonObject, key: string, edit: Edit): JsonObject {
  return withItem(object, key, () => true, edit);
}

/** The object with the first fitting item of its member list changed, or one added at the end. */
export function withItem(
  object: JsonObject,
  key: string,
  fits: (item: JsonObject) => boolean,
  edit: Edit,
): JsonObject {
  const items = listOf(member(object, key));
  const found = items.findIndex((item) => fits(asObject(item)));
  const at = found === -1 ? items.length : found;
  const changed = edit(asObject(items[at]));
  const kept = Object.keys(changed).length === 0 ? [] : [changed];
  return withMember(object, key, [...items.slice(0, at), ...kept, ...items.slice(at + 1)]);
}

/** A CodeableConcept of words alone: codes that stood beside other words would contradict them. */
export function wordsConcept(text: string): Json {
  return text === '' ? null : { text };
}

/** A CodeableConcept of one code. */
export function codeConcept(system: string, code: string, display: string): JsonObject {
  return { coding: [{ system, code, display }], text: display };
}

/** A new resource of this type, to be filled. */
export function blank(resourceType: string, members: JsonObject = {}): FhirResource {
  return { resourceType, ...members };
}
