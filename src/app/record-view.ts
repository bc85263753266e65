import { fields, resourceToForm, type Find, type HealthRecord } from '../records/index.ts';
import type { Entry, RecordView } from './api.ts';

/** A record's readable page; `find` looks up what it names by reference alone. */
export function recordView(record: HealthRecord, entry: Entry, find: Find): RecordView {
  const { kind, name, at, signer } = record.origin;
  return {
    entry,
    fields: fields(record.resource, find),
    origin: { kind, name, at, ...(signer !== undefined && { signer }) },
    revision: record.revision,
    updatedAt: record.updatedAt,
    attachments: record.attachments.map(({ id, title, contentType, size }) => ({
      id,
      title,
      contentType,
      size,
    })),
    form: resourceToForm(record.resource),
  };
}
