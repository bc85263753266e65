import { toBase64url } from '../bytes/base64url.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { ARGON2ID_FLOOR, calibrateArgon2id } from '../crypto/index.ts';
import type { Argon2idCost, RandomSource } from '../crypto/index.ts';
import type { OpenedBackup } from './backup/reader.ts';
import { clearUnfinished, restoreRows } from './backup/restoring.ts';
import type { BackupOptions } from './backup/writer.ts';
import { collectOrphans } from './blob-store.ts';
import { ChangeBroadcast } from './change-broadcast.ts';
import { Database } from './database.ts';
import { VaultError } from './errors.ts';
import { isOpenSlot, openSlots, sealSlot, slotsIn } from './key-slot.ts';
import { eraseKeyring, isSameKeyring, sealKeyring } from './keyring.ts';
import type { KeySlot } from './key-slot.ts';
import type { Keyring } from './keyring.ts';
import type { Write } from './object-store.ts';
import { mayBeOpen, openProfile } from './opening.ts';
import type { OpenedKeys } from './opening.ts';
import { requireStrength } from './passphrase.ts';
import type { ProfileCard } from './profile-card.ts';
import { holdOpen, ifOpenNowhere } from './profile-lock.ts';
import {
  addProfile,
  countDamaged,
  finishCard,
  readCards,
  readKeyring,
  readProfile,
  readUnfinished,
  removeProfile,
  updateCard,
} from './profile-store.ts';
import type { ProfileRows } from './profile-store.ts';
import { ROOT_BYTES, StorageKey } from './storage-key.ts';
import { afterWrongTry, waitLeft, worse } from './tries.ts';
import type { UnlockFactor } from './unlock-factor.ts';
import { ProfileSession } from './unlocked-profile.ts';
import type { UnlockedProfile } from './unlocked-profile.ts';
import { wayIn } from './ways-in.ts';
import type { WayIn } from './ways-in.ts';

/** What the database is called unless told. */
export const DATABASE_NAME = 'carnet';

export interface VaultEnvironment {
  random: RandomSource;
  now: () => Date;
  /** `carnet` unless told. */
  databaseName?: string;
  /** The secrets of a new profile. */
  makeKeyring: () => Promise<Keyring>;
  /** How long one passphrase guess should take on this device: 1000 unless told; 0 takes the floor. */
  calibrateMs?: number;
}

export interface NewProfile {
  label: string;
  role: ProfileCard['role'];
  colour: number;
  sample: boolean;
  factor: UnlockFactor;
  /** Opens it as well, from the first moment on. */
  besides?: readonly UnlockFactor[];
  /**
   * Fills it before anybody can see it. Cut off or failing, there is no such profile: what is left
   * of it goes, at the next start at the latest.
   */
  fill?: (profile: UnlockedProfile) => Promise<void>;
}

export interface UnlockOptions {
  /** The card's `lastOpenedAt` stays: nobody is going to look at it. */
  unseen?: boolean;
}

type Filled = Required<Pick<NewProfile, 'fill'>>;
type Tries = Pick<ProfileCard, 'wrongTries' | 'notBefore'>;

/** The profiles of this browser. */
export interface Vault {
  /** Every readable card, oldest first. */
  profiles(): Promise<ProfileCard[]>;
  /** How many profiles lie here whose card cannot be read, or is gone. They are kept. */
  damaged(): Promise<number>;
  /**
   * @throws VaultError `too-weak` for a hopeless passphrase, and for `open` unless a sample or a
   * helper; what `fill` throws
   */
  create(input: NewProfile): Promise<UnlockedProfile>;
  /**
   * @throws VaultError `wrong-passphrase` | `wrong-passkey` | `wrong-kit` | `wrong-people` |
   * `wrong-guardian` | `too-soon` (the card says until when) | `unknown-profile` | `unreadable` (the keyring, not the
   * factor, is damaged) | `newer-version` | `conflict`
   */
  unlock(id: string, factor: UnlockFactor, options?: UnlockOptions): Promise<UnlockedProfile>;
  /** What could open it, as far as its slots tell. @throws VaultError `unknown-profile` */
  waysIn(id: string): Promise<WayIn[]>;
  /** The index of the first factor that opens one of its slots, or null; nothing is unlocked. */
  firstToOpen(id: string, factors: readonly UnlockFactor[]): Promise<number | null>;
  /** Whether `open` opens it: a sample, or a helper that was made so. */
  opensByItself(id: string): Promise<boolean>;
  /**
   * Brings a profile back from a backup into a browser that does not hold it, and opens it. Everything
   * is read and checked once more on the way; the profile is there whole, or not at all.
   *
   * @param besides - committed in the same transaction, over rows of the same name.
   * @throws VaultError `profile-exists` | `full` | `cancelled`, and what the backup's walk throws
   */
  restore(
    backup: OpenedBackup,
    besides: readonly Write[],
    options?: BackupOptions,
  ): Promise<UnlockedProfile>;
  /** Deletes everything of a profile, in one transaction. Of an unknown one there is nothing to do. */
  remove(id: string): Promise<void>;
  /** Hears that the list of profiles changed, in this window or another. */
  onProfilesChange(listener: () => void): () => void;
  /** Locks what is open. */
  close(): void;
}

/** @throws VaultError `unavailable` | `newer-version` */
export async function openVault(env: VaultEnvironment): Promise<Vault> {
  const database = new Database(env.databaseName ?? DATABASE_NAME);
  await database.open();
  await clearUnfinished(database);
  await removeUnfinished(database);
  return new BrowserVault(database, env);
}

class BrowserVault implements Vault {
  readonly #database: Database;
  readonly #env: VaultEnvironment;
  readonly #changes: ChangeBroadcast<never>;
  readonly #open = new Set<ProfileSession>();
  /** What the cards say too, kept here in case somebody resets them meanwhile. */
  readonly #tries = new Map<string, Tries>();

  constructor(database: Database, env: VaultEnvironment) {
    this.#database = database;
    this.#env = env;
    this.#changes = new ChangeBroadcast(`${database.name}/profiles`, []);
  }

  profiles(): Promise<ProfileCard[]> {
    return readCards(this.#database);
  }

  damaged(): Promise<number> {
    return countDamaged(this.#database);
  }

  async create(input: NewProfile): Promise<UnlockedProfile> {
    const { random, makeKeyring } = this.#env;
    requireProtection(input);
    const card = this.#newCard(input);
    const root = random(ROOT_BYTES);
    const slots: KeySlot[] = [];
    for (const factor of [input.factor, ...(input.besides ?? [])])
      slots.push(await this.#newSlot(root, card, factor));
    const key = await StorageKey.fromRoot(root);
    const keyring = await makeKeyring();
    key.nameBy(keyring.names);
    const row = await sealKeyring(key, card, keyring, random);
    const { fill } = input;
    const add = (stored: ProfileCard) => addProfile(this.#database, stored, slots, row);
    if (fill !== undefined) return this.#filled(card, { key, keyring }, row, { add, fill });
    await add(card);
    return this.#start(card, { key, keyring }, row);
  }

  async unlock(
    id: string,
    factor: UnlockFactor,
    { unseen = false }: UnlockOptions = {},
  ): Promise<UnlockedProfile> {
    const rows = await readProfile(this.#database, id);
    const keys = await this.#tried(rows, factor);
    if (unseen) return this.#start(rows.card, keys, rows.keyring);
    const lastOpenedAt = this.#env.now().toISOString();
    this.#tries.delete(id);
    const card = await updateCard(this.#database, id, { lastOpenedAt }, {}).catch(
      // A full store must not keep anybody from reading: its card stays as it was.
      whereFull(() => ({ ...rows.card, lastOpenedAt })),
    );
    return this.#start(card, keys, rows.keyring);
  }

  async waysIn(id: string): Promise<WayIn[]> {
    const { slots } = await readProfile(this.#database, id);
    return slotsIn(slots).map(wayIn);
  }

  async firstToOpen(id: string, factors: readonly UnlockFactor[]): Promise<number | null> {
    const { slots } = await readProfile(this.#database, id);
    for (const [i, factor] of factors.entries()) {
      const opened = await openSlots(slots, id, factor).catch(() => null);
      opened?.root.fill(0);
      if (opened) return i;
    }
    return null;
  }

  async restore(
    backup: OpenedBackup,
    besides: readonly Write[],
    options: BackupOptions = {},
  ): Promise<UnlockedProfile> {
    const database = this.#database;
    const { card } = backup.about;
    const release = await holdOpen(`${database.name}/${card.id}`);
    try {
      await restoreRows(database, backup, { besides, random: this.#env.random, ...options });
    } finally {
      await release();
    }
    const lastOpenedAt = this.#env.now().toISOString();
    const opened = await updateCard(database, card.id, { lastOpenedAt }).catch(
      whereFull(() => ({ ...card, lastOpenedAt })),
    );
    const { key, keyring, head } = backup;
    return this.#start(opened, { key, keyring }, head.keyring);
  }

  async opensByItself(id: string): Promise<boolean> {
    const { card, slots } = await readProfile(this.#database, id);
    return mayBeOpen(card) && slots.some(isOpenSlot);
  }

  async remove(id: string): Promise<void> {
    for (const session of this.#open) if (session.card.id === id) session.lock();
    await removeProfile(this.#database, id);
    this.#changes.announce([]);
  }

  onProfilesChange(listener: () => void): () => void {
    return this.#changes.listen(() => listener());
  }

  close(): void {
    for (const session of this.#open) session.lock();
    this.#changes.close();
    this.#database.close();
  }

  async #filled(
    card: ProfileCard,
    keys: OpenedKeys,
    ring: unknown,
    { add, fill }: { add: (stored: ProfileCard) => Promise<void> } & Filled,
  ): Promise<UnlockedProfile> {
    // From before it is there: another window that starts would take it for one that was cut off.
    const release = await holdOpen(`${this.#database.name}/${card.id}`);
    try {
      await add({ ...card, unfinished: true });
      const profile = await this.#start(card, keys, ring);
      await fill(profile);
      await finishCard(this.#database, card.id);
      this.#changes.announce([]);
      return profile;
    } catch (error) {
      await this.remove(card.id).catch(() => undefined);
      throw error;
    } finally {
      await release();
    }
  }

  #newCard({ label, role, colour, sample }: NewProfile): ProfileCard {
    const now = this.#env.now().toISOString();
    return {
      id: toBase64url(this.#env.random(16)),
      label,
      role,
      colour,
      sample,
      createdAt: now,
      lastOpenedAt: now,
    };
  }

  /** Passphrases are tried slower and slower; what nobody can guess is not slowed. */
  async #tried(rows: ProfileRows, factor: UnlockFactor): Promise<OpenedKeys> {
    const { id } = rows.card;
    if (factor.kind !== 'passphrase') return openProfile(rows, factor);
    const before = worse(rows.card, this.#tries.get(id) ?? {});
    if (waitLeft(before, this.#env.now()) > 0) throw new VaultError('too-soon');
    try {
      return await openProfile(rows, factor);
    } catch (error) {
      if (error instanceof VaultError && error.code === 'wrong-passphrase')
        await this.#countWrongTry(id, before);
      throw error;
    }
  }

  async #countWrongTry(id: string, before: Tries): Promise<void> {
    const tries = afterWrongTry(before, this.#env.now());
    this.#tries.set(id, tries);
    // A full store still tells that the passphrase was wrong; memory counts on.
    const counted = updateCard(this.#database, id, {}, tries).then(() => undefined);
    await counted.catch(whereFull(() => undefined));
    this.#changes.announce([]);
  }

  async #newSlot(root: Bytes, { id, createdAt }: ProfileCard, factor: UnlockFactor) {
    const cost = factor.kind === 'passphrase' ? await this.#cost() : ARGON2ID_FLOOR;
    const { random } = this.#env;
    return sealSlot(root, { profileId: id, factor, cost, random, createdAt });
  }

  async #start(card: ProfileCard, keys: OpenedKeys, ring: unknown): Promise<UnlockedProfile> {
    const database = this.#database;
    const name = `${database.name}/${card.id}`;
    await ifOpenNowhere(name, () => collectOrphans(database, card.id));
    let release = await holdOpen(name);
    // Another window may have made a new root since these keys were opened.
    if (!isSameKeyring(await readKeyring(database, card.id), ring)) {
      keys.key.forget();
      eraseKeyring(keys.keyring);
      await release();
      throw new VaultError('conflict');
    }
    const session = new ProfileSession({
      ...{ database, card, ring, ...keys },
      random: this.#env.random,
      now: this.#env.now,
      cost: () => this.#cost(),
      onCardChange: () => this.#changes.announce([]),
      onLock: () => {
        this.#open.delete(session);
        void release();
      },
      whileOnlyHere: async (work) => {
        await release();
        const ran = await ifOpenNowhere(name, work);
        if (this.#open.has(session)) release = await holdOpen(name);
        return ran;
      },
    });
    this.#open.add(session);
    this.#changes.announce([]);
    return session;
  }

  async #cost(): Promise<Argon2idCost> {
    const { calibrateMs = 1000 } = this.#env;
    return calibrateMs === 0
      ? ARGON2ID_FLOOR
      : calibrateArgon2id(calibrateMs, () => performance.now());
  }
}

/** Profiles that were cut off before anybody could see them. Only where no window is at it. */
async function removeUnfinished(database: Database): Promise<void> {
  for (const id of await readUnfinished(database))
    // A disk that refuses must not keep anybody from the others: it is tried again at the next start.
    await ifOpenNowhere(`${database.name}/${id}`, () => removeProfile(database, id)).catch(
      () => undefined,
    );
}

/** What to do without a write that found no room. */
function whereFull<T>(otherwise: () => T): (error: unknown) => T {
  return (error) => {
    if (error instanceof VaultError && error.code === 'full') return otherwise();
    throw error;
  };
}

/** A passphrase worth the name, or a profile that may do without. @throws VaultError `too-weak` */
function requireProtection({ factor, ...about }: NewProfile): void {
  if (factor.kind === 'passphrase') requireStrength(factor.passphrase);
  else if (!mayBeOpen(about)) throw new VaultError('too-weak');
}
