import type { Bytes } from '../../bytes/bytes.ts';
import { RecordsError } from '../errors.ts';
import { Company } from './company.ts';
import { decodeText } from './decode-text.ts';
import type { Filed } from './filed.ts';
import { hoistAttachments } from './hoist-attachments.ts';
import { hoistedFrom } from './hoist-contained.ts';
import { LinkTable } from './link-table.ts';
import { Pace, type PaceOptions } from './pace.ts';
import type { ImportedResource, ParsedImport } from './parsed-import.ts';
import { readJson, type Reading } from './read-json.ts';
import { refuseOtherFormats } from './recognise.ts';
import { relinked } from './relink.ts';
import { scrutinise } from './scrutinise.ts';
import { Sieve } from './sieve.ts';
import { Tally } from './tally.ts';

/** The largest file that is read. */
export const MAX_IMPORT_BYTES = 50 * 1024 * 1024;

/**
 * Reads a file of FHIR R4 JSON: a Bundle of any type, one resource, a list, or one per line. Gives
 * the event loop its turn between portions.
 *
 * @throws RecordsError `empty`, `too-large`, `not-text`, `not-json`, `not-fhir`, `is-…` for a file of
 * another kind, `wrong-fhir-version` for DSTU2 and STU3, `cancelled`
 */
export async function parseImport(bytes: Bytes, options: PaceOptions = {}): Promise<ParsedImport> {
  if (bytes.length > MAX_IMPORT_BYTES) throw new RecordsError('too-large');
  const work: Work = { pace: new Pace(options), tally: new Tally() };
  await work.pace.turn('read', 0);
  const reading = readJson(readable(bytes, work.tally), work.tally);
  const sieve = await sieved(reading, work);
  if (sieve.isEmpty && reading.format !== 'bundle') throw new RecordsError('not-fhir');
  const resources = await finished(await linked(sieve, work), work);
  await work.pace.turn('finish', 1);
  const notPatientData = sieve.notPatientData();
  return { format: reading.format, resources, notPatientData, oddities: work.tally.list() };
}

interface Work {
  readonly pace: Pace;
  readonly tally: Tally;
}

function readable(bytes: Bytes, tally: Tally): string {
  refuseOtherFormats(bytes);
  const text = decodeText(bytes, tally);
  if (text.trim() === '') throw new RecordsError('empty');
  return text;
}

async function sieved(reading: Reading, { pace, tally }: Work): Promise<Sieve> {
  const sieve = new Sieve(tally);
  await pace.each('find', reading.found, reading.expected, (found) => sieve.add(found));
  if (sieve.isOlderFhir) throw new RecordsError('wrong-fhir-version');
  return sieve;
}

/** Mends references, and gives every resource its place. */
async function linked(sieve: Sieve, { pace, tally }: Work): Promise<Filed[]> {
  const kept = sieve.kept();
  const links = new LinkTable(kept, sieve.superseded, tally);
  const company = new Company(links);
  await pace.each('link', kept, kept.length, (item) => {
    item.resource = relinked(item.resource, links, tally);
    company.add(item);
  });
  company.settle();
  return [...kept, ...hoistedFrom(kept, tally)];
}

async function finished(
  items: readonly Filed[],
  { pace, tally }: Work,
): Promise<ImportedResource[]> {
  const resources: ImportedResource[] = [];
  await pace.each('finish', items, items.length, (item) => {
    scrutinise(item.resource, tally);
    if (item.unsorted) tally.add('unknown-type', item.resource.resourceType);
    const { partition, level, unsorted } = item;
    const place = { partition, level, unsorted, private: item.private };
    resources.push({ ...place, ...hoistAttachments(item.resource, tally) });
  });
  return resources;
}
