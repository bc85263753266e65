import type { Bytes } from '../bytes/bytes.ts';
import type { UnlockFactor } from '../vault/index.ts';
import type { NewProfile, Session } from './api.ts';
import type { MoveReceiptView, ShownMove } from './moving-api.ts';

/** Who a profile's person is to whoever holds the device. */
export type Relation = 'me' | 'child' | 'parent' | 'other';

/** Whose record is open, as every screen that shares or keeps something says it. */
export interface Whose {
  profileId: string;
  label: string;
  colour: number;
  /** Null where it was never said. */
  relation: Relation | null;
  /** As the record says them, where it does. */
  name: string | null;
  birthDate: string | null;
  /** Somebody else's profile is behind this one, from which it was opened. */
  guardedBy: string | null;
}

/** One profile of this device, as the switcher shows it. */
export interface FamilyMember {
  profileId: string;
  label: string;
  colour: number;
  role: 'patient' | 'doctor' | 'helper';
  relation: Relation | null;
  isOpen: boolean;
  /** Opens with a tap; everything else asks for its own passphrase. */
  isLinked: boolean;
  /** The one from which the linked ones are opened. */
  isGuardian: boolean;
}

export interface FamilyBackup {
  profileId: string;
  label: string;
  colour: number;
  isOpen: boolean;
  /** ISO instant of the last proven one, in a file or on a host; null for none. */
  lastAt: string | null;
}

export interface NewMember extends Pick<NewProfile, 'label' | 'colour'> {
  relation: Relation;
  /** Of its own, or the same as that of the profile that is open. */
  lock: { kind: 'own'; passphrase: string } | { kind: 'same'; passphrase: string };
  /** Whether the profile that is open opens it without typing. */
  linked: boolean;
}

/** How the owner of a handed-over record locks it. */
export type NewOwner = Pick<NewProfile, 'label' | 'colour' | 'passphrase'>;

/** What the owner shows after a hand-over. */
export interface SuccessionView {
  /** The statement, for those who knew the record under its old key. */
  message: Bytes;
  /** Its eight words. */
  words: string[];
  /** For the phone that handed it over. */
  receipt: MoveReceiptView;
  /** Who could read it lastingly before, Ed25519 key (hex) and name; none of them can any more. */
  readers: { identity: string; name: string }[];
  /** The phone that kept it has read the receipt, says the person. */
  told: boolean;
}

/** A statement that a record is its owner's now, at a doctor's. */
export interface SuccessorView {
  handle: string;
  /** As the doctor knew the patient. */
  name: string;
  /** As the owner says it. */
  owner: string;
  /** Each to be picked among its options. */
  questions: { position: number; options: string[] }[];
  /** The old key named another new one before, whose words were compared. */
  contradicts: boolean;
}

/**
 * The profiles of one family on one device. A linked one is opened by a secret that lies sealed in
 * the profile of whoever cares for its person; locking locks all of them.
 */
export interface FamilyApi {
  whose(): Promise<Whose>;
  /** Every profile that is no sample. */
  members(): Promise<FamilyMember[]>;
  /** Fails with `not-linked`, `wrong-guardian`. */
  switchTo(profileId: string): Promise<Session>;
  /** Makes a profile and opens it. Fails with `wrong-passphrase` where `same` is not the same. */
  add(input: NewMember): Promise<Session>;
  /** From now on the open profile opens the other one. Fails with `wrong-…` for `factor`. */
  link(profileId: string, factor: UnlockFactor, relation: Relation): Promise<void>;
  /** From now on the other one opens by its own lock only. */
  unlink(profileId: string): Promise<void>;
  setRelation(relation: Relation): Promise<void>;
  /** When each that can be looked into was last backed up. */
  backups(): Promise<FamilyBackup[]>;
  /** The owner's phone asks for a record that was kept for its owner; nothing need be open. */
  askForRecord(app: string): Promise<ShownMove>;
  /**
   * Takes it over with keys of its own and opens it. Fails with `move-…`, `too-weak`, `full`; then
   * nothing is there.
   */
  takeOver(file: Blob, owner: NewOwner, onProgress?: (fraction: number) => void): Promise<Session>;
  /** Null for a record that was nobody else's before. */
  succession(): Promise<SuccessionView | null>;
  /** The phone that kept it has read the receipt, says the person. */
  receiptTold(): Promise<void>;
}
