import type { FollowedPatient } from '../api.ts';
import type { EndedAccess, Followed, FollowedUnit, SeenList } from './followed.ts';

/** What of a followed patient the page sees. */
export function followedView(
  followed: Followed | EndedAccess,
  { now, lettersWaiting }: { now: Date; lettersWaiting: number },
): FollowedPatient {
  if (followed.kind === 'ended') return { ...endedView(followed), lettersWaiting };
  const { id, name, since, until, reading, letterbox, refreshedAt, problem } = followed;
  return {
    id,
    name,
    since,
    until,
    units: unitsOf(followed),
    helper: reading?.helper ?? null,
    mayWrite: letterbox !== null,
    refreshedAt,
    ...freshness(followed),
    news: newsOf(followed),
    lettersWaiting,
    state: stateOf(followed, now),
    problem,
  };
}

function endedView({
  id,
  name,
  units,
  since,
  until,
  endedAt,
}: EndedAccess): Omit<FollowedPatient, 'lettersWaiting'> {
  return {
    id,
    name,
    units: [...units],
    since,
    until: until ?? endedAt,
    helper: null,
    mayWrite: false,
    refreshedAt: null,
    asOf: null,
    freshUntil: null,
    news: 0,
    state: 'ended',
    problem: null,
  };
}

export const unitsOf = ({ reading }: Followed): FollowedPatient['units'] =>
  (reading?.units ?? []).map(({ unit, lane }) => ({ unit, lane }));

/** A record is as old as the oldest of its lists. */
export function freshness({ reading }: Followed): Pick<FollowedPatient, 'asOf' | 'freshUntil'> {
  const seen = seenOf(reading?.units ?? []);
  const oldest = (instants: string[]) => instants.toSorted()[0] ?? null;
  return {
    asOf: oldest(seen.map(({ issuedAt }) => issuedAt)),
    freshUntil: oldest(seen.map(({ freshUntil }) => freshUntil)),
  };
}

const seenOf = (units: readonly FollowedUnit[]): SeenList[] =>
  units.flatMap(({ seen }) => (seen === null ? [] : [seen]));

/** Batches that came since the last opening; before the first everything is new, and so nothing is. */
export function newsOf({ reading, openedAt }: Followed): number {
  if (openedAt === null) return 0;
  const counts = (reading?.units ?? []).map(
    ({ seen, openedBatch }) =>
      (seen?.batches ?? []).filter((number) => number > (openedBatch ?? -1)).length,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Codes that mean that nothing could be asked at all. */
const notReached: ReadonlySet<string> = new Set([
  'host-unreachable',
  'host-timeout',
  'host-server',
  'host-busy',
  'host-refused',
  'host-redirected',
  'host-bad-address',
]);

function stateOf(followed: Followed, now: Date): FollowedPatient['state'] {
  const { reading, openedAt, problem } = followed;
  if (reading === null) return 'current';
  if (problem !== null && notReached.has(problem)) return 'unreachable';
  const { freshUntil } = freshness(followed);
  if (freshUntil !== null && (problem !== null || Date.parse(freshUntil) < now.getTime()))
    return 'out-of-date';
  return openedAt === null || freshUntil === null ? 'never-read' : 'current';
}
