import type { Oddity } from '../../../records/index.ts';
import { catalogue } from '../catalogue.ts';

/** What may be odd in somebody else's file, and what Carnet did about it. */
export const oddityWords = catalogue({
  'entry-without-resource': 'Empty places in the list, skipped',
  'bad-line': 'Lines that could not be read, kept in the original file',
  'not-a-resource': 'Things that are no records, kept in the original file',
  'too-deep': 'Records nested too deep to read, kept in the original file',
  duplicate: 'Records that stand in the file twice, kept once',
  'older-version': 'Older versions of a record in the same file',
  'unknown-type': 'Kinds of record Carnet does not know, kept under “To sort”',
  'no-id': 'Records without a number of their own',
  'same-id': 'Different records under the same number, all kept',
  'invalid-date': 'Dates that cannot be right, shown as they stand',
  'wrong-type': 'Values of an unexpected kind, kept as they stand',
  'bad-attachment': 'Files inside that could not be read',
  'unsafe-key': 'Names that could do harm, left out',
  'dangling-reference': 'Mentions of records that are not in the file',
  'older-fhir': 'Records written in an older way, read as far as possible',
  'contained-hoisted': 'Records packed inside others, unpacked',
  'nested-bundle': 'Lists inside the list, unpacked',
  'utf-16': 'The file uses an older alphabet (UTF-16), read all the same',
  'not-utf-8': 'Some letters could not be read and show as �',
} satisfies Record<Oddity['code'], string>);
