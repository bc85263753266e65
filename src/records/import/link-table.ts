import { referenceTarget } from '../reference.ts';
import type { Filed } from './filed.ts';
import type { Tally } from './tally.ts';

/** Finds what a reference within a file points at. */
export class LinkTable {
  readonly #byName = new Map<string, Filed>();
  readonly #byAddress = new Map<string, Filed>();

  /**
   * @param kept - what can be pointed at
   * @param superseded - what was left out, with what stands in its place
   * @param tally - counts ids that two resources have
   */
  constructor(kept: readonly Filed[], superseded: ReadonlyMap<Filed, Filed>, tally: Tally) {
    for (const item of kept) this.#enter(item, tally);
    for (const [item, instead] of superseded) this.#redirect(item, latest(instead, superseded));
  }

  /** What the reference points at by its own words: `Type/id`, an address ending so, or a URN. */
  byWords(reference: string): Filed | undefined {
    const named = referenceTarget(reference);
    if (named === null) return undefined;
    return this.#byName.get(named.type === null ? named.id : `${named.type}/${named.id}`);
  }

  /** What the reference points at when the addresses of the Bundle's entries are known as well. */
  find(reference: string): Filed | undefined {
    return this.byWords(reference) ?? this.#byAddress.get(reference);
  }

  #enter(item: Filed, tally: Tally): void {
    const { resourceType, id } = item.resource;
    if (item.fullUrl) claim(this.#byAddress, item.fullUrl, item);
    if (id === undefined) return;
    if (this.#byName.has(`${resourceType}/${id}`)) tally.add('same-id', resourceType);
    claim(this.#byName, `${resourceType}/${id}`, item);
    claim(this.#byName, id, item);
  }

  #redirect(item: Filed, instead: Filed): void {
    const { resourceType, id } = item.resource;
    if (item.fullUrl) claim(this.#byAddress, item.fullUrl, instead);
    if (id === undefined) return;
    for (const name of [`${resourceType}/${id}`, `urn:uuid:${id}`, `urn:oid:${id}`]) {
      claim(this.#byAddress, name, instead);
    }
  }
}

/** What stands in the place of a thing may have been left out itself. */
function latest(item: Filed, superseded: ReadonlyMap<Filed, Filed>): Filed {
  const instead = superseded.get(item);
  return instead === undefined ? item : latest(instead, superseded);
}

/** Whoever comes first has the name. */
function claim(table: Map<string, Filed>, name: string, item: Filed): void {
  if (!table.has(name)) table.set(name, item);
}
