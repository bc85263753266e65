import { concat } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { openChunk } from '../../crypto/index.ts';
import { chunkCount, streamOf } from '../blob.ts';
import type { StoredBlob } from '../blob.ts';
import { VaultError } from '../errors.ts';
import type { UnlockFactor } from '../unlock-factor.ts';
import { eraseKeyring, openKeyring } from '../keyring.ts';
import type { Keyring } from '../keyring.ts';
import type { Collection, StoredObject } from '../object-row.ts';
import { openByRoot, openProfile } from '../opening.ts';
import type { OpenedKeys } from '../opening.ts';
import { parseCard } from '../profile-card.ts';
import type { ProfileCard } from '../profile-card.ts';
import type { StorageKey } from '../storage-key.ts';
import { openEnding } from './ending.ts';
import { FrameReader, bytesOf } from './frame-reader.ts';
import type { Placed } from './frame-reader.ts';
import { LENGTH_BYTES, decodeFrame } from './frames.ts';
import type { HeadFrame } from './frames.ts';
import { Inspection } from './inspection.ts';
import type { Damage, Found } from './inspection.ts';
import type { BackupOptions } from './writer.ts';

/** What a backup says of itself before anything opens it. */
export interface BackupHead {
  card: ProfileCard;
  /** ISO instant. */
  createdAt: string;
  /** Bytes. */
  size: number;
  /** The kinds of its slots, as they stand there. */
  ways: string[];
}

/** What was found in a backup that is whole. */
export interface BackupReport extends Found {
  createdAt: string;
  /** Bytes. */
  size: number;
}

/** Where a frame lies in the file. */
export type Place = Pick<Placed, 'at' | 'bytes'>;

/** The rows of a copy of a profile, wherever they lie in its file. */
export interface RowSource {
  /**
   * Hands every object and then every chunk to `look`.
   *
   * @returns how many of them may be damaged; null where nobody vouches for them.
   */
  walk(
    options: BackupOptions,
    look: (placed: Placed) => Promise<void>,
    key: StorageKey,
  ): Promise<number | null>;
  /** @throws VaultError `unreadable` */
  chunkAt(place: Place): Promise<Bytes>;
}

interface BlobPlace {
  blob: StoredBlob;
  /** Where the file's chunks lie in the backup. */
  chunks: Place[];
}

/** @throws VaultError `no-backup` | `newer-version` | `backup-incomplete` | `backup-altered` */
export async function readBackupHead(file: Blob): Promise<BackupHead> {
  return aboutOf(await headOf(new FrameReader(file)), file);
}

/**
 * Opens a backup with whatever opened the profile when it was made.
 *
 * @throws VaultError `wrong-passphrase`, and what {@link readBackupHead} throws
 */
export async function openBackup(file: Blob, factor: UnlockFactor): Promise<OpenedBackup> {
  const head = await headOf(new FrameReader(file));
  const card = cardOf(head);
  const { slots, keyring: row } = head;
  const { key, keyring } = await openProfile({ card, slots, keyring: row }, factor);
  return new OpenedBackup(file, head, { key, keyring });
}

/**
 * Opens a backup with the root itself, which came from a phone that has the profile open.
 *
 * @param root - 32 bytes, consumed: it holds zeros afterwards.
 * @throws VaultError `unreadable` for another root, and what {@link readBackupHead} throws
 */
export async function openBackupByRoot(file: Blob, root: Bytes): Promise<OpenedBackup> {
  const head = await headOf(new FrameReader(file));
  const { key, keyring } = await openByRoot({ card: cardOf(head), keyring: head.keyring }, root);
  return new OpenedBackup(file, head, { key, keyring });
}

/**
 * Opens a backup with the keys of the open profile.
 *
 * @throws VaultError `backup-of-another` | `backup-of-older-keys`, and what {@link readBackupHead} throws
 */
export async function openBackupWith(
  file: Blob,
  key: StorageKey,
  profileId: string,
): Promise<OpenedBackup> {
  const head = await headOf(new FrameReader(file));
  if (head.profileId !== profileId) throw new VaultError('backup-of-another');
  const keyring = await openKeyring(key, cardOf(head), head.keyring).catch((error: unknown) => {
    const older = error instanceof VaultError && error.code === 'unreadable';
    throw older ? new VaultError('backup-of-older-keys') : error;
  });
  return new OpenedBackup(file, head, { key, keyring });
}

/** A backup whose keys are in memory. Nothing of it is used before {@link OpenedBackup.verify}. */
export class OpenedBackup {
  readonly head: HeadFrame;
  readonly about: BackupHead;
  readonly key: StorageKey;
  readonly keyring: Keyring;
  readonly #source: RowSource;
  readonly #blobs = new Map<string, BlobPlace>();
  #report: BackupReport | null = null;
  #damage: Damage | null = null;

  /** @param source - of its rows; the frames of the file unless told. */
  constructor(
    file: Blob,
    head: HeadFrame,
    { key, keyring }: OpenedKeys,
    source: RowSource = new FileRows(file, head),
  ) {
    this.head = head;
    this.about = aboutOf(head, file);
    this.key = key;
    this.keyring = keyring;
    this.#source = source;
  }

  /**
   * Reads all of it, opens every row and every chunk, and compares with what its end vouches for.
   *
   * @throws VaultError `backup-incomplete` | `backup-altered` | `unreadable` | `cancelled`
   */
  async verify(options: BackupOptions = {}): Promise<BackupReport> {
    const inspection = new Inspection(this.key, this.head.profileId);
    const places = new Map<string, Place[]>();
    const vouched = await this.walk(options, async ({ frame, at, bytes }) => {
      if (frame.kind === 'object') await inspection.object(frame);
      if (frame.kind !== 'chunk') return;
      if (!inspection.knows(frame.blobKey)) throw new VaultError('backup-altered');
      await inspection.chunk(frame);
      const chunks = places.get(frame.blobKey) ?? [];
      chunks.push({ at, bytes });
      places.set(frame.blobKey, chunks);
    });
    const found = inspection.found();
    const damaged = vouched ?? found.damaged;
    if (found.damaged > damaged) throw new VaultError('backup-altered');
    for (const [blobKey, chunks] of places) {
      const blob = inspection.blob(blobKey);
      if (blob !== null) this.#blobs.set(blob.id, { blob, chunks });
    }
    const { createdAt, size } = this.about;
    this.#damage = inspection.damage();
    this.#report = { ...found, damaged, createdAt, size };
    return this.#report;
  }

  /** What {@link OpenedBackup.verify} found. @throws VaultError `backup-altered` before it */
  get report(): BackupReport {
    if (this.#report === null) throw new VaultError('backup-altered');
    return this.#report;
  }

  /** Rows that did not open, and the ids of files of which chunks are damaged or missing. */
  get damage(): Damage {
    if (this.#damage === null) throw new VaultError('backup-altered');
    return this.#damage;
  }

  /** The objects of a collection that open. */
  async objects(collection: Collection): Promise<StoredObject[]> {
    const inspection = new Inspection(this.key, this.head.profileId);
    const objects: StoredObject[] = [];
    await this.walk({}, async ({ frame }) => {
      if (frame.kind !== 'object' || frame.collection !== collection) return;
      const object = await inspection.object(frame);
      if (object !== null) objects.push(object);
    });
    return objects;
  }

  /** @throws VaultError `unreadable` when the file or any part of it is missing or altered */
  async readBlob(id: string): Promise<Bytes> {
    const pieces: Bytes[] = [];
    for await (const piece of this.blobPieces(id)) pieces.push(piece);
    return concat(...pieces);
  }

  /** The same, chunk by chunk: a long file need never be in memory whole. */
  async *blobPieces(id: string): AsyncGenerator<Bytes> {
    const place = this.#blobs.get(id);
    if (!place) throw new VaultError('unreadable');
    const { blob, chunks } = place;
    const stream = await streamOf(this.head.profileId, blob);
    const count = chunkCount(blob.size);
    if (chunks.length !== count) throw new VaultError('unreadable');
    for (const [index, chunk] of chunks.entries()) {
      const frame = await this.#source.chunkAt(chunk);
      yield await openChunk(stream, index, index === count - 1, frame).catch(() => {
        throw new VaultError('unreadable');
      });
    }
  }

  /** Bytes of a file, 0 where it is not there. */
  blobSize(id: string): number {
    return this.#blobs.get(id)?.blob.size ?? 0;
  }

  /**
   * Hands every frame after the head to `look`, objects first, then checks what can be checked.
   *
   * @returns how much was damaged when the backup was made; null where nobody vouches for it.
   */
  walk(options: BackupOptions, look: (placed: Placed) => Promise<void>): Promise<number | null> {
    return this.#source.walk(options, look, this.key);
  }

  /** Overwrites the keys. Not for one that was restored: the open profile has them then. */
  forget(): void {
    this.key.forget();
    eraseKeyring(this.keyring);
  }
}

/** The frames of a backup file, in their order, with the end that vouches for them. */
class FileRows implements RowSource {
  readonly #file: Blob;
  readonly #head: HeadFrame;

  constructor(file: Blob, head: HeadFrame) {
    this.#file = file;
    this.#head = head;
  }

  async walk(
    { onProgress, signal }: BackupOptions,
    look: (placed: Placed) => Promise<void>,
    key: StorageKey,
  ): Promise<number> {
    const reader = new FrameReader(this.#file);
    await headOf(reader);
    const order = new Order();
    for (let frames = 1; ; frames++) {
      if (signal?.aborted) throw new VaultError('cancelled');
      const placed = await reader.next();
      const { frame } = placed;
      if (frame.kind === 'end') {
        const found = { frames, digest: reader.finish() };
        const damaged = await openEnding(key, this.#head, frame, found);
        onProgress?.(1);
        return damaged;
      }
      order.next(placed);
      await look(placed);
      onProgress?.(reader.at / this.#file.size);
    }
  }

  async chunkAt({ at, bytes }: Place): Promise<Bytes> {
    const frame = decodeFrame(await bytesOf(this.#file, at + LENGTH_BYTES, at + bytes));
    if (frame.kind !== 'chunk') throw new VaultError('unreadable');
    return frame.bytes;
  }
}

/** Rows stand once each, in the order of their keys, and every chunk after every object. */
class Order {
  #last = '';
  #chunks = false;
  #index = -1;

  /** @throws VaultError `backup-altered` */
  next({ frame }: Placed): void {
    if (frame.kind === 'object') {
      this.#after(`${frame.collection}\0${frame.rowKey}`, !this.#chunks);
    } else if (frame.kind === 'chunk') {
      const same = this.#chunks && this.#last === frame.blobKey;
      if (!same) this.#begin(frame.blobKey);
      if (frame.index <= this.#index) throw new VaultError('backup-altered');
      this.#index = frame.index;
    } else throw new VaultError('backup-altered');
  }

  #begin(blobKey: string): void {
    if (!this.#chunks) this.#last = '';
    this.#chunks = true;
    this.#index = -1;
    this.#after(blobKey, true);
  }

  #after(key: string, allowed: boolean): void {
    if (!allowed || key <= this.#last) throw new VaultError('backup-altered');
    this.#last = key;
  }
}

async function headOf(reader: FrameReader): Promise<HeadFrame> {
  await reader.open();
  const { frame } = await reader.next();
  if (frame.kind !== 'head') throw new VaultError('backup-altered');
  if (cardOf(frame).id !== frame.profileId) throw new VaultError('backup-altered');
  return frame;
}

function cardOf({ card }: HeadFrame): ProfileCard {
  try {
    return parseCard(card);
  } catch (error) {
    const newer = error instanceof VaultError && error.code === 'newer-version';
    throw new VaultError(newer ? 'newer-version' : 'backup-altered');
  }
}

function aboutOf(head: HeadFrame, file: Blob): BackupHead {
  const ways = head.slots.flatMap(({ kind }) => (typeof kind === 'string' ? [kind] : []));
  const { createdAt } = head;
  return { card: cardOf(head), createdAt, size: file.size, ways: [...new Set(ways)] };
}
