import { conceptIn } from '../describe/concept.ts';
import { nameOf } from '../describe/people.ts';
import { isResource, listOf, type FhirResource } from '../fhir.ts';
import { pointerTo } from '../json-pointer.ts';
import { classify } from '../partition/index.ts';
import { shareUnitOf, type ShareUnit } from '../record.ts';

/** A contained resource of the same unit, under the id it gets. */
export interface Kept {
  id: string;
  resource: FhirResource;
  pointer: string;
}

/** What a resource contains, as far as its unit may say it. */
export interface Contained {
  kept: ReadonlyMap<string, Kept>;
  /** What is shared among units is only named: its type and what people call it. */
  named: ReadonlyMap<string, { type: string; name: string }>;
}

/** Sorts what a resource contains; what belongs to another unit is in neither part. */
export function containedIn(resource: FhirResource, unit: ShareUnit): Contained {
  const kept = new Map<string, Kept>();
  const named = new Map<string, { type: string; name: string }>();
  for (const [index, inner] of listOf(resource['contained']).entries()) {
    if (!isResource(inner) || inner.id === undefined) continue;
    const placed = classify(inner);
    const pointer = pointerTo('/contained', String(index));
    if (placed.place === 'shared')
      named.set(inner.id, { type: inner.resourceType, name: name(inner) });
    if (placed.place !== 'partition' || shareUnitOf(placed) !== unit) continue;
    kept.set(inner.id, { id: `c${kept.size + 1}`, resource: inner, pointer });
  }
  return { kept, named };
}

function name(resource: FhirResource): string {
  return nameOf(resource) || conceptIn(resource, 'code');
}
