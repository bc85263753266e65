import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import type { Fields } from './fields.ts';

/** From when until when something holds; null for until it is stopped. */
export interface Term {
  issuedAt: Date;
  until: Date | null;
}

/** Reads a time, and an end that may be left out. @throws SharingError `malformed`. */
export const readTerm = (fields: Fields, key: { time: number; until: number }): Term => ({
  issuedAt: fromSeconds(fields.integer(key.time, TIME_RANGE)),
  until: fields.has(key.until) ? fromSeconds(fields.integer(key.until, TIME_RANGE)) : null,
});

/** @throws SharingError `clock-skew`, `expired`. */
export function checkTerm(env: SharingEnvironment, { issuedAt, until }: Term): void {
  refuseFuture(env, toSeconds(issuedAt));
  if (isOver(env, until)) throw new SharingError('expired');
}

export const isOver = (env: SharingEnvironment, until: Date | null): boolean =>
  until !== null && env.now >= until;
