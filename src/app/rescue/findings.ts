import { fromUtf8, utf8 } from '../../bytes/bytes.ts';
import type { HealthRecord, RecordId } from '../../records/index.ts';
import type { OpenedBackup, StoredObject, Write } from '../../vault/index.ts';
import { entryOf } from '../entry.ts';
import type { CopyFindings } from '../rescue-api.ts';
import type { Revision } from '../revisions.ts';

interface Row {
  collection: string;
  rowKey: string;
}

export interface Findings {
  told: CopyFindings;
  /** Records that do not open, as they stood before their last change. */
  older: Write[];
}

/** What is whole in a copy that was read through, and what of the rest can be named. */
export async function findingsIn(backup: OpenedBackup, missing: readonly Row[]): Promise<Findings> {
  const { report, damage } = backup;
  const lost = [...damage.rows, ...missing];
  const records = (await backup.objects('record')).map(recordIn);
  const lostRecords = keysOf(lost, 'record');
  const older = await olderOf(backup, lostRecords);
  const lostFiles = keysOf(lost, 'blob').size + damage.files.length;
  const isBroken = isLostFile(backup, new Set(damage.files), keysOf(lost, 'blob'));
  const withoutFiles = records.filter((record) => filesOf(record).some(isBroken));
  const told = {
    records: records.length,
    files: (report.counts['blob'] ?? 0) - damage.files.length,
    lostRecords: lostRecords.size - older.length,
    lostFiles,
    lostOthers: lost.length - lostRecords.size - keysOf(lost, 'blob').size,
    older: older.map(titleOf),
    withoutFiles: withoutFiles.map(titleOf),
  };
  return { told, older: older.map(recordPut) };
}

/** The newest earlier state of each lost record that is in its history. */
async function olderOf(backup: OpenedBackup, lost: ReadonlySet<string>): Promise<HealthRecord[]> {
  if (lost.size === 0) return [];
  const newest = new Map<RecordId, Revision>();
  for (const revision of (await backup.objects('revision')).map(revisionIn)) {
    const { id } = revision.record;
    if (!lost.has(backup.key.rowKey('record', id))) continue;
    if (revision.revision > (newest.get(id)?.revision ?? 0)) newest.set(id, revision);
  }
  return [...newest.values()].map(({ record }) => record);
}

const isLostFile =
  ({ key }: OpenedBackup, broken: ReadonlySet<string>, lost: ReadonlySet<string>) =>
  (id: string): boolean =>
    broken.has(id) || lost.has(key.rowKey('blob', id));

const keysOf = (rows: readonly Row[], wanted: string): Set<string> =>
  new Set(rows.flatMap(({ collection, rowKey }) => (collection === wanted ? [rowKey] : [])));

function recordPut(record: HealthRecord): Write {
  const { id, revision } = record;
  const bytes = utf8(JSON.stringify(record));
  return { kind: 'put', collection: 'record', id, revision, bytes };
}

const filesOf = ({ attachments }: HealthRecord): string[] => attachments.map(({ id }) => id);
const titleOf = (record: HealthRecord): string => entryOf(record).title;

/** The vault opened only what this app sealed under this collection's name: it has the shape. */
const recordIn = ({ bytes }: StoredObject) => JSON.parse(fromUtf8(bytes)) as HealthRecord;
const revisionIn = ({ bytes }: StoredObject) => JSON.parse(fromUtf8(bytes)) as Revision;
