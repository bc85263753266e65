import type { Bytes } from '../../bytes/bytes.ts';
import type { FhirResource } from '../fhir.ts';
import type { InsuranceLevel, Partition } from '../record.ts';

/** A file that stood in a resource as base64 and was taken out of it. */
export interface InlineAttachment {
  /** JSON pointer (RFC 6901) to where `data` stood. */
  path: string;
  title: string;
  contentType: string;
  /** A Blob where they lie in the file that is read. */
  bytes: Bytes | Blob;
}

/** One resource of a file, cleaned and sorted. */
export interface ImportedResource {
  resource: FhirResource;
  partition: Partition;
  level: InsuranceLevel | null;
  unsorted: boolean;
  private: boolean;
  /** An export says so: where it stands was the person's choice. */
  movedByHand?: boolean;
  inlineAttachments: InlineAttachment[];
}

/**
 * What was odd about a file. These took a resource out of the result, and count such resources:
 *
 * - `entry-without-resource`: a Bundle entry with nothing in it (a deletion, an answer).
 * - `bad-line`: an NDJSON line that is not JSON.
 * - `not-a-resource`: something else where a resource belongs.
 * - `too-deep`: nested beyond what any record needs.
 * - `duplicate`: says the same as another resource of the file.
 * - `older-version`: superseded within a history.
 *
 * These were put right or left as they were; the resource is in the result:
 *
 * - `unknown-type`: filed as medical, unsorted.
 * - `no-id`, `same-id`: without an id, or with one that another resource of its type has.
 * - `invalid-date`, `wrong-type`: kept as written.
 * - `bad-attachment`: `data` that is not base64; kept as written.
 * - `unsafe-key`: a member named like JavaScript's inner workings; taken out.
 * - `dangling-reference`: points at nothing in the file.
 * - `older-fhir`: looks like FHIR before R4.
 *
 * And these count other things than resources of the file:
 *
 * - `contained-hoisted`: resources made from something contained that belongs elsewhere.
 * - `nested-bundle`: containers unwrapped.
 * - `utf-16`, `not-utf-8`: the text was in an encoding that FHIR does not allow.
 */
export type OddityCode =
  | 'entry-without-resource'
  | 'bad-line'
  | 'not-a-resource'
  | 'too-deep'
  | 'duplicate'
  | 'older-version'
  | 'unknown-type'
  | 'no-id'
  | 'same-id'
  | 'invalid-date'
  | 'wrong-type'
  | 'bad-attachment'
  | 'unsafe-key'
  | 'dangling-reference'
  | 'older-fhir'
  | 'contained-hoisted'
  | 'nested-bundle'
  | 'utf-16'
  | 'not-utf-8';

/** One kind of oddity, how often, and where first: a resource type or a line number, never content. */
export interface Oddity {
  code: OddityCode;
  count: number;
  example?: string;
}

/** The oddities that stand for a resource which is not in the result. */
export const lossCodes: readonly OddityCode[] = [
  'entry-without-resource',
  'bad-line',
  'not-a-resource',
  'too-deep',
  'duplicate',
  'older-version',
];

export type ImportFormat = 'bundle' | 'resource' | 'array' | 'ndjson';

/**
 * Everything a file held. Nothing is lost silently: every place where a resource stood is counted
 * in `resources`, in `notPatientData` or under one of {@link lossCodes}.
 */
export interface ParsedImport {
  format: ImportFormat;
  resources: ImportedResource[];
  /** Type → count of what says nothing about a patient; it stays in the original file. */
  notPatientData: Record<string, number>;
  oddities: Oddity[];
}
