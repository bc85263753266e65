import type { Bytes } from '../bytes/bytes.ts';
import type { Argon2idCost, RandomSource } from '../crypto/index.ts';
import { openBackupWith } from './backup/reader.ts';
import type { OpenedBackup } from './backup/reader.ts';
import { writeBackup } from './backup/writer.ts';
import type { BackupOptions, WrittenBackup } from './backup/writer.ts';
import { BlobStore } from './blob-store.ts';
import type { BlobOptions, WrittenBlob } from './blob-store.ts';
import { ChangeBroadcast } from './change-broadcast.ts';
import type { ChangeListener } from './change-broadcast.ts';
import type { Database } from './database.ts';
import { VaultError } from './errors.ts';
import { eraseKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';
import { renewRoot } from './new-root.ts';
import { collections } from './object-row.ts';
import type { Collection, StoredObject, Unreadable } from './object-row.ts';
import { ObjectStore } from './object-store.ts';
import type { Write } from './object-store.ts';
import type { ProfileCard } from './profile-card.ts';
import { ifAlone, inTurn } from './profile-lock.ts';
import { updateCard } from './profile-store.ts';
import type { StorageKey } from './storage-key.ts';
import type { UnlockFactor } from './unlock-factor.ts';
import { addWayIn, proveWayIn, removeWayIn, rootBy, waysIn } from './ways-in.ts';
import type { NewWayIn, WayIn } from './ways-in.ts';

/** A profile whose keys are in memory. After {@link UnlockedProfile.lock} everything throws `closed`. */
export interface UnlockedProfile {
  readonly card: ProfileCard;
  /** The secrets themselves, not copies: locking overwrites them. */
  readonly keyring: Keyring;
  /** Every object of a collection, and by name the rows that do not open. */
  readAll(collection: Collection): Promise<{ objects: StoredObject[]; unreadable: Unreadable[] }>;
  /** @throws VaultError `unreadable` | `newer-version` when it is there and does not open */
  read(collection: Collection, id: string): Promise<StoredObject | null>;
  /**
   * All or nothing, in one strict transaction; resolves after it completed. A put on a row that
   * does not open is refused with `unreadable`.
   * @throws VaultError `conflict` | `unreadable` | `full` | `lost-connection` | `unknown-profile`
   */
  commit(writes: readonly Write[]): Promise<void>;
  /** Seals and stores a file's chunks; the file exists once its `write` is committed. */
  writeBlob(source: Blob | Uint8Array, options?: BlobOptions): Promise<WrittenBlob>;
  /** @throws VaultError `unreadable` when the file or any part of it is missing or altered */
  readBlob(id: string): Promise<Bytes>;
  /** Opens every part of a file and keeps none. @throws VaultError `unreadable` */
  checkBlob(id: string): Promise<void>;
  /**
   * The bytes of a file from `from` up to, and without, `to`; a long file need never be in memory
   * whole.
   * @throws VaultError `unreadable`
   */
  blobSlice(id: string, from: number, to: number): Promise<Bytes>;
  /**
   * The profile's sealed rows as one file, piece by piece; what was found in it while writing.
   * @throws VaultError `cancelled` | `conflict` | `lost-connection`
   */
  writeBackup(
    createdAt: string,
    put: (bytes: Bytes) => void,
    options?: BackupOptions,
  ): Promise<WrittenBackup>;
  /**
   * Opens a backup of this profile with the keys that are in memory.
   * @throws VaultError `backup-of-another` | `backup-of-older-keys` | `no-backup` |
   * `backup-incomplete` | `backup-altered` | `newer-version`
   */
  openBackup(file: Blob): Promise<OpenedBackup>;
  /** What to commit so that a file and its chunks go. */
  deleteBlob(id: string): Write[];
  /** Hears which collections changed, in this window or another. Returns the function that ends it. */
  onChange(listener: ChangeListener<Collection>): () => void;
  rename(label: string, colour: number): Promise<void>;
  /**
   * Seals the same root under another passphrase. An old copy of the database still opens with the
   * old one.
   * @throws VaultError `wrong-passphrase` | `too-weak` | `conflict`
   */
  changePassphrase(current: string, next: string): Promise<void>;
  waysIn(): Promise<WayIn[]>;
  /**
   * Another way to open the profile, or one in the place of others. The root is in no memory, so a
   * way in that is there already is asked for once more.
   * @throws VaultError `wrong-…` for `current` | `too-weak` | `not-proven` | `last-way-in` | `conflict`
   */
  addWayIn(current: UnlockFactor, next: NewWayIn): Promise<WayIn>;
  /** An old copy of the database still opens with it. @throws VaultError `last-way-in` */
  removeWayIn(slotId: string): Promise<void>;
  /** The slot that a factor opens, or null. */
  proveWayIn(factor: UnlockFactor): Promise<string | null>;
  /**
   * For a way in that somebody else may know: another root, everything sealed under it in one
   * transaction, and only the ways in of `keep` left. Ends locked.
   * @throws VaultError `wrong-…` for a factor that opens nothing | `last-way-in` | `newer-version` |
   * `conflict` while another window has the profile open
   */
  renewRoot(keep: readonly UnlockFactor[]): Promise<void>;
  /**
   * The root itself (32 bytes), to be sealed to another phone of the same person and then erased.
   * @throws VaultError `wrong-…`
   */
  rootBy(current: UnlockFactor): Promise<Bytes>;
  /**
   * From now on, until it is locked, nothing but settings and lines of the log is committed:
   * everything else throws `retired`.
   */
  retire(): void;
  readonly retired: boolean;
  /** Runs `work` while no other window does work of this name on this profile. */
  inTurn<T>(purpose: string, work: () => Promise<T>): Promise<T>;
  /** The same, or at once false where another window is at it. */
  ifAlone(purpose: string, work: () => Promise<void>): Promise<boolean>;
  /** Overwrites the keys and closes. */
  lock(): void;
}

/** What unlocking hands over. */
export interface OpenedProfile {
  database: Database;
  card: ProfileCard;
  key: StorageKey;
  keyring: Keyring;
  /** The row that the keyring was opened from. */
  ring: unknown;
  random: RandomSource;
  now: () => Date;
  cost: () => Promise<Argon2idCost>;
  /** Tells the list of profiles that a card changed. */
  onCardChange: () => void;
  onLock: () => void;
  /** Runs `work` unless another window has the profile open, and says whether it ran. */
  whileOnlyHere: (work: () => Promise<void>) => Promise<boolean>;
}

/** How a retired profile looks on the screen, and what was taken out of it. */
const staysWritable: readonly Collection[] = ['setting', 'log'];

export class ProfileSession implements UnlockedProfile {
  readonly #opened: OpenedProfile;
  readonly #objects: ObjectStore;
  readonly #blobs: BlobStore;
  readonly #changes: ChangeBroadcast<Collection>;
  #card: ProfileCard;
  #retired = false;

  constructor(opened: OpenedProfile) {
    const { database, card, key, ring, random } = opened;
    const session = { database, profileId: card.id, key, ring, random };
    this.#opened = opened;
    this.#card = card;
    this.#objects = new ObjectStore(session);
    this.#blobs = new BlobStore(session, this.#objects);
    this.#changes = new ChangeBroadcast(`${database.name}/${card.id}`, collections);
  }

  get card(): ProfileCard {
    this.#live();
    return this.#card;
  }

  get keyring(): Keyring {
    return this.#live().keyring;
  }

  async readAll(
    collection: Collection,
  ): Promise<{ objects: StoredObject[]; unreadable: Unreadable[] }> {
    this.#live();
    return this.#objects.readAll(collection);
  }

  async read(collection: Collection, id: string): Promise<StoredObject | null> {
    return this.#objects.read(collection, id);
  }

  async commit(writes: readonly Write[]): Promise<void> {
    this.#live();
    if (writes.length === 0) return;
    if (this.#retired && !writes.every(({ collection }) => staysWritable.includes(collection)))
      throw new VaultError('retired');
    await this.#objects.commit(writes);
    this.#changes.announce([...new Set(writes.map(({ collection }) => collection))]);
  }

  async writeBlob(source: Blob | Uint8Array, options?: BlobOptions): Promise<WrittenBlob> {
    return this.#blobs.write(source, options);
  }

  async readBlob(id: string): Promise<Bytes> {
    return this.#blobs.read(id);
  }

  async checkBlob(id: string): Promise<void> {
    await this.#blobs.check(id);
  }

  async blobSlice(id: string, from: number, to: number): Promise<Bytes> {
    return this.#blobs.slice(id, from, to);
  }

  async writeBackup(
    createdAt: string,
    put: (bytes: Bytes) => void,
    options?: BackupOptions,
  ): Promise<WrittenBackup> {
    const { database, card, key, ring, random } = this.#live();
    const session = { database, profileId: card.id, key, ring, random };
    return writeBackup(session, createdAt, put, options);
  }

  async openBackup(file: Blob): Promise<OpenedBackup> {
    const { card, key } = this.#live();
    return openBackupWith(file, key, card.id);
  }

  async inTurn<T>(purpose: string, work: () => Promise<T>): Promise<T> {
    return inTurn(this.#name(), purpose, work);
  }

  async ifAlone(purpose: string, work: () => Promise<void>): Promise<boolean> {
    return ifAlone(this.#name(), purpose, work);
  }

  deleteBlob(id: string): Write[] {
    return [{ kind: 'delete', collection: 'blob', id }];
  }

  onChange(listener: ChangeListener<Collection>): () => void {
    this.#live();
    return this.#changes.listen(listener);
  }

  async rename(label: string, colour: number): Promise<void> {
    const { database, card, onCardChange } = this.#live();
    this.#card = await updateCard(database, card.id, { label, colour });
    onCardChange();
  }

  async waysIn(): Promise<WayIn[]> {
    return waysIn(this.#live());
  }

  async addWayIn(current: UnlockFactor, next: NewWayIn): Promise<WayIn> {
    return addWayIn(this.#live(), current, next);
  }

  async removeWayIn(slotId: string): Promise<void> {
    await removeWayIn(this.#live(), slotId);
  }

  async proveWayIn(factor: UnlockFactor): Promise<string | null> {
    return proveWayIn(this.#live(), factor);
  }

  async rootBy(current: UnlockFactor): Promise<Bytes> {
    return rootBy(this.#live(), current);
  }

  retire(): void {
    this.#retired = true;
  }

  get retired(): boolean {
    return this.#retired;
  }

  async changePassphrase(current: string, next: string): Promise<void> {
    const place = this.#live();
    const before = (await waysIn(place)).filter(({ kind }) => kind === 'passphrase');
    await addWayIn(
      place,
      { kind: 'passphrase', passphrase: current },
      {
        factor: { kind: 'passphrase', passphrase: next },
        replaces: before.map(({ slotId }) => slotId),
      },
    );
  }

  async renewRoot(keep: readonly UnlockFactor[]): Promise<void> {
    const place = this.#live();
    const ran = await place.whileOnlyHere(async () => {
      await renewRoot(place, keep);
      this.lock();
    });
    if (!ran) throw new VaultError('conflict');
  }

  lock(): void {
    const { key, keyring, onLock } = this.#opened;
    key.forget();
    eraseKeyring(keyring);
    this.#changes.close();
    onLock();
  }

  #name(): string {
    const { database, card } = this.#live();
    return `${database.name}/${card.id}`;
  }

  #live(): OpenedProfile {
    this.#opened.key.assertHeld();
    return this.#opened;
  }
}
