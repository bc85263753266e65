import type { Bytes } from '../bytes/bytes.ts';
import type {
  HostAccountSettings as HostAccount,
  ReadingPlace,
  StageResult,
  TestStage,
} from '../hosts/index.ts';
import type { ShareUnit } from '../records/index.ts';
import type { DepositDraft, DepositView, VisitView } from './api.ts';
import type { SuccessorView } from './family-api.ts';

export type { HostAccount, ReadingPlace, StageResult, TestStage };

/** How far back a standing grant reaches: everything, or only what is published from now on. */
export type Lane = 'all' | 'new';

// ── File hosts ──────────────────────────────────────────────────────────────────────────────────

export interface HostDraft {
  label: string;
  account: HostAccount;
  reading: ReadingPlace;
  /**
   * Where invited authors leave letters, with a user who should be able to create files there and
   * nothing else. Without it they write at the reading place, as its reader.
   */
  drop?: { base: string; writer: { user: string; password: string } | null };
}

export interface HostView {
  id: string;
  label: string;
  kind: HostAccount['kind'];
  /** The address that others read from. */
  base: string;
  addedAt: string;
  /** Code of the last failure since the last success, in the words of `explain`; null for none. */
  problem: string | null;
  /** Bytes that still have to go there. */
  waitingBytes: number;
  /** When it was found to have lost what lay there, ISO; null since `sendAgain`, or if it never was. */
  lostAt: string | null;
}

export interface QueueView {
  /** What changed is being sealed, or waits a moment for more: it joins the queue soon. */
  preparing: boolean;
  /** Things that still have to reach a host, or to be deleted there. */
  waiting: number;
  doneBytes: number;
  totalBytes: number;
  /** Over the last seconds; null while nothing moves. */
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  state: 'idle' | 'working' | 'waiting-to-try-again' | 'offline' | 'stopped';
  /** ISO instant of the next attempt. */
  nextTryAt: string | null;
  problem: string | null;
}

export interface HostsApi {
  list(): Promise<HostView[]>;
  /** Tries everything Carnet needs from a host and says what failed; saves nothing. */
  test(draft: HostDraft, onStage: (result: StageResult) => void): Promise<boolean>;
  /** A host is added whatever its test said, as long as writing and reading back works. */
  add(draft: HostDraft): Promise<HostView>;
  rename(id: string, label: string): Promise<void>;
  /** Forgets the account. With `wipe`, what Carnet put there is deleted first. */
  remove(id: string, wipe: boolean): Promise<void>;
  /** Sends everything there once more, for a host that lost it. */
  sendAgain(id: string): Promise<void>;
  queue(): Promise<QueueView>;
  tryNow(): Promise<void>;
  /** Stops sending until `tryNow`. */
  pause(): Promise<void>;
}

// ── Standing access, patient's side ─────────────────────────────────────────────────────────────

export interface StandingOffer {
  possible: boolean;
  /** Why not: no host yet, or only a request was scanned and not the doctor's card. */
  because: 'no-host' | 'no-card' | null;
  /** Whether the host that is named to others has a place for letters. */
  letterbox: boolean;
}

export interface StandingChoice {
  /** At least one; each with how far back it reaches. */
  units: { unit: ShareUnit; lane: Lane }[];
  /** ISO instant; null for until it is stopped. */
  until: string | null;
  /** Whether this person may leave letters for the patient on the host. */
  mayWrite: boolean;
  /** Ed25519 key, hex, of a helper of this patient through whom alone the doctor reads; else null. */
  throughHelper: string | null;
}

/** A sealed message to be shown as a still code, sent as a link, or left as a file. */
export interface SealedMessage {
  message: Bytes;
  link: string;
  to: string;
}

export interface ApprovedStanding extends SealedMessage {
  grantId: string;
  units: { unit: ShareUnit; lane: Lane }[];
  until: string | null;
}

/** Somebody the patient knows, and what this person can read now. */
export interface PersonAccess {
  identity: string;
  name: string;
  role: string;
  since: string;
  lastGrantAt: string | null;
  hasCard: boolean;
  /** The standing grant, if there is one. */
  standing: {
    grantId: string;
    units: { unit: ShareUnit; lane: Lane }[];
    grantedAt: string;
    until: string | null;
    mayWrite: boolean;
    throughHelper: string | null;
    /** When something of this person last reached the phone: a letter, or a helper's log. */
    lastSeenAt: string | null;
    state: 'active' | 'stopping' | 'stopped' | 'expired';
    /** How it was stopped, or is being: `strong` also seals anew what lies on the hosts. */
    strength: 'plain' | 'strong';
    /** ISO instant until which stopping can be undone; null unless stopping. */
    undoUntil: string | null;
    /** Whether every new lock and message of the last change has reached a host. */
    delivered: boolean;
    /** Whether it ended by itself and is to be confirmed; see `giveBack` and `letGo`. */
    doubted: boolean;
    /** Whether that is so since the profile was brought back; else the hosts had lost what lay there. */
    restored: boolean;
  } | null;
}

export interface PublishedUnit {
  unit: ShareUnit;
  records: number;
  bytes: number;
  revision: number;
  publishedAt: string;
  /** Files of its records that cannot be read on this device, and so were not sent everywhere. */
  filesMissing: number;
}

export interface HelperView {
  /** Ed25519 key, hex. */
  identity: string;
  name: string;
  since: string;
  until: string | null;
  /** For whom it may transform, by name. */
  serves: string[];
  /** Transforms that its signed log tells of, newest first. */
  log: { at: string; forName: string; units: ShareUnit[]; capsules: number }[];
  /** Why the newest part of its log is not believed, as a code with words; null where it is. */
  problem: string | null;
}

export interface StandingApi {
  /** Whether the scanned or chosen asker can be given standing access. */
  offer(handle: string): Promise<StandingOffer>;
  /** Commits the log entry first. Publishing goes on in the queue. */
  approve(handle: string, choice: StandingChoice, base: string): Promise<ApprovedStanding>;
  /** The same grant once more, for a doctor who did not take it. */
  showAgain(grantId: string, base: string): Promise<SealedMessage>;
  people(): Promise<PersonAccess[]>;
  /** Takes effect after ten seconds, or at once on the next lock; until then it can be undone. */
  stop(grantId: string, strength: 'plain' | 'strong'): Promise<{ undoUntil: string }>;
  undoStop(grantId: string): Promise<void>;
  /**
   * Access that is to be confirmed goes on under new keys. Not after a restoring where it went through
   * a helper: that one was dismissed, and the person has to be given access anew.
   */
  giveBack(grantId: string): Promise<void>;
  /** Access that is to be confirmed stays ended, and its reader's app is told so. */
  letGo(grantId: string): Promise<void>;
  published(): Promise<PublishedUnit[]>;
  /** Publishes what changed; nothing to do is no error. */
  publish(): Promise<void>;
  /** Stops every standing access and deletes everything from the hosts. */
  unpublish(): Promise<void>;
  /** Somebody who may only write, a laboratory for example: from a scanned card. */
  invite(handle: string, base: string): Promise<SealedMessage>;
  /** Looks for letters on the hosts; how many are waiting for review now. */
  fetchLetters(): Promise<number>;
  letters(): Promise<DepositView[]>;
  acceptLetter(handle: string): Promise<void>;
  declineLetter(handle: string): Promise<void>;
  helpers(): Promise<HelperView[]>;
  /** Enrols the owner of a scanned card as a helper for these people. */
  enrolHelper(
    handle: string,
    terms: { serves: string[]; until: string | null; usesEach: number },
    base: string,
  ): Promise<SealedMessage>;
  /** A new epoch for everything this helper could transform. */
  dismissHelper(identity: string): Promise<void>;
}

// ── Standing access, doctor's side ──────────────────────────────────────────────────────────────

export interface FollowedPatient {
  /** hex, the grant's id */
  id: string;
  name: string;
  units: { unit: ShareUnit; lane: Lane }[];
  since: string;
  until: string | null;
  /** Who has to transform before anything can be read; null for nobody. */
  helper: string | null;
  mayWrite: boolean;
  /** When the host was last asked, and until when the patient promised it would be current. */
  refreshedAt: string | null;
  asOf: string | null;
  freshUntil: string | null;
  /** Publications that came since the record was last opened. */
  news: number;
  /** Letters that are signed and could not be left yet; they go by themselves. */
  lettersWaiting: number;
  state: 'current' | 'never-read' | 'out-of-date' | 'unreachable' | 'ended';
  problem: string | null;
}

export interface FollowingApi {
  /**
   * The words of a statement that a record is its owner's now. Right, the old access ends, and what
   * the owner gives takes its place; wrong, the statement is forgotten.
   */
  answerSuccessor(handle: string, answers: string[]): Promise<boolean>;
  list(): Promise<FollowedPatient[]>;
  /** Asks the host. Anything older than what was seen before is refused and the old kept. */
  refresh(id: string): Promise<FollowedPatient>;
  refreshAll(): Promise<FollowedPatient[]>;
  /** Fetches and opens into memory; `onProgress` counts objects. The visit ends as all do. */
  open(id: string, onProgress?: (done: number, total: number) => void): Promise<VisitView>;
  forget(id: string): Promise<void>;
  /** Leaves a signed letter for the patient in the agreed place; not delivered, it waits here. */
  sendLetter(id: string, draft: DepositDraft): Promise<{ delivered: boolean }>;
  /** Who may only write to whom (a laboratory): opened invitations. */
  sendLetterTo(id: string, draft: DepositDraft): Promise<{ delivered: boolean }>;
  /** The signed question for the helper, as a code or on the host. */
  ask(id: string): Promise<{ message: Bytes; capsules: number; leftOnHost: boolean }>;
}

// ── The helper's side ───────────────────────────────────────────────────────────────────────────

export interface HelpedPatient {
  id: string;
  /** As the patient named herself to the helper. */
  name: string;
  serves: { name: string; units: ShareUnit[]; usesLeft: number }[];
  since: string;
  until: string | null;
  state: 'active' | 'ended';
  /** Why the last look at the patient's host failed, as a code with words; null where it did not. */
  problem: string | null;
}

export interface HelperJob {
  id: string;
  at: string;
  patient: string;
  forName: string;
  capsules: number;
  outcome: 'done' | 'refused' | 'waiting';
  /** Why it was refused, as a code with words; null otherwise. */
  code: string | null;
}

export interface HelpingApi {
  patients(): Promise<HelpedPatient[]>;
  jobs(): Promise<HelperJob[]>;
  /** Looks on the hosts for what doctors ask, and answers. */
  work(): Promise<{ done: number; refused: number }>;
  forget(id: string): Promise<void>;
  /** When the hosts were last asked; null before the first time. */
  lookedAt(): Promise<string | null>;
}

/** What a scanned message of this part of Carnet turned out to be. */
export type ScannedStanding =
  /** A record that was handed over to its owner; the words are to be compared. */
  | { kind: 'successor'; successor: SuccessorView }
  | { kind: 'standing'; followed: FollowedPatient }
  | { kind: 'invitation'; followed: FollowedPatient }
  | { kind: 'enrolment'; patient: HelpedPatient }
  /** The helper's signed answer to a doctor's question that was scanned. */
  | { kind: 'answer-made'; message: Bytes; forName: string }
  | { kind: 'answer'; followed: FollowedPatient };
