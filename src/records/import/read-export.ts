import type { Bytes } from '../../bytes/bytes.ts';
import { NOTES_FILE, readExportNotes, type ExportNote } from '../export/export-notes.ts';
import { RecordsError } from '../errors.ts';
import type { FhirResource } from '../fhir.ts';
import { classify } from '../partition/index.ts';
import { valueAt, withValueAt } from '../json-pointer.ts';
import type { Found } from './collect.ts';
import { decodeText } from './decode-text.ts';
import { Pace, type PaceOptions } from './pace.ts';
import { MAX_IMPORT_BYTES, parseImport } from './parse-import.ts';
import type { ImportedResource, InlineAttachment, ParsedImport } from './parsed-import.ts';
import { readJson } from './read-json.ts';
import { refuseOtherFormats } from './recognise.ts';
import { Tally } from './tally.ts';
import { isZip, Zip } from './zip.ts';

const BUNDLE_FILE = 'bundle.json';
const MAX_NOTES_BYTES = 16 * 1024 * 1024;
/** What lies packed in the zip has to be unpacked into memory. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/**
 * Reads a file as {@link parseImport} does, and the zip of everything that Carnet itself exports,
 * which may be of any size: its files stay where they lie.
 *
 * @throws RecordsError as {@link parseImport}; `is-zip` for any other zip
 */
export async function parseFile(file: Blob, options: PaceOptions = {}): Promise<ParsedImport> {
  if (await isZip(file)) return readExport(file, options);
  if (file.size > MAX_IMPORT_BYTES) throw new RecordsError('too-large');
  return parseImport(new Uint8Array(await file.arrayBuffer()), options);
}

/**
 * What an export holds comes back as it was: nothing in it is sorted, joined or renamed anew, for
 * the export says where it stood. Its JSON is trusted as little as everybody's.
 */
async function readExport(file: Blob, options: PaceOptions): Promise<ParsedImport> {
  const zip = await Zip.open(file);
  const notes = zip.has(BUNDLE_FILE) && zip.has(NOTES_FILE) ? await notesIn(zip) : null;
  if (notes === null) {
    refuseOtherFormats(new Uint8Array(await file.slice(0, 4096).arrayBuffer()));
    throw new RecordsError('is-zip');
  }
  const [pace, tally] = [new Pace(options), new Tally()];
  await pace.turn('read', 0);
  const bundle = await bytesOf(zip, BUNDLE_FILE, MAX_IMPORT_BYTES);
  const { format, expected, found } = readJson(decodeText(bundle, tally), tally);
  const items: Found[] = [];
  await pace.each('find', found, expected, (one) => items.push(one));
  const resources = await restored(items, { zip, notes, pace });
  await pace.turn('finish', 1);
  return { format, resources, notPatientData: {}, oddities: tally.list() };
}

interface Opened {
  readonly zip: Zip;
  readonly notes: ReadonlyMap<string, ExportNote>;
  readonly pace: Pace;
}

async function restored(
  items: readonly Found[],
  { zip, notes, pace }: Opened,
): Promise<ImportedResource[]> {
  const files = new UnpackedFiles(zip);
  const resources: ImportedResource[] = [];
  for (const [done, { resource, fullUrl }] of items.entries()) {
    if (done % 100 === 0) await pace.turn('finish', done / items.length);
    const note = fullUrl === null ? undefined : notes.get(fullUrl);
    resources.push(note === undefined ? unnoted(resource) : await files.putBack(resource, note));
  }
  return resources;
}

/** Somebody added it to the bundle by hand. */
function unnoted(resource: FhirResource): ImportedResource {
  const { partition, level, unsorted, restricted } = classify(resource);
  return { resource, partition, level, unsorted, private: restricted, inlineAttachments: [] };
}

class UnpackedFiles {
  readonly #zip: Zip;
  #room = MAX_UNPACKED_BYTES;
  /** A hostile zip could name one file a thousand times; records of ours share few. */
  #left: number;

  constructor(zip: Zip) {
    this.#zip = zip;
    this.#left = 2 * zip.size + MAX_UNPACKED_BYTES;
  }

  /** The resource without what stands for its files, and the files. */
  async putBack(resource: FhirResource, note: ExportNote): Promise<ImportedResource> {
    const { files, ...place } = note;
    let lighter = resource;
    const inlineAttachments: InlineAttachment[] = [];
    for (const { file, ...about } of files) {
      if (!this.#zip.has(file)) continue;
      inlineAttachments.push({ ...about, bytes: await this.#read(file) });
      lighter = withoutStandIn(lighter, about.path, file);
    }
    return { ...place, resource: lighter, inlineAttachments };
  }

  async #read(name: string): Promise<Blob> {
    const { file, unpacked } = await this.#zip.read(name, this.#room);
    this.#room -= unpacked;
    this.#left -= file.size;
    if (this.#left < 0) throw new RecordsError('too-large');
    return file;
  }
}

/** A small file stands in the bundle as `data`, a larger one as a `url` into the zip. */
function withoutStandIn(resource: FhirResource, path: string, file: string): FhirResource {
  const url = path.replace(/data$/, 'url');
  const lighter = withValueAt(resource, path, undefined);
  return valueAt(resource, url) === file ? withValueAt(lighter, url, undefined) : lighter;
}

async function notesIn(zip: Zip): Promise<Map<string, ExportNote> | null> {
  const bytes = await bytesOf(zip, NOTES_FILE, MAX_NOTES_BYTES);
  return readExportNotes(new TextDecoder().decode(bytes));
}

async function bytesOf(zip: Zip, name: string, maxBytes: number): Promise<Bytes> {
  const { file } = await zip.read(name, maxBytes);
  if (file.size > maxBytes) throw new RecordsError('too-large');
  return new Uint8Array(await file.arrayBuffer());
}
