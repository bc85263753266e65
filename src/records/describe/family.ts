import type { Description } from './description.ts';
import type { Field } from './field.ts';
import type { JsonObject } from './json.ts';
import type { Find } from './references.ts';

/** A description before its texts are checked: what is left out has its usual value. */
export interface Draft extends Partial<Omit<Description, 'kind'>> {
  readonly kind: Description['kind'];
}

/** How resources of related types are described. */
export interface Family {
  readonly types: readonly string[];
  describe(resource: JsonObject, find: Find): Draft;
  fields(resource: JsonObject, find: Find): Field[];
}
