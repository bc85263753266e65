import type { Bytes } from '../bytes/bytes.ts';
import type { HostAccountSettings as HostAccount } from '../hosts/index.ts';
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
  /** ISO instant. */
  at: string;
  /** Of when the backup was, ISO; null where it was no backup, but what stood of sharing was damaged. */
  backupOf: string | null;
  /** Whose access ended with it and is still to be confirmed. */
  people: string[];
}

export interface BackupState {
  /** The last file. */
  last: ProvenBackup | null;
  /** When the newest backup was made that a host was proven to have, ISO; null for none. */
  onHost: string | null;
  /** Records that were written or changed since the newer of both. */
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
  /** Files that were missing or not whole here. */
  files: number;
  contacts: number;
  lines: number;
}

/** What a host has of the backups, and what is on its way there. */
export interface HostBackupView {
  /** The host's id. */
  id: string;
  label: string;
  /** Where a new device finds it, and the user who may read there; null where everybody may. */
  address: string;
  user: string | null;
  last: {
    /** ISO instants: of the backup, and of its being read back from there. */
    at: string;
    provenAt: string;
    /** Bytes. */
    size: number;
    records: number;
    /** Whether every byte was read back, or all sizes and some of the bytes. */
    readBack: 'whole' | 'samples';
  } | null;
  /** Between 0 and 1 while one is on its way. */
  progress: number | null;
  /** Code of the last failure since the last success. */
  problem: string | null;
}

export interface HostBackupState {
  /** Why there is none: no host, or no kit that was proven, by whose words it would be found. */
  because: 'no-host' | 'no-kit' | null;
  /** Between 0 and 1 while the file is made that is sent then. */
  making: number | null;
  hosts: HostBackupView[];
}

/** A backup that came from a host whole, and was not opened yet. */
export interface FetchedBackup {
  file: Blob;
  view: BackupView;
  /** ISO instant of a newer one there that is not whole; null where this is the newest. */
  newerBroken: string | null;
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
  /** What each host of the open patient profile has. */
  onHosts(): Promise<HostBackupState>;
  /**
   * Leaves one on every host now, and reads it back. What a host fails at stands in `onHosts`.
   * Fails with `no-host`, `kit-needed`, `cancelled`, `conflict` while another window is at it.
   */
  leaveOnHosts(): Promise<void>;
  cancelOnHosts(): Promise<void>;
  /**
   * Fetches the newest whole one that lies on a host for this kit; needs nothing open. Fails with
   * `no-backup-on-host`, `backup-gone-from-host`, `backup-altered-on-host`, `host-…`, `cancelled`.
   */
  fetchFromHost(
    account: HostAccount,
    /** The kit's 32 bytes. */
    entropy: Bytes,
    onProgress?: Progress,
  ): Promise<FetchedBackup>;
  /** The patient has seen who has to be given access again. */
  restoredSeen(): Promise<void>;
}
