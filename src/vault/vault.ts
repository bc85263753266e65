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
import { isOpenSlot, sealSlot } from './key-slot.ts';
import type { UnlockFactor } from './key-slot.ts';
import { sealKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';
import type { Write } from './object-store.ts';
import { mayBeOpen, openProfile } from './opening.ts';
import { requireStrength } from './passphrase.ts';
import type { ProfileCard } from './profile-card.ts';
import { holdOpen, ifOpenNowhere } from './profile-lock.ts';
import { addProfile, readCards, readProfile, removeProfile, updateCard } from './profile-store.ts';
import { ROOT_BYTES, StorageKey } from './storage-key.ts';
import { ProfileSession } from './unlocked-profile.ts';
import type { UnlockedProfile } from './unlocked-profile.ts';

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
}

/** The profiles of this browser. */
export interface Vault {
  /** Every readable card, oldest first. */
  profiles(): Promise<ProfileCard[]>;
  /** @throws VaultError `too-weak` for a hopeless passphrase, and for `open` unless a sample or a helper */
  create(input: NewProfile): Promise<UnlockedProfile>;
  /**
   * @throws VaultError `wrong-passphrase` | `unknown-profile` | `unreadable` (the keyring, not the
   * passphrase, is damaged) | `newer-version`
   */
  unlock(id: string, factor: UnlockFactor): Promise<UnlockedProfile>;
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
  const database = new Database(env.databaseName ?? 'carnet');
  await database.open();
  await clearUnfinished(database);
  return new BrowserVault(database, env);
}

class BrowserVault implements Vault {
  readonly #database: Database;
  readonly #env: VaultEnvironment;
  readonly #changes: ChangeBroadcast<never>;
  readonly #open = new Set<ProfileSession>();

  constructor(database: Database, env: VaultEnvironment) {
    this.#database = database;
    this.#env = env;
    this.#changes = new ChangeBroadcast(`${database.name}/profiles`, []);
  }

  profiles(): Promise<ProfileCard[]> {
    return readCards(this.#database);
  }

  async create(input: NewProfile): Promise<UnlockedProfile> {
    const { random, makeKeyring } = this.#env;
    requireProtection(input);
    const card = this.#newCard(input);
    const root = random(ROOT_BYTES);
    const slot = await this.#newSlot(root, card.id, input.factor);
    const key = await StorageKey.fromRoot(root);
    const keyring = await makeKeyring();
    await addProfile(this.#database, card, slot, await sealKeyring(key, card, keyring, random));
    return this.#start(card, key, keyring);
  }

  async unlock(id: string, factor: UnlockFactor): Promise<UnlockedProfile> {
    const { key, keyring } = await openProfile(await readProfile(this.#database, id), factor);
    const lastOpenedAt = this.#env.now().toISOString();
    const opened = await updateCard(this.#database, id, { lastOpenedAt });
    return this.#start(opened, key, keyring);
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
      release();
    }
    const lastOpenedAt = this.#env.now().toISOString();
    const opened = await updateCard(database, card.id, { lastOpenedAt });
    return this.#start(opened, backup.key, backup.keyring);
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

  async #newSlot(root: Bytes, profileId: string, factor: UnlockFactor) {
    const cost = factor.kind === 'open' ? ARGON2ID_FLOOR : await this.#cost();
    return sealSlot(root, { profileId, factor, cost, random: this.#env.random });
  }

  async #start(card: ProfileCard, key: StorageKey, keyring: Keyring): Promise<UnlockedProfile> {
    const database = this.#database;
    const name = `${database.name}/${card.id}`;
    await ifOpenNowhere(name, () => collectOrphans(database, card.id));
    const release = await holdOpen(name);
    const session = new ProfileSession({
      ...{ database, card, key, keyring },
      random: this.#env.random,
      cost: () => this.#cost(),
      onCardChange: () => this.#changes.announce([]),
      onLock: () => {
        this.#open.delete(session);
        release();
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

/** A passphrase worth the name, or a profile that may do without. @throws VaultError `too-weak` */
function requireProtection({ factor, ...about }: NewProfile): void {
  if (factor.kind === 'passphrase') requireStrength(factor.passphrase);
  else if (!mayBeOpen(about)) throw new VaultError('too-weak');
}
