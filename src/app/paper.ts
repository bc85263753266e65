import {
  findAmong,
  fields,
  shareUnitOf,
  shareUnits,
  summarise,
  type Field,
  type HealthRecord,
  type Partition,
  type PatientHeader,
  type Statement,
} from '../records/index.ts';
import { byNewest, entryOf } from './entry.ts';
import { patientHeader } from './header.ts';

/** One thing on paper. */
export interface PaperLine {
  title: string;
  detail: string;
  date: string | null;
}

export interface PaperGroup {
  statement: Statement;
  lines: PaperLine[];
}

/** What a doctor wants to have on one page. */
export interface Paper {
  header: PatientHeader;
  allergies: PaperGroup;
  medicines: PaperGroup;
  problems: PaperGroup;
  contacts: PaperLine[];
}

/** A record with everything that can be read in it. */
export interface PaperRecord extends PaperLine {
  partition: Partition;
  fields: Field[];
}

/** Name, allergies, medicines, problems and contacts of a whole record. */
export function paperOf(records: readonly HealthRecord[]): Paper {
  const find = findAmong(records.map(({ resource }) => resource));
  const shelves = new Map(
    shareUnits.map((unit) => [unit, records.filter((record) => shareUnitOf(record) === unit)]),
  );
  const header = patientHeader(records);
  const units = [...shelves].map(([unit, shelf]) => ({
    ...{ unit, attachments: [], notSent: [] },
    resources: shelf.map(({ resource }) => resource),
  }));
  const summary = summarise({ header, units });
  const lineOf = (record: HealthRecord): PaperLine => {
    const { title, detail, date } = entryOf(record, find);
    return { title, detail, date };
  };
  const group = ({ statement, items }: (typeof summary)['allergies']): PaperGroup => ({
    statement,
    lines: items.flatMap(({ unit, index }) => {
      const record = shelves.get(unit)?.[index];
      return record === undefined ? [] : [lineOf(record)];
    }),
  });
  return {
    header,
    allergies: group(summary.allergies),
    medicines: group(summary.medicines),
    problems: group(summary.problems),
    contacts: records.filter((record) => entryOf(record).kind === 'contact').map(lineOf),
  };
}

/** Every record, newest first. */
export function paperRecords(records: readonly HealthRecord[]): PaperRecord[] {
  const find = findAmong(records.map(({ resource }) => resource));
  const filed = records.map((record) => ({ record, entry: entryOf(record, find) }));
  return filed
    .toSorted((a, b) => byNewest(a.entry, b.entry))
    .map(({ record, entry: { title, detail, date, partition } }) => {
      return { title, detail, date, partition, fields: fields(record.resource, find) };
    });
}
