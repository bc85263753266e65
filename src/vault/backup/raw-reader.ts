import { released } from '../database.ts';
import { VaultError } from '../errors.ts';
import { openSlots } from '../key-slot.ts';
import { openByRoot, openProfile } from '../opening.ts';
import type { OpenedKeys } from '../opening.ts';
import { cardRow, parseCard } from '../profile-card.ts';
import type { ProfileCard, ProfileRole } from '../profile-card.ts';
import type { ProfileRows } from '../profile-store.ts';
import type { Row } from '../stored-row.ts';
import type { UnlockFactor } from '../unlock-factor.ts';
import type { HeadFrame } from './frames.ts';
import { FileWindow, isRawCopy, rawFramesOf } from './raw-file.ts';
import type { RawFrame, RawKey, RawPlace } from './raw-file.ts';
import { RawRows, rowIn } from './raw-rows.ts';
import { OpenedBackup } from './reader.ts';

/** Somebody's rows in a raw copy. */
interface Found {
  card: Row | null;
  slots: Row[];
  keyring: Row | null;
  rows: RawRows;
}

/** What a raw copy says of one profile before anything opens it. */
export interface CopiedProfile {
  profileId: string;
  /** Null where its card is damaged, or not in the copy. */
  card: ProfileCard | null;
  /** The kinds of its slots, as they stand there. */
  ways: string[];
  /** Rows of its record that have a form. */
  rows: number;
}

const NEVER = new Date(0).toISOString();

/**
 * What lies in a raw copy: each profile's rows, as far as they have a form. Nobody vouches for the
 * whole, so everything is opened one by one, and what does not open is named.
 */
export class RawCopy {
  readonly file: Blob;
  /** ISO instant; null where the copy does not say it any more. */
  createdAt: string | null = null;
  /** Whether its end is missing, or does not fit what was found before it. */
  isCut = true;
  readonly #found = new Map<string, Found>();
  readonly #window: FileWindow;

  private constructor(file: Blob) {
    this.file = file;
    this.#window = new FileWindow(file);
  }

  /**
   * Looks at the whole file.
   *
   * @throws VaultError `no-backup` | `newer-version` | `unreadable` | `cancelled`
   */
  static async read(file: Blob, signal?: AbortSignal): Promise<RawCopy> {
    if (!(await isRawCopy(file))) throw new VaultError('no-backup');
    const copy = new RawCopy(file);
    const seen = { rows: 0, missing: 0 };
    for await (const { frame, place } of rawFramesOf(copy.#window)) {
      if (signal?.aborted) throw new VaultError('cancelled');
      copy.#take(frame, place, seen);
    }
    return copy;
  }

  /** Those of whom more is in it than chunks of a write that was cut off. */
  profiles(): CopiedProfile[] {
    const kept = [...this.#found].filter(([, { slots, rows }]) => slots.length + rows.count > 0);
    return kept.map(([profileId, { card, slots, rows }]) => {
      const ways = slots.flatMap(({ kind }) => (typeof kind === 'string' ? [kind] : []));
      return {
        profileId,
        card: readable(card, profileId),
        ways: [...new Set(ways)],
        rows: rows.count,
      };
    });
  }

  /**
   * Opens one profile of it. A card that cannot be read is made anew: role and sample are bound to the
   * keyring, so they are found by trying.
   *
   * @param unnamed - the label where the card is lost.
   * @throws VaultError `wrong-…` | `unknown-profile` | `unreadable` (its keyring is lost) | `newer-version`
   */
  async open(profileId: string, factor: UnlockFactor, unnamed: string): Promise<OpenedBackup> {
    const found = this.#found.get(profileId);
    if (found === undefined) throw new VaultError('unknown-profile');
    const { slots, keyring: row, rows } = found;
    if (row === null) throw new VaultError('unreadable');
    const createdAt = this.createdAt ?? NEVER;
    const { card, keys } = await openedKeys(
      readable(found.card, profileId) ?? lostCard(profileId, unnamed, createdAt),
      { slots, keyring: row },
      factor,
    );
    const head: HeadFrame = {
      ...{ kind: 'head', profileId, createdAt, card: cardRow(card) },
      ...{ slots, keyring: row },
    };
    return new OpenedBackup(this.file, head, keys, rows);
  }

  /** Rows of this profile that the browser could not give: by collection and name. */
  missing(profileId: string): readonly { collection: string; rowKey: string }[] {
    return this.#found.get(profileId)?.rows.missing ?? [];
  }

  #take(frame: RawFrame | null, place: RawPlace, seen: { rows: number; missing: number }): void {
    this.isCut = true;
    switch (frame?.kind) {
      case 'head':
        if (frame.version > released.length) throw new VaultError('newer-version');
        this.createdAt ??= frame.createdAt;
        return;
      case 'row':
        seen.rows++;
        this.#row(frame, place);
        return;
      case 'missing':
        seen.missing++;
        this.#of(frame.key)?.rows.miss(frame.store, frame.key);
        return;
      case 'end':
        this.isCut = frame.rows !== seen.rows || frame.missing !== seen.missing;
    }
  }

  #row({ store, key, value }: RawFrame & { kind: 'row' }, place: RawPlace): void {
    const found = this.#of(key);
    if (found === null) return;
    if (store === 'object' || store === 'chunk') found.rows.add(store, key, value, place);
    const row = rowIn(value);
    if (row === null) return;
    if (store === 'profile') found.card ??= row;
    if (store === 'slot') found.slots.push(row);
    if (store === 'keyring') found.keyring ??= row;
  }

  #of([profileId]: RawKey): Found | null {
    if (typeof profileId !== 'string') return null;
    const known = this.#found.get(profileId);
    if (known !== undefined) return known;
    const rows = new RawRows(this.#window);
    const found: Found = { card: null, slots: [], keyring: null, rows };
    this.#found.set(profileId, found);
    return found;
  }
}

/** @throws VaultError `newer-version` */
function readable(row: Row | null, profileId: string): ProfileCard | null {
  try {
    const card = row === null ? null : parseCard(row);
    return card?.id === profileId ? card : null;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'unreadable') return null;
    throw error;
  }
}

function lostCard(id: string, label: string, createdAt: string): ProfileCard {
  const about = { id, label, role: 'patient', colour: 0, sample: false } as const;
  return { ...about, createdAt, lastOpenedAt: null };
}

const roles: readonly ProfileRole[] = ['patient', 'doctor', 'helper'];

async function openedKeys(
  said: ProfileCard,
  rows: Pick<ProfileRows, 'slots' | 'keyring'>,
  factor: UnlockFactor,
): Promise<{ card: ProfileCard; keys: OpenedKeys }> {
  try {
    return { card: said, keys: await openProfile({ card: said, ...rows }, factor) };
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== 'unreadable') throw error;
  }
  const { root } = await openSlots(rows.slots, said.id, factor);
  try {
    return await openedByTrying(said, rows.keyring, root);
  } finally {
    root.fill(0);
  }
}

async function openedByTrying(said: ProfileCard, keyring: unknown, root: Uint8Array) {
  for (const role of roles)
    for (const sample of [false, true]) {
      const card = { ...said, role, sample };
      const keys = await openByRoot({ card, keyring }, new Uint8Array(root)).catch(() => null);
      if (keys !== null) return { card, keys };
    }
  throw new VaultError('unreadable');
}
