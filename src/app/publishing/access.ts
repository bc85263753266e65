import type { ShareUnit } from '../../records/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { Lane } from '../api.ts';
import { AppError } from '../errors.ts';
import { Shelf } from '../shelf.ts';

/** One unit of a grant, and how far its reader has been told of it. */
export interface AccessUnit {
  readonly unit: ShareUnit;
  readonly lane: Lane;
  /** Epoch (hex) with which lane `new` begins; null in lane `all`. */
  readonly floor: string | null;
  /** The newest epoch (hex) whose key went out in a message; null before the first. */
  readonly issued: string | null;
}

/** A sealed message for one person, and the epochs (hex) whose keys it gives. */
export interface KeptMessage {
  readonly kind: 'standing' | 'invitation';
  /** base64url */
  readonly message: string;
  readonly epochs: readonly string[];
  /** ISO instant of this device's clock when it was signed; not kept of the oldest ones. */
  readonly at?: string;
}

/** Somebody who may read by standing access, write letters, or both. */
export interface StoredAccess {
  /** hex, 16 bytes */
  readonly grantId: string;
  /** Ed25519 public key, hex. */
  readonly identity: string;
  readonly name: string;
  readonly role: string;
  /** The signed card, base64url. */
  readonly card: string;
  /** Empty for whoever may only write. */
  readonly units: readonly AccessUnit[];
  /** ISO instants. */
  readonly grantedAt: string;
  readonly until: string | null;
  readonly mayWrite: boolean;
  /** Ed25519 public key, hex, of the helper through whom alone this person reads. */
  readonly throughHelper: string | null;
  readonly state: 'active' | 'stopping' | 'stopped' | 'expired';
  readonly undoUntil: string | null;
  readonly strength: 'plain' | 'strong';
  /** Whether it ended by itself, and the patient has not said yet whether it is to go on. */
  readonly doubted?: boolean;
  /** Why it is in doubt: the profile was brought back. Else the hosts had lost what lay there. */
  readonly restored?: boolean;
  /** Address that the newest message names for reading. */
  readonly base: string;
  /** 32 bytes, base64url, that name this person's letters; null where none may come. */
  readonly dropKey: string | null;
  /** Number of the letter that is looked for next. */
  readonly nextLetter: number;
  readonly lastSeenAt: string | null;
  /** The latest ISO instant that a message to this person ever bore. */
  readonly latestAt?: string;
  /** Every message that still matters, oldest first. The last standing grant counts. */
  readonly messages: readonly KeptMessage[];
}

/** Everybody who was ever given standing access, or invited to write. */
export class AccessList {
  readonly #shelf: Shelf<StoredAccess>;
  #stored: StoredAccess[] = [];

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'access');
  }

  async load(): Promise<void> {
    const { values } = await this.#shelf.all();
    this.#stored = values.toSorted((a, b) => (a.grantedAt < b.grantedAt ? -1 : 1));
  }

  /** Oldest first, as last loaded. */
  all(): readonly StoredAccess[] {
    return this.#stored;
  }

  get(grantId: string): StoredAccess | null {
    return this.#stored.find((access) => access.grantId === grantId) ?? null;
  }

  /** @throws AppError `unknown-handle` for whom it is over, or about to be */
  active(grantId: string): StoredAccess {
    const access = this.get(grantId);
    if (access?.state !== 'active') throw new AppError('unknown-handle');
    return access;
  }

  /** Those who read this unit and are not stopped. */
  readers(unit: ShareUnit): StoredAccess[] {
    return this.#stored.filter((access) => access.state === 'active' && unitOf(access, unit));
  }

  /** Those who hold this epoch's key and should not any more. */
  lapsed(unit: ShareUnit, epochId: string): StoredAccess[] {
    return this.#stored.filter(
      (access) => isOver(access) && unitOf(access, unit)?.issued === epochId,
    );
  }

  put(access: StoredAccess): Write {
    return this.#shelf.put(access.grantId, access);
  }
}

export function unitOf(access: StoredAccess, unit: ShareUnit): AccessUnit | undefined {
  return access.units.find((one) => one.unit === unit);
}

export function isOver({ state }: StoredAccess): boolean {
  return state === 'stopped' || state === 'expired';
}

/** Whether this person may read now. */
export function reads({ state, units }: StoredAccess): boolean {
  return state === 'active' && units.length > 0;
}

/** The same access, stopped. */
export function over(access: StoredAccess): StoredAccess {
  return { ...access, state: 'stopped', undoUntil: null };
}

/**
 * Whether somebody who was stopped for good may hold a key to what is published under one of these
 * epochs: it has to be sealed anew.
 */
export function isToForget(
  access: StoredAccess,
  unit: ShareUnit,
  epochs: readonly string[],
): boolean {
  const issued = unitOf(access, unit)?.issued ?? null;
  return isOver(access) && access.strength === 'strong' && epochs.includes(issued ?? '');
}
