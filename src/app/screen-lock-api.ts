/** What a try with the short number led to. */
export type ScreenTry =
  | { outcome: 'right' }
  | { outcome: 'wrong'; triesLeft: number }
  /** Wrong once too often: the profile is locked for real, and its keys are forgotten. */
  | { outcome: 'locked' };

/**
 * A short number that uncovers the screen of an open profile. The keys stay in memory meanwhile: it
 * keeps out who picks up the phone, and encrypts nothing.
 */
export interface ScreenLockApi {
  isSet(): Promise<boolean>;
  /** Four to eight digits. Fails with `short-number`. */
  set(digits: string): Promise<void>;
  remove(): Promise<void>;
  /** With no number set, any is right. */
  tryOpen(digits: string): Promise<ScreenTry>;
}
