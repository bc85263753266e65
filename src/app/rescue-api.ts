import type { RecordForm } from '../records/index.ts';
import type { ProfileCard, UnlockFactor } from '../vault/index.ts';
import type { Session } from './api.ts';

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

/** A profile in a sealed copy, before anything opens it. */
export interface CopiedView {
  profileId: string;
  /** Null where its name card is damaged or lost. */
  card: Pick<ProfileCard, 'label' | 'role' | 'colour' | 'sample'> | null;
  /** Kinds of its slots: `passphrase`, `kit` and so on. */
  ways: string[];
  /** Whether this browser holds the profile, with a card that can be read. */
  isHere: boolean;
}

/** What a sealed copy says of itself. */
export interface CopyView {
  /** ISO instant; null where it does not say so any more. */
  createdAt: string | null;
  /** Bytes. */
  size: number;
  /** Its end is missing or does not fit: something that was in it is lost. */
  isCut: boolean;
  profiles: CopiedView[];
}

/** What was found in a sealed copy after all of it was opened. */
export interface CopyFindings {
  /** Whole ones. */
  records: number;
  files: number;
  /** Records that do not open or are missing, without those that come back as they were before. */
  lostRecords: number;
  lostFiles: number;
  /** Notes, settings and everything else. */
  lostOthers: number;
  /** Titles: of records that come back as they stood before their last change, and … */
  older: string[];
  /** … of records whose files are not whole. */
  withoutFiles: string[];
}

type Progress = (fraction: number) => void;

/** What is left to do when the store is full, damaged, or of a later version. */
export interface RescueApi {
  /** Profiles that lie here and are on no list, since their cards cannot be read. */
  damaged(): Promise<number>;
  /** Needs no key and nobody unlocked. Fails with `unavailable` where nothing at all can be read. */
  rawCopy(): Promise<RawCopy>;
  /** Null for a file that is no sealed copy. Fails with `newer-version`, `cancelled`. */
  lookInto(file: Blob): Promise<CopyView | null>;
  /**
   * Opens everything of one profile in the copy that was looked into; nothing is written.
   * Fails with `wrong-…`, `unreadable` where its keys are lost, `cancelled`.
   *
   * @param unnamed - what to call it where its card is lost.
   */
  openCopy(
    profileId: string,
    factor: UnlockFactor,
    unnamed: string,
    onProgress?: Progress,
  ): Promise<CopyFindings>;
  /**
   * Puts back what was opened last, and opens it. Standing access ends, as after any restoring.
   * Fails with `profile-exists`, `backup-of-older-keys`, `full`, `cancelled`.
   */
  bringBack(onProgress?: Progress): Promise<Session>;
  /** Ends what is going on; what was opened stays. */
  cancel(): Promise<void>;
  /** Ends what is going on, and forgets keys that were opened. */
  letGo(): Promise<void>;
  /** What a form says, as a FHIR file that can be brought in again. In clear. */
  formFile(form: RecordForm): Promise<RescueFile>;
  /** A deposit that could not be kept, as it was scanned. Fails with `unknown-handle`. */
  depositFile(handle: string): Promise<RescueFile>;
}
