import { CLOCK_SKEW_SECONDS } from '../../sharing/index.ts';
import type { KeptMessage, StoredAccess } from './access.ts';

/**
 * Whether what this person was told last bears a wrong time: their app refuses what comes from the
 * future, and takes what is older than the grant before it for an older grant. A clock that is put
 * right shows both; told again, they read on.
 */
export function isOutOfTime(
  { messages, latestAt }: Pick<StoredAccess, 'messages' | 'latestAt'>,
  now: Date,
): boolean {
  const last = messages.findLast(({ kind }) => kind === 'standing')?.at;
  if (last === undefined || latestAt === undefined) return false;
  return isFuture(last, now) || (last < latestAt && latestAt <= now.toISOString());
}

/** The same person as if nothing had been said yet, and without what comes from the future. */
export function untoldOf(access: StoredAccess, now: Date): StoredAccess {
  const units = access.units.map((unit) => ({ ...unit, issued: null }));
  const messages = access.messages.filter(
    ({ kind, at }) => kind !== 'standing' || at === undefined || !isFuture(at, now),
  );
  return { ...access, units, messages };
}

/** The latest time that any message to this person ever bore. */
export function latestOf(
  { latestAt }: Pick<StoredAccess, 'latestAt'>,
  fresh: readonly KeptMessage[],
): Pick<StoredAccess, 'latestAt'> {
  const times = [latestAt, ...fresh.map(({ at }) => at)].flatMap((at) => at ?? []);
  const latest = times.toSorted().at(-1);
  return latest === undefined ? {} : { latestAt: latest };
}

const isFuture = (at: string, now: Date): boolean =>
  Date.parse(at) > now.getTime() + CLOCK_SKEW_SECONDS * 1000;
