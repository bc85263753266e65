import type { Bytes } from '../bytes/bytes.ts';
import type { UnlockFactor } from '../vault/index.ts';
import type { BackupView } from './backup-api.ts';
import type { ScannedInput } from './scanned.ts';

/** To be carried on by the same person, or by the one whose record it is. */
export type MoveIntent = 'move' | 'hand-over';

/**
 * Where a profile stands between two phones: a copy was sent to a new phone, or to its owner, and not
 * confirmed; it came from another phone, or from whoever kept it, that has not heard of it yet; or it
 * lives on another phone now.
 */
export type MovingNote = 'none' | 'begun' | 'handing-over' | 'arrived' | 'taken-over' | 'retired';

/** What a new phone shows. */
export interface ShownMove {
  message: Bytes;
  /** Eight, as the old phone will have them. */
  words: string[];
  /** ISO instant until which the old phone takes it. */
  goodUntil: string;
}

/** A profile that has arrived and was written, and that nobody has opened yet. */
export interface Arrival {
  view: BackupView;
  records: number;
  files: number;
}

/** What the new phone shows to the old one. */
export interface MoveReceiptView {
  message: Bytes;
  records: number;
  files: number;
  /** ISO instant of the arrival. */
  at: string;
}

/** A new phone that asks, at the old one. */
export interface MoveAsker {
  handle: string;
  intent: MoveIntent;
  /** Which Carnet it says it is. */
  app: string;
  /** Each to be picked among its options. */
  questions: { position: number; options: string[] }[];
}

/** A profile sealed for one new phone. */
export interface SealedMove {
  file: Blob;
  /** For the file. */
  name: string;
  /** SHA-256 of all of it. */
  digest: Bytes;
  /** Whether a moving code holds it. */
  fitsCode: boolean;
  /** How long filming it takes; of what no code holds, the longest time. */
  seconds: { slow: number; normal: number; fast: number };
  records: number;
  files: number;
}

/** What came of a receipt. */
export interface MoveConfirmed {
  records: number;
  files: number;
  /** Records written here after the copy was made: then nothing is retired yet. */
  changedSince: number;
}

export interface MovingState {
  note: MovingNote;
  /** The copy that was sent last; `arrivedAt` once its receipt was seen. ISO instants. */
  begun: { at: string; records: number; files: number; arrivedAt: string | null } | null;
  /** What came here and whether the old phone is said to know. */
  arrived: { at: string; records: number; files: number; told: boolean } | null;
  retired: { at: string; by: 'receipt' | 'hand' } | null;
}

type Progress = (fraction: number) => void;

/** Moving a profile from one phone to another. `ask`, `arrive` and `cancel` need nothing open. */
export interface MovingApi {
  // The new phone
  /** Draws a key that lives in memory until it is answered, asked anew or locked. */
  ask(app: string): Promise<ShownMove>;
  /**
   * Opens what the old phone sent, verifies all of it, then writes it in one transaction. Opens
   * nothing. Fails with `move-for-another`, `move-altered`, `move-incomplete`, `profile-exists`, `full`, `cancelled`.
   */
  arrive(file: Blob, onProgress?: Progress): Promise<Arrival>;
  /** Of the open profile. Fails with `nothing-moved`. */
  receipt(): Promise<MoveReceiptView>;
  /** The old phone has read the receipt, says the person. */
  receiptSeen(): Promise<void>;

  // The old phone, the profile open
  /**
   * Reads what the new phone shows, of this intent (`move` unless told). Fails with `not-a-move`,
   * `asks-for-…`, `expired`, `retired`.
   */
  hear(input: ScannedInput, intent?: MoveIntent): Promise<MoveAsker>;
  /** False forgets what was heard. */
  answerWords(handle: string, answers: string[]): Promise<boolean>;
  /** Notes that a move was begun before anything can be shown. Fails with `words-not-compared`, `wrong-…`. */
  send(handle: string, current: UnlockFactor, onProgress?: Progress): Promise<SealedMove>;
  /** Ends what is being sent or received. */
  cancel(): Promise<void>;
  /** Takes the new phone's receipt; where nothing changed since, this phone retires. Fails with `receipt-of-another`. */
  confirm(input: ScannedInput): Promise<MoveConfirmed>;
  /** From now on the profile is only read here. */
  retire(): Promise<void>;
  /** The other phone is gone: this one goes on, as after a restoring. Ends locked. */
  goOnHere(): Promise<void>;
  /** Forgets the copies that were sent: none of their receipts counts any more. */
  forget(): Promise<void>;
  state(): Promise<MovingState>;
}
