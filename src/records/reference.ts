import { isObject, memberOf, textOf, type Json, type JsonObject } from './fhir.ts';
import { typePlace } from './partition/type-place.ts';

/** What the text of a literal reference names. */
export interface ReferenceTarget {
  /** Null for `urn:` references, which name no type. */
  type: string | null;
  id: string;
}

/** Longer ones are no references, and would make the pattern slow. */
const MAX_REFERENCE_LENGTH = 1024;

const literal = /^(?:[^?#]*\/)?([A-Z][A-Za-z]{1,63})\/([^/?#]+?)(?:\/_history\/[^/?#]+)?$/;
const urn = /^urn:(?:uuid|oid):(.+)$/i;

/** The type and id a literal reference names (FHIR R4 §2.3.0.1); null for `#…` and anything else. */
export function referenceTarget(reference: string): ReferenceTarget | null {
  if (reference.length > MAX_REFERENCE_LENGTH) return null;
  const named = literal.exec(reference);
  if (named?.[2] !== undefined) return { type: named[1] ?? null, id: named[2] };
  const id = urn.exec(reference)?.[1];
  return id === undefined ? null : { type: null, id };
}

/** Whether the object is a Reference by its shape: a literal one, a logical one or a mere name. */
export function isReference(value: JsonObject): boolean {
  if (typeof memberOf(value, 'reference') === 'string') return true;
  const members = Object.keys(value);
  const isBare = members.every((key) => bareMembers.has(key));
  return isBare && ('display' in value || isObject(memberOf(value, 'identifier')));
}

/** Those with an underscore stand where a value is masked or otherwise absent (FHIR R4 §2.6.1). */
const bareMembers = new Set([
  ...['type', 'identifier', 'display', 'id', 'extension'],
  ...['_reference', '_type', '_display'],
]);

/** The type a Reference says it points at, by its `type` or by its literal form. */
export function referencedType(reference: JsonObject): string | null {
  const literalForm = textOf(memberOf(reference, 'reference'));
  const named = literalForm === null ? null : referenceTarget(literalForm);
  return named?.type ?? textOf(memberOf(reference, 'type'));
}

/** Whether the type is one of those that partitions share: a practitioner, an organization … */
export function isSharedType(type: string | null): boolean {
  return type !== null && typePlace(type) === 'shared';
}

/** Calls back for every Reference within the value, however deep. */
export function eachReference(value: Json, visit: (reference: JsonObject) => void): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) eachReference(item, visit);
  if (!isObject(value)) return;
  if (typeof memberOf(value, 'reference') === 'string') visit(value);
  for (const member of Object.values(value)) eachReference(member, visit);
}
