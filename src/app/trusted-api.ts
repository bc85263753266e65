import type { ShareState, UnlockFactor, UnknownWord } from '../vault/index.ts';

export type { ShareState, UnknownWord };

/** Who was given which part, as it was typed. */
export interface Holder {
  /** From 1. */
  number: number;
  name: string;
}

/** The people who open a profile together. Their parts themselves are kept nowhere. */
export interface TrustedPeople {
  slotId: string;
  /** Eight hex digits: the same on every card of the set. */
  setId: string;
  /** How many of them open it. */
  threshold: number;
  /** ISO instant. */
  createdAt: string;
  holders: Holder[];
}

/** One person's part as it is printed, once. */
export interface ShareCard extends Holder {
  words: string[];
  /** The same for a scanner: `carnet-share:` and the words. */
  code: string;
}

export interface ShareSheets {
  setId: string;
  threshold: number;
  createdAt: string;
  /** The profile's name. */
  label: string;
  cards: ShareCard[];
}

/** What the words of one card come to. */
export type ReadCard =
  | { state: 'complete' }
  | { state: 'unknown-words'; unknown: UnknownWord[] }
  | { state: 'wrong-count'; count: number }
  | { state: 'wrong-checksum' }
  | { state: 'newer-version' };

/** One card among those that were collected. */
export interface CollectedCard {
  setId: string;
  number: number;
  count: number;
  state: ShareState;
}

export interface Collected {
  cards: CollectedCard[];
  /** How many go together, and how many are needed; 0 before the first. */
  have: number;
  threshold: number;
  /** Opens the profile, once enough are right. */
  factor: UnlockFactor | null;
}

/**
 * People who open a profile together when nothing else does. `readCard`, `mendCard` and `collect`
 * need nobody unlocked.
 */
export interface TrustedApi {
  /** Who they are, or null. */
  people(): Promise<TrustedPeople | null>;
  /**
   * Draws a secret and parts it among 2 to 8 people; an older set opens beside it until the new cards
   * were handed out. Fails with `people-number`, `wrong-…`.
   */
  share(current: UnlockFactor, names: string[], threshold: number): Promise<ShareSheets>;
  /** The new cards are with their people: an older set opens this device no more. */
  handedOut(): Promise<void>;

  readCard(text: string): Promise<ReadCard>;
  /** Words with one slip whose checksum is wrong: those that were meant, where one thing alone fits. */
  mendCard(words: string[]): Promise<string[] | null>;
  /** Looks at whole cards together; what is no card is left out. */
  collect(texts: string[]): Promise<Collected>;
}
