import { describe, type Find, type HealthRecord } from '../records/index.ts';
import type { Entry } from './api.ts';

/** A record as one line of a list; `find` looks up what it names by reference alone. */
export function entryOf(record: HealthRecord, find?: Find): Entry {
  const { kind, title, detail, date, status, severe } = describe(record.resource, find);
  const { id, partition, level, unsorted, resource } = record;
  return {
    id,
    partition,
    level,
    resourceType: resource.resourceType,
    kind,
    title,
    detail,
    date,
    status,
    severe,
    unsorted,
    private: record.private,
    attachments: record.attachments.length,
  };
}

/** Newest first; what has no date comes last; ids settle the rest, so that pages stay put. */
export function byNewest(a: Entry, b: Entry): number {
  const [dateA, dateB] = [a.date ?? '', b.date ?? ''];
  if (dateA !== dateB) return dateA < dateB ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
