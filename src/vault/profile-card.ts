import { VaultError } from './errors.ts';
import { FORMAT_VERSION, fieldsOf } from './stored-row.ts';
import type { Row } from './stored-row.ts';

/** Whose profile it is: somebody's own record, a reader's practice, or one who only transforms. */
export type ProfileRole = 'patient' | 'doctor' | 'helper';

const roles: readonly unknown[] = ['patient', 'doctor', 'helper'] satisfies ProfileRole[];

/**
 * What the list of profiles shows before anything is unlocked. It is stored in clear by design:
 * whoever holds the device can read it and can change label, colour and dates. `id`, `role` and
 * `sample` are bound to the sealed keyring, so changing those keeps the profile from opening.
 */
export interface ProfileCard {
  /** 22 characters base64url, 16 random bytes. */
  id: string;
  /** Chosen by the person, in clear. */
  label: string;
  role: ProfileRole;
  /** Index into the page's palette. */
  colour: number;
  /** Made up, unprotected, labelled so. */
  sample: boolean;
  /** ISO instant. */
  createdAt: string;
  lastOpenedAt: string | null;
  /** Wrong passphrases in a row; absent for none. */
  wrongTries?: number;
  /** ISO instant before which no passphrase is tried; absent where none is waited for. */
  notBefore?: string;
  /**
   * What belongs into it is still being written: no list shows it, and it goes at the next start
   * unless a window is at it.
   */
  unfinished?: true;
}

export function cardRow(card: ProfileCard): Row {
  return { v: FORMAT_VERSION, ...card };
}

/** @throws VaultError `unreadable` | `newer-version` */
export function parseCard(row: unknown): ProfileCard {
  const fields: unknown = fieldsOf(row);
  if (!isCard(fields)) throw new VaultError('unreadable');
  const { id, label, role, colour, sample, createdAt, lastOpenedAt } = fields;
  const unfinished = fields.unfinished === true ? { unfinished: true as const } : {};
  const card = { id, label, role, colour, sample, createdAt, lastOpenedAt };
  return { ...card, ...triesIn(fields), ...unfinished };
}

function triesIn({ wrongTries, notBefore }: ProfileCard): Partial<ProfileCard> {
  return {
    ...(typeof wrongTries === 'number' && wrongTries > 0 ? { wrongTries } : {}),
    ...(typeof notBefore === 'string' ? { notBefore } : {}),
  };
}

function isCard(row: unknown): row is ProfileCard {
  const { id, label, role, colour, sample, createdAt, lastOpenedAt } = row as Partial<ProfileCard>;
  return (
    [id, label, createdAt].every((text) => typeof text === 'string') &&
    roles.includes(role) &&
    typeof colour === 'number' &&
    typeof sample === 'boolean' &&
    (lastOpenedAt === null || typeof lastOpenedAt === 'string')
  );
}
