import type { UnlockedProfile } from '../../vault/index.ts';
import type { RecordBook } from '../record-book.ts';
import type { KeptCopy } from './ledger.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What is longer goes to the hosts once a week only, unless it is asked for. */
const LONG_BYTES = 64 * 2 ** 20;
const LONG_DAYS = 7;

/** Differs wherever a record, the activity log or a way in has changed; no secret, and no hash of one. */
export async function fingerprintOf(profile: UnlockedProfile, book: RecordBook): Promise<string> {
  const records = book.records();
  const newest = records.reduce((last, { updatedAt }) => (updatedAt > last ? updatedAt : last), '');
  const { objects } = await profile.readAll('log');
  const ways = (await profile.waysIn()).map(({ slotId }) => slotId).toSorted();
  return [records.length, newest, objects.length, ...ways].join(' ');
}

/** At once where none lies under this kit's name; else once a day, when something has changed. */
export function isDue(
  kept: KeptCopy | null,
  { seed, fingerprint, now }: { seed: string; fingerprint: string; now: Date },
): boolean {
  if (kept?.seed !== seed) return true;
  if (kept.fingerprint === fingerprint) return false;
  const days = kept.size > LONG_BYTES ? LONG_DAYS : 1;
  // A clock that was put back must not put backups off.
  return Math.abs(now.getTime() - Date.parse(kept.at)) >= days * DAY_MS;
}
