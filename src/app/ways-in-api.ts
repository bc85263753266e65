import type { Bytes } from '../bytes/bytes.ts';
import type { FactorKind, ReadKit, UnlockFactor } from '../vault/index.ts';
import type { Session } from './api.ts';

export type { FactorKind, ReadKit, UnlockFactor };

/** What a passkey has to be asked, and what it was called. */
export interface PasskeyQuestion {
  credentialId: Bytes;
  /** 32 bytes. */
  prfSalt: Bytes;
  label: string;
}

/** What could open a profile, as far as it shows from outside. */
export interface Doors {
  kinds: FactorKind[];
  passkeys: PasskeyQuestion[];
  /** Milliseconds until a passphrase may be tried again. */
  waitMs: number;
}

export interface WayInView {
  slotId: string;
  kind: FactorKind;
  /** ISO instant; null where it was not kept. */
  createdAt: string | null;
  /** A passkey's. */
  label: string | null;
  /** Of a kit: when three of its words, or all, were shown to be known. */
  provenAt: string | null;
}

/** Whether sharing has to wait for a recovery kit. */
export interface KitDuty {
  kit: 'none' | 'unproven' | 'proven';
  /** From this ISO instant on nothing is shared; null where nothing is asked. */
  shareUntil: string | null;
  blocked: boolean;
}

export interface WaysInState {
  ways: WayInView[];
  duty: KitDuty;
}

/** A kit as it is printed, once. */
export interface KitSheet {
  slotId: string;
  words: string[];
  /** The same for a scanner: `carnet-kit:` and the words. */
  code: string;
  /** ISO instant. */
  createdAt: string;
  label: string;
  /** Three places, from 1, whose words are asked for. */
  asked: number[];
}

/** What a new passkey is made with. */
export interface PasskeyOffer {
  /** 32 bytes each, random. */
  challenge: Bytes;
  userId: Bytes;
  prfSalt: Bytes;
  /** The profile's name. */
  name: string;
  /** Passkeys that are there already. */
  existing: Bytes[];
}

export interface NewPasskey {
  credentialId: Bytes;
  prfSalt: Bytes;
  /** The authenticator's two answers to the same question, 32 bytes each. */
  first: Bytes;
  second: Bytes;
  label: string;
}

/**
 * The ways to open a profile. `doors`, `open`, `readKit`, `wordsBeginning` and `mendKit` need nobody
 * unlocked. Whatever adds a way in asks for one that is there: no root is in memory.
 */
export interface WaysInApi {
  doors(profileId: string): Promise<Doors>;
  /** Fails with `wrong-…`, `too-soon`. */
  open(profileId: string, factor: UnlockFactor): Promise<Session>;
  readKit(text: string): Promise<ReadKit>;
  /** Words of the kit's list, at most four. */
  wordsBeginning(start: string): Promise<string[]>;
  /** Words with one slip whose checksum is wrong: those that do open the profile, or null. */
  mendKit(profileId: string, words: string[]): Promise<string[] | null>;

  state(): Promise<WaysInState>;
  /** Draws a kit. It opens the profile from now on, beside an older one until it is proven. */
  makeKit(current: UnlockFactor): Promise<KitSheet>;
  /** The three words asked for, in their order. Right, older kits go. */
  proveKit(answers: string[]): Promise<boolean>;
  /** All words, at any later time. Fails with `wrong-kit`. */
  proveWholeKit(factor: UnlockFactor): Promise<void>;
  passkeyOffer(): Promise<PasskeyOffer>;
  /** Fails with `not-proven` where the two answers differ. */
  addPasskey(current: UnlockFactor, passkey: NewPasskey): Promise<void>;
  /** In the place of every older passphrase. */
  newPassphrase(current: UnlockFactor, passphrase: string): Promise<void>;
  /** Fails with `last-way-in`. */
  remove(slotId: string): Promise<void>;
  /** Gives the profile a new root that only these open, and locks. Fails with `conflict`, `wrong-…`. */
  renew(keep: UnlockFactor[]): Promise<void>;
}
