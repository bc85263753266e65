import {
  shareUnitOf,
  shareUnits,
  summarise,
  type HealthRecord,
  type Partition,
  type RecordKind,
  type ShareUnit,
  type SummaryGroup,
  type SummaryItem,
  type UnitExport,
} from '../records/index.ts';
import type { Entry, Home } from './api.ts';
import { patientHeader } from './header.ts';
import { countByPartition, type RecordBook } from './record-book.ts';

/** How many of the newest each partition shows at first. */
const NEWEST = 5;

/** What the glance is made of; summarising thousands of measurements would only cost time. */
const glanceKinds: ReadonlySet<RecordKind> = new Set(['allergy', 'medicine', 'condition']);
/** Lists and documents may state that a person has no known allergies. */
const listTypes: ReadonlySet<string> = new Set(['List', 'Composition']);

/** The patient's own first page: what matters at a glance, then the four partitions. */
export function homeOf(book: RecordBook): Home {
  const records = book.records();
  const header = patientHeader(records);
  const told = records.filter((record) => isTold(book.entry(record.id)));
  const shelves = new Map(
    shareUnits.map((unit) => [unit, told.filter((record) => shareUnitOf(record) === unit)]),
  );
  const summary = summarise({ header, units: [...shelves].map(wholeUnit) });
  const glance = ({ statement, items }: SummaryGroup) => ({
    statement,
    items: items.flatMap((item) => entryBehind(item, shelves, book)),
  });
  return {
    header,
    total: records.length,
    allergies: glance(summary.allergies),
    medicines: glance(summary.medicines),
    problems: glance(summary.problems),
    partitions: overview(book, records),
  };
}

function isTold({ kind, resourceType }: Entry): boolean {
  return glanceKinds.has(kind) || listTypes.has(resourceType);
}

/** A unit as it would be if all of it were granted: the summary's rules then hold at home too. */
function wholeUnit([unit, records]: [ShareUnit, HealthRecord[]]): UnitExport {
  return { unit, resources: records.map(({ resource }) => resource), attachments: [], notSent: [] };
}

function entryBehind(
  { unit, index }: SummaryItem,
  shelves: ReadonlyMap<ShareUnit, readonly HealthRecord[]>,
  book: RecordBook,
): Entry[] {
  const record = shelves.get(unit)?.[index];
  return record === undefined ? [] : [book.entry(record.id)];
}

function overview(book: RecordBook, records: readonly HealthRecord[]): Home['partitions'] {
  const counts = countByPartition(records);
  const unsorted = countByPartition(records.filter((record) => record.unsorted));
  const part = (partition: Partition) => ({
    count: counts[partition],
    unsorted: unsorted[partition],
    newest: book.entries({ partition, limit: NEWEST }).entries,
  });
  return {
    personal: part('personal'),
    medical: part('medical'),
    insurance: part('insurance'),
    prescription: part('prescription'),
  };
}
