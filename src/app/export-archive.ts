import { toBase64url } from '../bytes/base64url.ts';
import { utf8, type Bytes } from '../bytes/bytes.ts';
import {
  exportNotes,
  NOTES_FILE,
  wholeBundle,
  withValueAt,
  type AttachmentRef,
  type HealthRecord,
} from '../records/index.ts';
import { Archive } from './archive.ts';
import { byNewest, entryOf } from './entry.ts';

/** An attachment up to this size stands inside the bundle again, a larger one beside it. */
const INLINE_BYTES = 64 * 1024;

interface Stored {
  readonly id: string;
  readonly path: string;
}

/** What is exported, wherever it lies: in the browser or in a backup. */
export interface Exported {
  readonly records: readonly HealthRecord[];
  readonly readBlob: (id: string) => Promise<Bytes>;
  readonly now: Date;
}

/**
 * Everything in one zip: the bundle, what the import needs to put it back as it was, every file,
 * every imported original, and a list to read. The same records give the same bytes in every file.
 */
export async function exportArchive(
  { records: given, readBlob, now }: Exported,
  onProgress?: (fraction: number) => void,
): Promise<Blob> {
  const records = inOrder(given);
  const attached = attachedFiles(records);
  const notes = exportNotes(records, (id) => attached.get(id)?.path ?? '');
  const files = [...attached.values(), ...originals(records)];
  const archive = new Archive(now);
  archive.add('bundle.json', await bundleOf(records, attached, readBlob), true);
  archive.add(NOTES_FILE, utf8(JSON.stringify(notes)), true);
  archive.add('index.txt', utf8(index(records)), true);
  for (const [done, { id, path }] of files.entries()) {
    archive.add(path, await readBlob(id), false);
    onProgress?.((done + 1) / files.length);
  }
  return archive.finish();
}

/** The bundle alone, as it stands in the zip. */
export function readableBundle({ records: given, readBlob }: Exported): Promise<Bytes> {
  const records = inOrder(given);
  return bundleOf(records, attachedFiles(records), readBlob);
}

/** A numbered name for each attachment, by its id. */
export function attachmentNames(records: readonly HealthRecord[]): Map<string, string> {
  return new Map([...attachedFiles(inOrder(records))].map(([id, { path }]) => [id, path]));
}

function inOrder(records: readonly HealthRecord[]): HealthRecord[] {
  const filed = records.map((record) => ({ record, entry: entryOf(record) }));
  return filed.toSorted((a, b) => byNewest(a.entry, b.entry)).map(({ record }) => record);
}

async function bundleOf(
  records: readonly HealthRecord[],
  paths: ReadonlyMap<string, Stored>,
  readBlob: Exported['readBlob'],
): Promise<Bytes> {
  const whole: HealthRecord[] = [];
  for (const record of records) whole.push(await withFiles(record, paths, readBlob));
  return utf8(JSON.stringify(wholeBundle(whole), null, 2));
}

/** Small attachments as `data` where they stood, larger ones as a `url` into the zip. */
async function withFiles(
  record: HealthRecord,
  paths: ReadonlyMap<string, Stored>,
  readBlob: Exported['readBlob'],
): Promise<HealthRecord> {
  let resource = record.resource;
  for (const { id, path, size } of record.attachments) {
    resource =
      size <= INLINE_BYTES
        ? withValueAt(resource, path, base64(await readBlob(id)))
        : withValueAt(resource, path.replace(/data$/, 'url'), paths.get(id)?.path);
  }
  return { ...record, resource };
}

/** Every attachment once, by its id, with its name in the zip. */
function attachedFiles(records: readonly HealthRecord[]): Map<string, Stored> {
  const files = new Map<string, Stored>();
  for (const { id, title, contentType } of records.flatMap(({ attachments }) => attachments)) {
    files.set(id, { id, path: pathOf('files', files.size + 1, title, contentType) });
  }
  return files;
}

/** Every file that records were read from, once. */
function originals(records: readonly HealthRecord[]): Stored[] {
  const sources = new Map<string, string>();
  for (const { origin } of records) {
    if (origin.sourceBlob !== undefined) sources.set(origin.sourceBlob, originalName(origin));
  }
  return [...sources].map(([id, name], at) => ({
    id,
    path: pathOf('originals', at + 1, name, ''),
  }));
}

function originalName({ kind, name }: HealthRecord['origin']): string {
  return kind === 'deposit' ? `${name}.deposit` : name;
}

const extensions: Readonly<Record<AttachmentRef['contentType'], string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'text/plain': '.txt',
};

/** A numbered name that every file system takes, whatever the title is. */
function pathOf(folder: string, number: number, title: string, contentType: string): string {
  const plain = title
    .normalize('NFC')
    .replace(/[^\p{Letter}\p{Number}._-]+/gu, '-')
    .slice(0, 80);
  const extension = /\.[A-Za-z0-9]{1,5}$/.test(plain) ? '' : (extensions[contentType] ?? '');
  return `${folder}/${String(number).padStart(3, '0')}-${plain}${extension}`;
}

/** FHIR's base64Binary: the padded alphabet of RFC 4648 §4. */
function base64(bytes: Bytes): string {
  const text = toBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** One line for each record, to be read without any program of ours. */
function index(records: readonly HealthRecord[]): string {
  const lines = records
    .map((record) => entryOf(record))
    .map(({ date, partition, resourceType, title, detail }) => {
      return [date ?? '-', partition, resourceType, title, detail].join('\t');
    });
  return `${lines.join('\n')}\n`;
}
