import type { RecordForm } from '../records/index.ts';

/** Something that leaves the app because it cannot be kept in it. */
export interface RescueFile {
  name: string;
  file: Blob;
}

/** Everything that lies in the browser, sealed as it lies there. */
export interface RawCopy extends RescueFile {
  /** Rows that are in it, and rows that the browser could not give. */
  rows: number;
  missing: number;
}

/** What is left to do when the store is full, damaged, or of a later version. */
export interface RescueApi {
  /** Profiles that lie here and are on no list, since their cards cannot be read. */
  damaged(): Promise<number>;
  /** Needs no key and nobody unlocked. Fails with `unavailable` where nothing at all can be read. */
  rawCopy(): Promise<RawCopy>;
  /** What a form says, as a FHIR file that can be brought in again. In clear. */
  formFile(form: RecordForm): Promise<RescueFile>;
  /** A deposit that could not be kept, as it was scanned. Fails with `unknown-handle`. */
  depositFile(handle: string): Promise<RescueFile>;
}
