import {
  findAmong,
  foldForSearch,
  type FhirResource,
  type Find,
  searchText,
  type HealthRecord,
  type Partition,
  type RecordId,
} from '../records/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { Entry, EntryPage, EntryQuery } from './api.ts';
import { byNewest, entryOf } from './entry.ts';
import { AppError } from './errors.ts';
import { Shelf } from './shelf.ts';

interface Filed {
  readonly record: HealthRecord;
  readonly entry: Entry;
  /** What a search looks through. */
  readonly text: string;
}

/** Everything of the open patient profile, decrypted once and held in memory until it is locked. */
export class RecordBook {
  readonly #shelf: Shelf<HealthRecord>;
  readonly #filed = new Map<RecordId, Filed>();
  #sorted: Filed[] | null = null;
  /** What was committed here while the vault was being read; null for what was deleted. */
  readonly #meanwhile = new Map<RecordId, HealthRecord | null>();
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  /** Records that could not be decrypted; they stay in the vault untouched. */
  unreadable = 0;

  private constructor(shelf: Shelf<HealthRecord>) {
    this.#shelf = shelf;
  }

  static async open(profile: UnlockedProfile): Promise<RecordBook> {
    const book = new RecordBook(new Shelf(profile, 'record'));
    await book.reload();
    return book;
  }

  /** Reads the vault again, because another tab has written to it; once for all who ask meanwhile. */
  reload(): Promise<void> {
    if (this.#reading !== null) return (this.#next ??= this.#afterwards(this.#reading));
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #afterwards(reading: Promise<void>): Promise<void> {
    await reading.catch(() => undefined);
    this.#next = null;
    await this.reload();
  }

  async #read(): Promise<void> {
    this.#meanwhile.clear();
    const { values: read, unreadable } = await this.#shelf.all();
    const values = latest(read, this.#meanwhile);
    const held = new Map(this.#filed);
    this.#filed.clear();
    this.unreadable = unreadable;
    const find = lookedUpWhenAsked(() => values.map(({ resource }) => resource));
    for (const record of values) this.#refile(record, held.get(record.id), find);
    this.#sorted = null;
  }

  records(): HealthRecord[] {
    return this.#inOrder().map(({ record }) => record);
  }

  find(id: RecordId): HealthRecord | null {
    return this.#filed.get(id)?.record ?? null;
  }

  /** @throws AppError `unknown-record` */
  record(id: RecordId): HealthRecord {
    return this.#get(id).record;
  }

  /** @throws AppError `unknown-record` */
  entry(id: RecordId): Entry {
    return this.#get(id).entry;
  }

  /** One page of what answers the query, newest first, and how many do in all. */
  entries({ kind, ...query }: EntryQuery): EntryPage {
    const ofAnyKind = this.#inOrder().filter(matcher(query));
    const matches = ofAnyKind.filter(({ entry }) => kind === undefined || entry.kind === kind);
    const start = query.offset ?? 0;
    const page = matches.slice(start, start + (query.limit ?? matches.length));
    const kinds = countByKind(ofAnyKind.map(({ entry }) => entry));
    return { total: matches.length, entries: page.map(({ entry }) => entry), kinds };
  }

  /** Takes in what was just committed. */
  file(records: readonly HealthRecord[]): void {
    const find = this.beside(records);
    for (const record of records) {
      this.#meanwhile.set(record.id, record);
      this.#refile(record, undefined, find);
    }
    this.#sorted = null;
  }

  /** Takes out what was just deleted. */
  remove(id: RecordId): void {
    this.#meanwhile.set(id, null);
    this.#filed.delete(id);
    this.#sorted = null;
  }

  clear(): void {
    this.#meanwhile.clear();
    this.#filed.clear();
    this.#sorted = null;
  }

  #get(id: RecordId): Filed {
    const filed = this.#filed.get(id);
    if (filed === undefined) throw new AppError('unknown-record');
    return filed;
  }

  /** Finds what a record names by reference alone, among everything held and what just came. */
  beside(fresh: readonly HealthRecord[] = []): Find {
    return lookedUpWhenAsked(() => [...this.records(), ...fresh].map(({ resource }) => resource));
  }

  #refile(record: HealthRecord, held: Filed | undefined, find: Find): void {
    const unchanged =
      held?.record.revision === record.revision && held.record.updatedAt === record.updatedAt;
    this.#filed.set(record.id, unchanged ? held : fileOf(record, find));
  }

  #inOrder(): Filed[] {
    this.#sorted ??= [...this.#filed.values()].sort((a, b) => byNewest(a.entry, b.entry));
    return this.#sorted;
  }
}

/** What was read, and what was committed during the reading where that is newer. */
function latest(
  read: readonly HealthRecord[],
  meanwhile: ReadonlyMap<RecordId, HealthRecord | null>,
): HealthRecord[] {
  const records = new Map(read.map((record) => [record.id, record]));
  for (const [id, own] of meanwhile) {
    if (own === null) records.delete(id);
    else if (own.revision > (records.get(id)?.revision ?? 0)) records.set(id, own);
  }
  return [...records.values()];
}

function fileOf(record: HealthRecord, find: Find): Filed {
  return { record, entry: entryOf(record, find), text: searchText(record.resource) };
}

/** Most records need nothing from beside them: the table is made for the first that does. */
function lookedUpWhenAsked(resources: () => FhirResource[]): Find {
  let find: Find | null = null;
  return (reference) => (find ??= findAmong(resources()))(reference);
}

function matcher({
  partition,
  unsorted,
  text,
}: Omit<EntryQuery, 'kind'>): (filed: Filed) => boolean {
  const words = foldForSearch(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  return ({ entry, text: searched }) =>
    (partition === undefined || entry.partition === partition) &&
    (unsorted === undefined || entry.unsorted === unsorted) &&
    words.every((word) => searched.includes(word));
}

function countByKind(entries: readonly Entry[]): EntryPage['kinds'] {
  const counts = new Map<Entry['kind'], number>();
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].map(([kind, count]) => ({ kind, count }));
  return kinds.sort((a, b) => b.count - a.count);
}

/** How many entries of each partition, in one pass. */
export function countByPartition(
  records: readonly { partition: Partition }[],
): Record<Partition, number> {
  const counts: Record<Partition, number> = {
    personal: 0,
    medical: 0,
    insurance: 0,
    prescription: 0,
  };
  for (const { partition } of records) counts[partition] += 1;
  return counts;
}
