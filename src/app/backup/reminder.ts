import type { BackupState } from '../backup-api.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const LINE_DAYS = 7;
const CARD_DAYS = 30;

/**
 * How loudly to ask for a backup: not at all while nothing is new, then with the days since the last
 * proven one, or since the first record where there was none.
 *
 * @param at - ISO instants; `first` is null where there is no record.
 */
export function reminderAt(
  now: Date,
  at: { first: string | null; lastProven: string | null },
  changed: number,
): BackupState['reminder'] {
  const since = at.lastProven ?? at.first;
  if (since === null || changed === 0) return 'none';
  const days = (now.getTime() - Date.parse(since)) / DAY_MS;
  if (days >= CARD_DAYS) return 'card';
  return days >= LINE_DAYS ? 'line' : 'none';
}
