import {
  contentKey,
  identityKeys,
  memberOf,
  textOf,
  type FhirResource,
  type HealthRecord,
  type ImportedResource,
} from '../records/index.ts';

/** What the comparison with the records already there comes to. */
export interface SortedOut {
  fresh: ImportedResource[];
  /** Known by their identifiers, but saying something else than the record that is there. */
  changed: { imported: ImportedResource; record: HealthRecord }[];
  /** Already there. */
  duplicates: number;
}

/**
 * Tells what is new in a file. Equal content is a duplicate. So is an equal identity, unless the
 * content differs: then a later version of a known record has come in. Files name unlike resources
 * alike (one claim group on every claim), so an identity counts only where all its keys agree and
 * point to one record. What a file says twice, its reading has settled already, references included.
 */
export function sortOut(
  imported: readonly ImportedResource[],
  records: readonly HealthRecord[],
): SortedOut {
  const contents = new Set(records.map(({ resource }) => contentKey(resource)));
  const identities = new Identities(records);
  const sorted: SortedOut = { fresh: [], changed: [], duplicates: 0 };
  for (const one of imported) {
    const content = contentKey(one.resource);
    const record = contents.has(content) ? null : identities.find(one.resource);
    if (contents.has(content) || (record && isOlder(one.resource, record.resource)))
      sorted.duplicates += 1;
    else if (record) sorted.changed.push({ imported: one, record });
    else sorted.fresh.push(one);
  }
  return sorted;
}

class Identities {
  readonly #byKey = new Map<string, Set<HealthRecord>>();

  constructor(records: readonly HealthRecord[]) {
    for (const record of records) {
      for (const key of identityKeys(record.resource)) this.#at(key).add(record);
    }
  }

  /** The one record that has every identity key of the resource. */
  find(resource: FhirResource): HealthRecord | null {
    const sets = identityKeys(resource).map(
      (key) => this.#byKey.get(key) ?? new Set<HealthRecord>(),
    );
    const common = [...(sets[0] ?? [])].filter((record) => sets.every((set) => set.has(record)));
    return common.length === 1 ? (common[0] ?? null) : null;
  }

  #at(key: string): Set<HealthRecord> {
    const found = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, found);
    return found;
  }
}

/** Whether both say when they were last updated, and the first was not updated later. */
function isOlder(incoming: FhirResource, held: FhirResource): boolean {
  const [theirs, ours] = [lastUpdated(incoming), lastUpdated(held)];
  return !Number.isNaN(theirs) && !Number.isNaN(ours) && theirs <= ours;
}

function lastUpdated(resource: FhirResource): number {
  const at = textOf(memberOf(memberOf(resource, 'meta'), 'lastUpdated'));
  return at === null ? Number.NaN : Date.parse(at);
}
