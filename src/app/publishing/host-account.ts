import type { HostAccount, ReadingPlace } from '../api.ts';
import { accountOfDrop } from '../drop-account.ts';

/** Where invited authors leave letters, and the account they write with; both go to each author. */
export interface DropPlace {
  /** With a slash at the end. */
  base: string;
  /** A user who should be able to create and nothing else; null where everybody may write. */
  writer: { user: string; password: string } | null;
}

/** A host as it is kept in the vault. */
export interface StoredHost {
  readonly id: string;
  readonly label: string;
  readonly account: HostAccount;
  readonly reading: ReadingPlace;
  /** Null: letters are left at the reading place, by whoever can read there. */
  readonly drop: DropPlace | null;
  /** ISO instant. */
  readonly addedAt: string;
}

/** Where authors write on this host. */
export function dropOf({ drop, reading }: StoredHost): DropPlace {
  return drop ?? { base: reading.base, writer: reading.reader };
}

/**
 * The patient's own account, looking at the drop: there it reads and deletes. A drop of another
 * origin is looked at as its writer, since the account's password is none of that origin's business.
 */
export function accountAtDrop(host: StoredHost): HostAccount {
  const { account, drop } = host;
  if (drop === null || account.kind === 's3') return account;
  const own = new URL(drop.base).origin === new URL(account.base).origin;
  return own ? { ...account, base: drop.base } : accountOfDrop(drop);
}
