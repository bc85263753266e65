import { memberOf, without, type FhirResource } from '../fhir.ts';
import { referenceTarget } from '../reference.ts';
import type { Found } from './collect.ts';
import type { Tally } from './tally.ts';

const fhirId = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * Gives a resource without a usable id the one its Bundle entry has, so that references to it
 * still arrive when the Bundle is gone.
 */
export function settleId(found: Found, tally: Tally): void {
  const { resource, fullUrl } = found;
  const id = memberOf(resource, 'id');
  if (typeof id === 'string' && id !== '') return;
  tally.add(id === undefined ? 'no-id' : 'wrong-type', resource.resourceType);
  const entryId = fullUrl === null ? null : (referenceTarget(fullUrl)?.id ?? null);
  found.resource = withId(resource, typeof id === 'number' ? String(id) : entryId);
}

function withId(resource: FhirResource, id: string | null): FhirResource {
  const { resourceType } = resource;
  const named = { ...without(resource, 'id'), resourceType };
  return id !== null && fhirId.test(id) ? { ...named, id } : named;
}
