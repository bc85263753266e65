import type { UnlockedProfile } from '../../vault/index.ts';
import { stateOf } from '../moving/kept.ts';
import type { KeptCopy } from './ledger.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A host that loses files says nothing: so it is asked, also where nothing changed. */
const PROOF_DAYS = 30;

/**
 * Differs wherever a record, the activity log or a way in has changed; no secret, and no hash of one.
 * Numbers, not times: a clock that was ahead once would hide what came after.
 */
export async function fingerprintOf(profile: UnlockedProfile): Promise<string> {
  const { objects } = await profile.readAll('log');
  const ways = (await profile.waysIn()).map(({ slotId }) => slotId).toSorted();
  return [await stateOf(profile), objects.length, ...ways].join(' ');
}

/** At once where none lies under this kit's name; else once a day, when something has changed. */
export function isDue(
  kept: KeptCopy | null,
  { seed, fingerprint, now }: { seed: string; fingerprint: string; now: Date },
): boolean {
  if (kept?.seed !== seed) return true;
  if (kept.fingerprint === fingerprint) return isPast(kept.provenAt, PROOF_DAYS, now);
  return isPast(kept.at, 1, now);
}

/** A clock that was put back must not put backups off. */
export const isPast = (at: string, days: number, now: Date): boolean =>
  Math.abs(now.getTime() - Date.parse(at)) >= days * DAY_MS;
