import { asObject } from '../describe/json.ts';
import { measuredNames, measuredValues } from '../describe/observation.ts';
import type { Placed, SummaryItem } from './item.ts';
import { byNewest } from './item.ts';

/** One measurement of a trend. */
export interface TrendPoint {
  /** As recorded. */
  readonly date: string;
  readonly value: number;
  /** The reference range of this measurement, in the trend's unit. */
  readonly low?: number;
  readonly high?: number;
}

/** How one value went over time: at least two points, oldest first. */
export interface Trend {
  readonly title: string;
  readonly unit: string;
  /** LOINC where the records have it. */
  readonly code: string;
  readonly points: readonly TrendPoint[];
}

interface Reading extends TrendPoint {
  readonly title: string;
  readonly unit: string;
  readonly code: string;
}

/**
 * Numbers of the same code and unit. A trend whose last value is outside its range comes first, then
 * the newest. A change of unit starts another trend.
 */
export function trendsOf(records: readonly Placed[]): Trend[] {
  const groups = new Map<string, Reading[]>();
  for (const reading of records.flatMap(readings)) {
    const group = groups.get(keyOf(reading));
    if (group === undefined) groups.set(keyOf(reading), [reading]);
    else group.push(reading);
  }
  return [...groups.values()]
    .map(trendOf)
    .filter(({ points }) => points.length > 1)
    .sort(
      (a, b) =>
        Number(endsOutside(b)) - Number(endsOutside(a)) ||
        lastDate(b).localeCompare(lastDate(a)) ||
        a.title.localeCompare(b.title),
    );
}

/** Whether the newest value is below or above its own reference range; false where it has none. */
export function endsOutside({ points }: Trend): boolean {
  const last = points.at(-1);
  if (last === undefined) return false;
  const { value, low = -Infinity, high = Infinity } = last;
  return value < low || value > high;
}

const keyOf = ({ code, unit }: { code: string; unit: string }) => `${code}\n${unit}`;
const lastDate = (trend: Trend) => trend.points.at(-1)?.date ?? '';

function isMeasured({ description, resource }: Placed): boolean {
  const { kind } = description;
  return resource.resourceType === 'Observation' && (kind === 'measurement' || kind === 'lab');
}

function readings(record: Placed): Reading[] {
  const { date, status } = record.description;
  if (!isMeasured(record) || date === null || status === 'stopped') return [];
  const names = measuredNames(asObject(record.resource));
  return measuredValues(asObject(record.resource)).map(({ number, ...value }, index) => ({
    ...value,
    value: number,
    date,
    title: names[index] ?? record.description.title,
  }));
}

function trendOf(group: readonly Reading[]): Trend {
  const sorted = [...group].sort((a, b) => (a.date < b.date ? -1 : 1));
  const newest = sorted.at(-1);
  const told = new Map(sorted.map((reading) => [`${reading.date}\n${reading.value}`, reading]));
  const points = [...told.values()].map(({ date, value, low, high }) => ({
    date,
    value,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  }));
  return { title: newest?.title ?? '', unit: newest?.unit ?? '', code: newest?.code ?? '', points };
}

/** Measurements as items: of those that a trend tells in full, the newest alone, with their number. */
export function withoutTold(records: readonly Placed[], trends: readonly Trend[]): SummaryItem[] {
  const keys = new Set(trends.map(keyOf));
  const newest = new Map<string, SummaryItem>();
  const items: SummaryItem[] = [];
  for (const record of [...records].sort((a, b) => byNewest(a.item, b.item))) {
    const told = toldBy(record, keys);
    const kept = told === null ? undefined : newest.get(told);
    if (told === null) items.push(record.item);
    else newest.set(told, kept === undefined ? record.item : { ...kept, count: kept.count + 1 });
  }
  return [...items, ...newest.values()].sort(byNewest);
}

/** The trends that hold every number of a record, or null when something of it would be lost. */
function toldBy(record: Placed, trends: ReadonlySet<string>): string | null {
  const keys = readings(record).map(keyOf);
  return keys.length > 0 && keys.every((key) => trends.has(key)) ? keys.join('\n') : null;
}
