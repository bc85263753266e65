import { isObject, listOf, memberOf, textOf, type Json } from '../fhir.ts';
import { partitions, type AttachmentRef, type HealthRecord } from '../record.ts';
import { entryUrl } from './whole-bundle.ts';

/** The name of the notes in the zip of everything. */
export const NOTES_FILE = 'carnet.json';
const VERSION = 1;

/** A file of the zip, and where in its resource it belongs. */
export type NotedFile = Pick<AttachmentRef, 'path' | 'title' | 'contentType'> & {
  /** Its name in the zip. */
  readonly file: string;
};

/** What Carnet knows of a record and FHIR has no place for. */
export type ExportNote = Pick<
  HealthRecord,
  'partition' | 'level' | 'unsorted' | 'movedByHand' | 'private'
> & { readonly files: readonly NotedFile[] };

/**
 * What must come back with the bundle of an export: where each record stands, whether it is
 * private, and which of the zip's files are its own. Keyed by the bundle's `fullUrl`.
 */
export function exportNotes(
  records: readonly HealthRecord[],
  fileOf: (attachmentId: string) => string,
): Json {
  const notes = records.map((record): [string, Json] => {
    const { id, partition, level, unsorted, movedByHand, attachments } = record;
    const files = attachments.map((one) => {
      const { path, title, contentType } = one;
      return { path, title, contentType, file: fileOf(one.id) };
    });
    return [
      entryUrl(id),
      { partition, level, unsorted, movedByHand, private: record.private, files },
    ];
  });
  return { version: VERSION, records: Object.fromEntries(notes) };
}

/** The notes by `fullUrl`; null for anything but what {@link exportNotes} writes. */
export function readExportNotes(text: string): Map<string, ExportNote> | null {
  const notes = parsed(text);
  const records = memberOf(notes, 'records');
  if (memberOf(notes, 'version') !== VERSION || !isObject(records)) return null;
  const read = Object.entries<Json>(records).map(([url, note]) => [url, noteIn(note)] as const);
  const whole = read.flatMap(([url, note]) => (note === null ? [] : [[url, note] as const]));
  return whole.length === read.length ? new Map(whole) : null;
}

function noteIn(note: Json): ExportNote | null {
  const partition = partitions.find((one) => one === memberOf(note, 'partition'));
  const written = memberOf(note, 'level');
  const level = written === 'card' || written === 'claims' ? written : null;
  const files = listOf(memberOf(note, 'files')).map(fileIn);
  if (partition === undefined || (partition === 'insurance') !== (level !== null)) return null;
  const is = (key: string) => memberOf(note, key) === true;
  return {
    partition,
    level,
    unsorted: is('unsorted'),
    movedByHand: is('movedByHand'),
    private: is('private'),
    files: files.filter((file) => file !== null),
  };
}

function fileIn(value: Json): NotedFile | null {
  const text = (key: string) => textOf(memberOf(value, key));
  const [path, file] = [text('path'), text('file')];
  if (path === null || file === null) return null;
  const contentType = text('contentType') ?? 'application/octet-stream';
  return { path, file, contentType, title: text('title') ?? '' };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
