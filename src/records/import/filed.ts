import { classify, type Classification } from '../partition/index.ts';
import type { Found } from './collect.ts';

/** A resource on its way through the import, with the place it has so far. */
export interface Filed extends Found, Omit<Classification, 'restricted'> {
  private: boolean;
}

/** The resource with the place it has by itself. */
export function filed(found: Found): Filed {
  const { restricted, ...place } = classify(found.resource);
  return { ...found, ...place, private: restricted || found.restricted };
}
