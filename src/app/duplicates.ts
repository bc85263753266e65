import {
  areDifferent,
  contentKey,
  identityKeys,
  memberOf,
  textOf,
  type FhirResource,
  type HealthRecord,
  type ImportedResource,
  type Person,
} from '../records/index.ts';
import { Subjects, type Sourced } from './subjects.ts';

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
 * point to one record. Nothing is the same across two people: where the file and the records name
 * different patients, what one says of one of them is new, however alike it is. What a file says
 * twice, its reading has settled already, references included.
 */
export function sortOut(
  imported: readonly ImportedResource[],
  records: readonly HealthRecord[],
): SortedOut {
  const known = new Known(records, new Subjects(records.map(sourced)));
  const theirs = new Subjects(imported.map(({ resource }) => ({ resource, source: '' })));
  const sorted: SortedOut = { fresh: [], changed: [], duplicates: 0 };
  for (const one of imported) {
    const about = theirs.of({ resource: one.resource, source: '' });
    const record = known.saysTheSame(one.resource, about)
      ? 'same'
      : known.find(one.resource, about);
    if (record === 'same' || (record && isOlder(one.resource, record.resource)))
      sorted.duplicates += 1;
    else if (record) sorted.changed.push({ imported: one, record });
    else sorted.fresh.push(one);
  }
  return sorted;
}

/** A file is known by its stored bytes; what was written here by hand comes from no file. */
function sourced({ resource, origin }: HealthRecord): Sourced {
  return { resource, source: origin.sourceBlob ?? null };
}

/** The records that are there, by what they say and by their identity. */
class Known {
  readonly #byContent = new Map<string, HealthRecord[]>();
  readonly #byKey = new Map<string, Set<HealthRecord>>();
  readonly #subjects: Subjects;

  constructor(records: readonly HealthRecord[], subjects: Subjects) {
    this.#subjects = subjects;
    for (const record of records) {
      const content = contentKey(record.resource);
      this.#byContent.set(content, [...(this.#byContent.get(content) ?? []), record]);
      for (const key of identityKeys(record.resource)) this.#at(key).add(record);
    }
  }

  saysTheSame(resource: FhirResource, about: readonly Person[]): boolean {
    const alike = this.#byContent.get(contentKey(resource)) ?? [];
    return alike.some((record) => this.#isOf(record, about));
  }

  /** The one record of the same person that has every identity key of the resource. */
  find(resource: FhirResource, about: readonly Person[]): HealthRecord | null {
    const sets = identityKeys(resource).map(
      (key) => this.#byKey.get(key) ?? new Set<HealthRecord>(),
    );
    const common = [...(sets[0] ?? [])].filter((record) => sets.every((set) => set.has(record)));
    const theirs = common.filter((record) => this.#isOf(record, about));
    return theirs.length === 1 ? (theirs[0] ?? null) : null;
  }

  #isOf(record: HealthRecord, about: readonly Person[]): boolean {
    const ours = this.#subjects.of(sourced(record));
    return !ours.some((one) => about.some((other) => areDifferent(one, other)));
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
