import type { Bytes } from '../bytes/bytes.ts';
import type {
  Field,
  Oddity,
  Partition,
  PatientHeader,
  PrescriptionDraft,
  RecordForm,
  RecordId,
  RecordKind,
  ShareUnit,
  Statement,
  Summary,
} from '../records/index.ts';
import type { ProfileCard } from '../vault/index.ts';
import type { BackupApi } from './backup-api.ts';
import type { DraftsApi } from './drafts-api.ts';
import type { EmergencyApi, EmergencyView } from './emergency-api.ts';
import type { RescueApi } from './rescue-api.ts';
import type { LogEntry } from './log.ts';
import type { Paper } from './paper.ts';
import type { ScreenLockApi } from './screen-lock-api.ts';
import type { Settings } from './settings.ts';
import type {
  FollowingApi,
  HelpingApi,
  HostsApi,
  ScannedStanding,
  StandingApi,
} from './standing-api.ts';

import type { FamilyApi } from './family-api.ts';
import type { MovingApi, MovingNote } from './moving-api.ts';
import type { TrustedApi } from './trusted-api.ts';
import type { WaysInApi } from './ways-in-api.ts';

export type * from './backup-api.ts';
export type * from './drafts-api.ts';
export type * from './emergency-api.ts';
export type * from './rescue-api.ts';
export type * from './family-api.ts';
export type * from './moving-api.ts';
export type * from './screen-lock-api.ts';
export type * from './standing-api.ts';
export type * from './trusted-api.ts';
export type * from './ways-in-api.ts';

/**
 * Everything the page can ask of the vault's worker. The worker holds the keys; what crosses here
 * is what a screen shows, and bytes that are already sealed. Every method rejects with an
 * {@link AppFailure}, whose `code` has its words in the message catalogue.
 */
export interface CarnetApi
  extends ProfilesApi, RecordsApi, ImportsApi, PatientApi, DoctorApi, JournalApi {
  readonly hosts: HostsApi;
  readonly standing: StandingApi;
  readonly following: FollowingApi;
  readonly helping: HelpingApi;
  readonly waysIn: WaysInApi;
  readonly trusted: TrustedApi;
  readonly screenLock: ScreenLockApi;
  readonly backup: BackupApi;
  readonly emergency: EmergencyApi;
  readonly drafts: DraftsApi;
  readonly rescue: RescueApi;
  readonly family: FamilyApi;
  readonly moving: MovingApi;
}

/** What happened without the page having asked. */
export type CarnetEvent =
  | { kind: 'records-changed' }
  | { kind: 'profiles-changed' }
  | { kind: 'visit-ended'; visitId: string; because: 'time' | 'by-hand' | 'locked' }
  /** The minutes in which something begun could still be sent off have passed too. */
  | { kind: 'visit-finished'; visitId: string }
  /** What waits for a host, or how a host does. */
  | { kind: 'queue-changed' }
  /** Who can read what by standing access. */
  | { kind: 'access-changed' }
  /** What others left on a host for the patient. */
  | { kind: 'letters-changed' }
  /** A helper has looked at the hosts, or answered somebody. */
  | { kind: 'helped' }
  /** Where the open profile stands between two phones. */
  | { kind: 'moving-changed'; note: MovingNote }
  | { kind: 'locked' };

/** An error as it crosses from the worker: a closed code, never a sentence, never data. */
export interface AppFailure {
  readonly code: string;
}

// ── Profiles ────────────────────────────────────────────────────────────────────────────────────

export interface Session {
  profile: ProfileCard;
  /** Things that could not be decrypted: kept, named, never overwritten. */
  unreadable: number;
  moving: MovingNote;
}

export interface NewProfile {
  label: string;
  role: ProfileCard['role'];
  colour: number;
  passphrase: string;
  /** A helper's alone: no passphrase protects it, so that it works on after a restart. */
  opensByItself?: boolean;
  /** A doctor's or helper's name and role as they stand on the card; a helper's role is `other`. */
  professional?: Professional;
}

export interface Professional {
  name: string;
  role: 'doctor' | 'nurse' | 'pharmacist' | 'other';
}

export interface PassphraseStrength {
  bits: number;
  level: 'very-weak' | 'weak' | 'fair' | 'strong';
}

export interface ProfilesApi {
  profiles(): Promise<ProfileCard[]>;
  createProfile(input: NewProfile): Promise<Session>;
  /** Makes (once) the sample patient and the sample doctor, unprotected and labelled so, and opens one. */
  openSample(role: 'patient' | 'doctor'): Promise<Session>;
  unlock(profileId: string, passphrase: string): Promise<Session>;
  /** Whether {@link openByItself} would open it: a helper that was made so. */
  opensByItself(profileId: string): Promise<boolean>;
  openByItself(profileId: string): Promise<Session>;
  /** Forgets every key and every opened visit. The page ends the worker afterwards. */
  lock(): Promise<void>;
  removeProfile(profileId: string): Promise<void>;
  renameProfile(label: string, colour: number): Promise<void>;
  changePassphrase(current: string, next: string): Promise<void>;
  passphraseStrength(passphrase: string): Promise<PassphraseStrength>;
  suggestPassphrase(): Promise<string>;
  professional(): Promise<Professional | null>;
  saveProfessional(professional: Professional): Promise<void>;
  subscribe(listener: (event: CarnetEvent) => void): Promise<void>;
}

// ── Records ─────────────────────────────────────────────────────────────────────────────────────

/** One line of a list. */
export interface Entry {
  id: RecordId;
  partition: Partition;
  level: 'card' | 'claims' | null;
  resourceType: string;
  kind: RecordKind;
  title: string;
  detail: string;
  date: string | null;
  status: 'active' | 'stopped' | 'entered-in-error' | 'unknown';
  severe: boolean;
  unsorted: boolean;
  private: boolean;
  attachments: number;
}

export interface Home {
  header: PatientHeader;
  total: number;
  allergies: { statement: Statement; items: Entry[] };
  medicines: { statement: Statement; items: Entry[] };
  problems: { statement: Statement; items: Entry[] };
  partitions: Record<Partition, { count: number; newest: Entry[]; unsorted: number }>;
}

export interface EntryQuery {
  partition?: Partition;
  kind?: RecordKind;
  unsorted?: boolean;
  /** Words looked for, in any order, without regard to case and accents. */
  text?: string;
  offset?: number;
  limit?: number;
}

export interface EntryPage {
  /** How many answer the query, on all pages. */
  total: number;
  entries: Entry[];
  /** How many of each kind there would be without a choice of kind, the most first. */
  kinds: { kind: RecordKind; count: number }[];
}

export interface AttachmentView {
  id: string;
  title: string;
  contentType: string;
  size: number;
}

export interface RecordView {
  entry: Entry;
  fields: Field[];
  origin: {
    kind: 'import' | 'hand' | 'deposit' | 'sample';
    name: string;
    at: string;
    signer?: string;
  };
  revision: number;
  updatedAt: string;
  attachments: AttachmentView[];
  /** The form that can edit it, or null where only its raw form is known. */
  form: RecordForm | null;
}

export interface RevisionView {
  revision: number;
  at: string;
  title: string;
  detail: string;
  deleted: boolean;
}

export interface RecordsApi {
  home(): Promise<Home>;
  /** The one page for a doctor who wants paper; what is private stays out of it. */
  paper(): Promise<Paper>;
  entries(query: EntryQuery): Promise<EntryPage>;
  record(id: RecordId): Promise<RecordView>;
  /** The resource as FHIR JSON, indented. */
  rawResource(id: RecordId): Promise<string>;
  history(id: RecordId): Promise<RevisionView[]>;
  restoreRevision(id: RecordId, revision: number): Promise<void>;
  saveForm(form: RecordForm, replaces?: RecordId): Promise<Entry>;
  saveDocument(
    file: Blob,
    about: { title: string; date: string; fileName: string },
    onProgress?: (done: number, total: number) => void,
  ): Promise<Entry>;
  moveRecord(id: RecordId, partition: Partition, level: 'card' | 'claims' | null): Promise<void>;
  setPrivate(id: RecordId, isPrivate: boolean): Promise<void>;
  /** Deletes; `undoDelete` brings it back whole. */
  deleteRecord(id: RecordId): Promise<void>;
  undoDelete(id: RecordId): Promise<void>;
  readAttachment(recordId: RecordId, attachmentId: string): Promise<Blob>;
  /** A zip with one FHIR Bundle, every file, and a readable index. */
  exportEverything(onProgress?: (fraction: number) => void): Promise<{ name: string; file: Blob }>;
}

// ── Imports ─────────────────────────────────────────────────────────────────────────────────────

export interface ImportReview {
  fileName: string;
  format: 'bundle' | 'resource' | 'array' | 'ndjson';
  total: number;
  fresh: Record<Partition, number>;
  cards: number;
  claims: number;
  duplicates: number;
  /** Known by their identifiers and saying something new: saved as the next revision. */
  updated: number;
  unsorted: number;
  private: number;
  attachments: number;
  notPatientData: Record<string, number>;
  oddities: Oddity[];
  /** The names and birth dates of the patients named inside; more than one is a warning. */
  people: { name: string; birthDate: string }[];
  /** Somebody inside is none of those whom the record is about so far. Nothing of theirs is merged. */
  somebodyElse: boolean;
}

export interface ImportsApi {
  /** Reads and sorts, saves nothing. A second call forgets the first one's result. */
  readImport(
    source: Blob,
    fileName: string,
    onProgress?: (fraction: number) => void,
  ): Promise<ImportReview>;
  cancelImport(): Promise<void>;
  /** Saves what {@link readImport} read, in one transaction. */
  confirmImport(): Promise<{ saved: number }>;
}

// ── The consultation, patient's side ────────────────────────────────────────────────────────────

/** A profile as the list of this device shows it to everybody. */
export interface OnThisDevice {
  profileId: string;
  label: string;
  colour: number;
}

/** What a scanned, pasted or opened thing turned out to be. */
export type Scanned =
  | { kind: 'request'; asker: AskerView }
  | { kind: 'card'; asker: AskerView }
  | { kind: 'deposit'; deposit: DepositView }
  /** A deposit for somebody else of the family. It is kept nowhere before that profile is open. */
  | ({ kind: 'for-another'; isLinked: boolean } & OnThisDevice)
  /** For somebody else; perhaps for one of these, of whom nothing is known before they are opened. */
  | { kind: 'for-somebody'; others: OnThisDevice[] }
  | { kind: 'visit'; visit: VisitView }
  | { kind: 'grant-without-package' }
  | { kind: 'emergency'; emergency: EmergencyView }
  | ScannedStanding;

export interface AskerView {
  /** Names this request or card until the session ends. */
  handle: string;
  source: 'request' | 'card';
  name: string;
  role: string;
  asked: ShareUnit[];
  purpose: string;
  minutes: number;
  /** `changed-key` stops everything; `similar-name` only warns; `new` asks for three words. */
  acquaintance: 'known' | 'new' | 'changed-key' | 'similar-name';
  resembles?: string;
  /** Each to be picked among its options; empty for a known asker. */
  questions: { position: number; options: string[] }[];
}

export interface Choice {
  units: ShareUnit[];
  header: { name: boolean; birthDate: boolean; sex: boolean };
  minutes: number;
  purpose: string;
  includePrivate: RecordId[];
  leaveOut: RecordId[];
  /** Attachments to send; absent means every one that fits. */
  attachments?: string[];
}

export interface UnitCount {
  unit: ShareUnit;
  records: number;
  private: number;
  attachments: number;
}

export interface Preview {
  summary: Summary;
  sealedBytes: number;
  scanSeconds: { slow: number; normal: number; fast: number };
  /** Free text or scanned pages are inside and may restate anything. */
  freeText: boolean;
  /** Does not fit an animated code: goes as a file with a still code beside it. */
  tooLargeForCodes: boolean;
  notSent: { title: string; size: number; id: string }[];
}

export interface ApprovedGrant {
  grantId: string;
  /** Grant and ciphertext in one message: the animated code or a file. */
  package: Bytes;
  /** The grant alone: a still code for a package that travels as a file. */
  grant: Bytes;
  sealed: Bytes;
  packageDigest: Bytes;
  to: string;
  units: ShareUnit[];
  expiresAt: string;
  forwardSecret: boolean;
}

export interface DepositView {
  handle: string;
  author: string;
  role: string;
  /** Whether this author's key was met before. */
  acquaintance: 'known' | 'new' | 'changed-key' | 'similar-name';
  signer: string;
  at: string;
  entries: Entry[];
  /** What each entry says, in the same order: nobody keeps what cannot be read first. */
  contents: Field[][];
  /** When the consultation was that it answers, as an ISO instant; null for none of this patient's. */
  answersVisitOf: string | null;
}

export interface PatientApi {
  /** Reads any message of ours. Fails with a code that says what the thing is or what is wrong. */
  scan(message: { kind: number; bytes: Bytes } | { text: string }): Promise<Scanned>;
  /** True when all three were right; then the key is pinned. False forgets the request. */
  answerWords(handle: string, answers: string[]): Promise<boolean>;
  /** Begins with a known person whose card was kept, without a scan. */
  startWithKnown(identity: string): Promise<AskerView>;
  unitCounts(): Promise<UnitCount[]>;
  privateEntries(units: ShareUnit[]): Promise<Entry[]>;
  preview(handle: string, choice: Choice): Promise<Preview>;
  /** Commits the activity log first, then answers with the code's bytes. */
  approve(handle: string, choice: Choice): Promise<ApprovedGrant>;
  declineRequest(handle: string): Promise<void>;
  acceptDeposit(handle: string): Promise<Entry[]>;
  declineDeposit(handle: string): Promise<void>;
  knownPeople(): Promise<KnownPerson[]>;
  forgetPerson(identity: string): Promise<void>;
}

export interface KnownPerson {
  identity: string;
  name: string;
  role: string;
  since: string;
  lastGrantAt: string | null;
  hasCard: boolean;
}

// ── The consultation, doctor's side ─────────────────────────────────────────────────────────────

export interface ShownRequest {
  requestId: string;
  /** The address form, by which every phone camera leads to Carnet. */
  link: string;
  words: string[];
  /** Until when the patient's app will take it. */
  goodUntil: string;
}

export interface VisitView {
  visitId: string;
  /** Tells apart patients that are open side by side. */
  band: number;
  summary: Summary;
  asked: ShareUnit[];
  granted: ShareUnit[];
  purpose: string;
  grantedAt: string;
  expiresAt: string;
  secondsLeft: number;
  forwardSecret: boolean;
  /**
   * Where the record came from a host by standing access: which, how old, and how much is new since
   * the last opening; null news at the first.
   */
  standing: { id: string; asOf: string; freshUntil: string; news: number | null } | null;
}

export interface MyCard {
  link: string;
  message: Bytes;
  name: string;
  role: string;
  /** The eight words of this card, for whoever meets it for the first time. */
  words: string[];
}

export type DepositDraft =
  | { kind: 'prescription'; drafts: PrescriptionDraft[] }
  | { kind: 'note'; title: string; text: string };

export interface DoctorApi {
  newRequest(ask: {
    units: ShareUnit[];
    purpose: string;
    minutes: number;
    base: string;
  }): Promise<ShownRequest>;
  forgetRequest(requestId: string): Promise<void>;
  myCard(base: string): Promise<MyCard>;
  /** A sealed package that came as a file, and the grant that came as a still code. */
  openSealedFile(grant: Bytes, sealed: Bytes): Promise<VisitView>;
  visits(): Promise<VisitView[]>;
  visitResource(
    visitId: string,
    unit: ShareUnit,
    index: number,
  ): Promise<{ fields: Field[]; raw: string }>;
  visitAttachment(visitId: string, attachmentId: string): Promise<Blob>;
  endVisit(visitId: string): Promise<void>;
  /** Signs for the patient of this visit and for nobody else. */
  writeBack(visitId: string, draft: DepositDraft): Promise<{ message: Bytes; digest: Bytes }>;
}

// ── Journal and settings ────────────────────────────────────────────────────────────────────────

export interface JournalApi {
  journal(): Promise<LogEntry[]>;
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
}
