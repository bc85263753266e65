import type { FollowedPatient } from '../../../app/api.ts';
import { followingWords } from '../../words/en/following.ts';
import { words } from '../../words/index.ts';

/** Who may only leave letters has no part of the record to read. */
export const isLettersOnly = ({ units }: Pick<FollowedPatient, 'units'>): boolean =>
  units.length === 0;

/** "Medical record (with history), Prescriptions (from then on)" */
export function partsLine({ units }: Pick<FollowedPatient, 'units'>): string {
  if (units.length === 0) return followingWords.lettersOnly;
  return units
    .map(({ unit, lane }) => `${words.units[unit]} (${followingWords.lanesShort[lane]})`)
    .join(', ');
}

/**
 * "As of 4 Nov 2026, promised current until 11 Nov 2026", as much of it as is known; with the time
 * of day where there is room for it.
 */
export function asOfLine(
  { asOf, freshUntil }: { asOf: string | null; freshUntil: string | null },
  written: (instant: string) => string = words.format.dateTime,
  now = new Date(),
): string {
  if (asOf === null) return '';
  const known = followingWords.asOf(written(asOf));
  if (freshUntil === null) return known;
  const kept = Date.parse(freshUntil) >= now.getTime();
  const promise = kept ? followingWords.freshUntil : followingWords.wasFreshUntil;
  return `${known}, ${promise(written(freshUntil))}`;
}

/** "Standing access since 1 Oct 2026, until the patient stops it" */
export function termsLine(followed: FollowedPatient): string {
  const { since, until } = followed;
  const text = followingWords.patient;
  const begun = isLettersOnly(followed) ? text.lettersSince : text.since;
  const end = until === null ? text.untilStopped : text.until(words.format.date(until));
  return `${begun(words.format.date(since))}, ${end}`;
}
