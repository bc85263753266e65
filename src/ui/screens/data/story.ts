import type { CarnetApi } from '../../../app/api.ts';

type LogEntry = Awaited<ReturnType<CarnetApi['journal']>>[number];

/** Something that happened to a record as a whole. */
export type Moment =
  | { kind: 'log'; at: string; entry: LogEntry }
  | { kind: 'backup'; at: string }
  | { kind: 'restored'; at: string };

const MOST = 12;

/** The newest of all that happened, from the log and what is known of backups. */
export function storyOf(
  log: readonly LogEntry[],
  { backupAt, restoredAt }: { backupAt: string | null; restoredAt: string | null },
): Moment[] {
  const moments: Moment[] = [
    ...log.map((entry) => ({ kind: 'log' as const, at: entry.at, entry })),
    ...(backupAt === null ? [] : [{ kind: 'backup' as const, at: backupAt }]),
    ...(restoredAt === null ? [] : [{ kind: 'restored' as const, at: restoredAt }]),
  ];
  return moments.toSorted((one, other) => other.at.localeCompare(one.at)).slice(0, MOST);
}

/** When something of these kinds happened last, or null. */
export function lastOf(log: readonly LogEntry[], events: readonly LogEntry['event'][]) {
  const found = log.filter(({ event }) => events.includes(event)).map(({ at }) => at);
  return found.toSorted().at(-1) ?? null;
}

/** How often something was shown to somebody. */
export const timesShared = (log: readonly LogEntry[]): number =>
  log.filter(({ event }) => event === 'grant' || event === 'standing-grant').length;
