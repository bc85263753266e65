import type { PersonAccess } from '../../../app/api.ts';

export type Standing = NonNullable<PersonAccess['standing']>;

/** What the mark beside a name says. */
export type AccessMark =
  'active' | 'sending' | 'writes' | 'stopping' | 'stopped' | 'expired' | 'confirm';

/** One word for a standing grant: nobody can read before everything of it has reached a host. */
export function accessMark({ state, units, delivered, doubted }: Standing): AccessMark {
  if (doubted) return 'confirm';
  if (state !== 'active') return state;
  if (units.length === 0) return 'writes';
  return delivered ? 'active' : 'sending';
}

/** Whether the patient has to say whether this person's access goes on. */
export const isToConfirm = ({ standing }: PersonAccess): boolean => standing?.doubted === true;

/** Whether this person can read or write something now, or still for a few seconds. */
export const hasAccess = ({ standing }: PersonAccess): boolean =>
  standing?.state === 'active' || standing?.state === 'stopping';
