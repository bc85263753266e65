import { canonicalJson } from '../canonical.ts';
import {
  isList,
  isObject,
  listOf,
  memberOf,
  textOf,
  type FhirResource,
  type Json,
} from '../fhir.ts';

/**
 * Strings that say which record a resource is: its identifiers (`type|system|value`), or without
 * any its {@link contentKey}. Two resources that share all of them are the same record.
 */
export function identityKeys(resource: FhirResource): string[] {
  const keys = listOf(resource['identifier'])
    .map((identifier) => identifierKey(resource.resourceType, identifier))
    .filter((key) => key !== null);
  return keys.length > 0 ? [...new Set(keys)] : [contentKey(resource)];
}

function identifierKey(type: string, identifier: Json): string | null {
  const system = textOf(memberOf(identifier, 'system')) ?? '';
  const value = textOf(memberOf(identifier, 'value')) ?? '';
  return system === '' || value === '' ? null : `${type}|${system}|${value}`;
}

/**
 * What a resource says, as canonical JSON: without its id, a narrative generated from the rest,
 * when and in which version it was stored, and the names that references repeat of what they point
 * at.
 */
export function contentKey(resource: FhirResource): string {
  const said = Object.entries(resource).filter(
    ([key, value]) => key !== 'id' && !isGenerated(key, value),
  );
  return canonicalJson(Object.fromEntries(said.flatMap(([key, value]) => content(key, value))));
}

/** Only a narrative of that status says nothing more than the elements (FHIR R4 §2.4.0). */
function isGenerated(key: string, value: Json): boolean {
  return key === 'text' && memberOf(value, 'status') === 'generated';
}

function content(key: string, value: Json): [string, Json][] {
  if (key !== 'meta') return [[key, withoutNames(value)]];
  if (!isObject(value)) return [];
  const kept = Object.entries(value).filter(([name]) => !storageMembers.has(name));
  return kept.length > 0 ? [[key, Object.fromEntries(kept)]] : [];
}

const storageMembers: ReadonlySet<string> = new Set(['lastUpdated', 'versionId', 'source']);

/** Whoever stores a reference may add the name of its target, as the import does. */
function withoutNames(value: Json): Json {
  if (isList(value)) return value.map(withoutNames);
  if (!isObject(value)) return value;
  const isLiteral = typeof memberOf(value, 'reference') === 'string';
  const members = Object.entries(value).filter(
    ([key]) => !isLiteral || (key !== 'display' && key !== 'type'),
  );
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNames(member)]));
}
