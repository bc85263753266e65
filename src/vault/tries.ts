import type { ProfileCard } from './profile-card.ts';

/**
 * Seconds to wait after the first, second, … wrong passphrase in a row; it stays at the last. This
 * slows whoever types at this screen. Against a copied disk only the key derivation helps.
 */
const WAIT_SECONDS = [0, 2, 5, 10, 30, 60, 300];
const LONGEST_WAIT_MS = 300_000;

type Tries = Pick<ProfileCard, 'wrongTries' | 'notBefore'>;

/** Milliseconds until a passphrase may be tried again; 0 for now. */
export function waitLeft({ notBefore }: Tries, now: Date): number {
  if (notBefore === undefined) return 0;
  const left = Date.parse(notBefore) - now.getTime();
  // Further off than any wait: a clock was wrong, and must not lock anybody out for a year.
  return left > LONGEST_WAIT_MS ? 0 : Math.max(0, left);
}

/** What the card says after one more wrong passphrase. */
export function afterWrongTry({ wrongTries = 0 }: Tries, now: Date): Tries {
  const seconds = WAIT_SECONDS[Math.min(wrongTries, WAIT_SECONDS.length - 1)] ?? 0;
  const notBefore = new Date(now.getTime() + seconds * 1000).toISOString();
  return { wrongTries: wrongTries + 1, ...(seconds > 0 ? { notBefore } : {}) };
}

/** The worse of two: what memory knows stands even if somebody reset the stored one. */
export function worse(one: Tries, other: Tries): Tries {
  return (one.wrongTries ?? 0) > (other.wrongTries ?? 0) ? one : other;
}
