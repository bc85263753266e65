import type { ProfileCard, UnlockFactor } from '../vault/index.ts';
import type { Session } from './api.ts';

/** A backup of which it was shown that everything in it opens. */
export interface ProvenBackup {
  /** ISO instant of its making. */
  at: string;
  /** Bytes. */
  size: number;
  records: number;
}

/** What came of a restoring, until the patient has seen to it. */
export interface RestoredNote {
  /** ISO instants. */
  at: string;
  backupOf: string;
  /** Whose access ended with it and has to be given again. */
  people: string[];
}

export interface BackupState {
  last: ProvenBackup | null;
  /** Records that were written or changed since. */
  changedSince: number;
  /** How loudly to ask for one: `line` after a week, `card` after a month. */
  reminder: 'none' | 'line' | 'card';
  restored: RestoredNote | null;
}

export interface MadeBackup extends ProvenBackup {
  name: string;
  file: Blob;
  /** Things that did not open in this browser either: they are in the file as they lie here. */
  damaged: number;
}

/** What a backup says of itself before anything opens it. */
export interface BackupView {
  profileId: string;
  label: string;
  role: ProfileCard['role'];
  colour: number;
  sample: boolean;
  /** ISO instant. */
  createdAt: string;
  /** Bytes. */
  size: number;
  /** Kinds of slots that it had: `passphrase`, `kit` and so on. */
  ways: string[];
  /** Whether this browser holds the profile already. */
  isHere: boolean;
}

export interface Merged {
  /** Records that were missing here. */
  added: number;
  /** Records that said something else there: both are in their history. */
  differing: number;
  contacts: number;
  lines: number;
}

type Progress = (fraction: number) => void;

/** Backups: making, proving, bringing back. {@link BackupApi.look} and `restore` need nothing open. */
export interface BackupApi {
  state(): Promise<BackupState>;
  /**
   * Makes one, reads it again and opens everything in it before it is handed over.
   * Fails with `cancelled`, `conflict`, `full`, `backup-altered` where what was written does not open.
   */
  make(onProgress?: Progress): Promise<MadeBackup>;
  /** Ends what is being made, checked or restored. */
  cancel(): Promise<void>;
  /** The file that was made last has left the app: it counts as proven from now on. */
  kept(): Promise<void>;
  /** Proves a file that was saved. Fails with `backup-of-another`, `backup-of-older-keys`, … */
  check(file: Blob, onProgress?: Progress): Promise<ProvenBackup>;
  look(file: Blob): Promise<BackupView>;
  /**
   * Verifies all of it, then puts it back whole and opens it. Standing access ends with it.
   * Fails with `wrong-passphrase`, `profile-exists`, `backup-altered`, `backup-incomplete`, `full`, …
   */
  restore(file: Blob, factor: UnlockFactor, onProgress?: Progress): Promise<Session>;
  /** Adds to the open patient profile what its backup has and it has not. Standing access ends. */
  merge(file: Blob, factor: UnlockFactor, onProgress?: Progress): Promise<Merged>;
  /** The patient has seen who has to be given access again. */
  restoredSeen(): Promise<void>;
}
