import type { Letterbox } from '../../hosts/index.ts';
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
  /** When it was found to have lost what lay there, ISO. */
  readonly lostAt?: string | null;
}

/** What of a host says who writes where. */
type Places = Pick<StoredHost, 'account' | 'reading' | 'drop'>;

/** Where authors write on this host. */
export function dropOf({ drop, reading }: Pick<Places, 'drop' | 'reading'>): DropPlace {
  return drop ?? { base: reading.base, writer: reading.reader };
}

/**
 * The patient's own account, looking at the drop: there it reads and deletes. A drop of another
 * origin is looked at as its writer, since the account's password is none of that origin's business.
 */
export function accountAtDrop({ account, drop }: Pick<Places, 'account' | 'drop'>): HostAccount {
  if (drop === null) return account;
  if (account.kind === 's3') return bucketAt(account, drop.base) ?? accountOfDrop(drop);
  const own = new URL(drop.base).origin === new URL(account.base).origin;
  return own ? { ...account, base: drop.base } : accountOfDrop(drop);
}

/** The same keys at another bucket of the same store; null where the address is no such bucket's. */
function bucketAt(account: Extract<HostAccount, { kind: 's3' }>, base: string): HostAccount | null {
  const [store, { origin, host, pathname }] = [new URL(account.endpoint), new URL(base)];
  if (account.style === 'path') {
    const [, bucket] = /^\/([^/]+)\/$/.exec(pathname) ?? [];
    return origin === store.origin && bucket !== undefined ? { ...account, bucket } : null;
  }
  const behind = `.${store.host}`;
  return host.endsWith(behind) && pathname === '/'
    ? { ...account, bucket: host.slice(0, -behind.length) }
    : null;
}

/** The letterbox to try; null where nobody but the owner could write, which is a bucket without one. */
export function letterboxOf(host: Places): Letterbox | null {
  if (host.drop === null && host.account.kind === 's3') return null;
  return {
    writer: accountOfDrop(dropOf(host)),
    owner: accountAtDrop(host),
    isOwn: host.drop !== null,
  };
}
