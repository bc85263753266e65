import type { RandomSource, ReEncryptionSuite } from '../crypto/index.ts';
import { SharingError } from './errors.ts';

/** What the outside world lends to a pure protocol: the time, randomness, and the suite in use. */
export interface SharingEnvironment {
  now: Date;
  random: RandomSource;
  suite: ReEncryptionSuite;
}

/** Two clocks may disagree by this much before a message from the future is refused. */
export const CLOCK_SKEW_SECONDS = 600;

const YEAR_9999_SECONDS = 253_402_300_799;

/** The bounds of a time on the wire: whole seconds since 1970. */
export const TIME_RANGE = { min: 0, max: YEAR_9999_SECONDS } as const;

/** The bounds of a visit's length: a minute to a week. */
export const MINUTES_RANGE = { min: 1, max: 10_080 } as const;

/** Whole seconds since 1970, as times stand on the wire. */
export const toSeconds = (time: Date): number => Math.floor(time.getTime() / 1000);

export const fromSeconds = (seconds: number): Date => new Date(seconds * 1000);

/** @throws SharingError `malformed` outside 1 to 10080 whole minutes. */
export function checkMinutes(minutes: number): number {
  const { min, max } = MINUTES_RANGE;
  if (!Number.isInteger(minutes) || minutes < min || minutes > max)
    throw new SharingError('malformed');
  return minutes;
}

/**
 * Refuses a message that was made later than this clock can explain.
 *
 * @throws SharingError `clock-skew`.
 */
export function refuseFuture(env: SharingEnvironment, seconds: number): void {
  if (seconds > toSeconds(env.now) + CLOCK_SKEW_SECONDS) throw new SharingError('clock-skew');
}
