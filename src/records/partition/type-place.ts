import type { Partition } from '../record.ts';
import types from './fhir-types.json';

/**
 * Where a type stands: in a partition, `shared` (practitioners, organizations: names that every
 * partition uses), `follow` (goes with its target) or `drop` (says nothing about anybody).
 */
export type TypePlace = Partition | 'shared' | 'follow' | 'drop';

const table: ReadonlyMap<string, string> = new Map(Object.entries(types));

/** The place of a FHIR R4 resource type; null for a type the table does not know. */
export function typePlace(resourceType: string): TypePlace | null {
  const place = table.get(resourceType);
  switch (place) {
    case 'personal':
    case 'medical':
    case 'insurance':
    case 'prescription':
    case 'shared':
    case 'follow':
      return place;
    case 'drop':
    case 'container':
      return 'drop';
    default:
      return null;
  }
}
