import type { Bytes } from '../../bytes/bytes.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { BackupState, MadeBackup, ProvenBackup } from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import type { RecordBook } from '../record-book.ts';
import { Shelf } from '../shelf.ts';
import { inSteps } from './progress.ts';
import { reminderAt } from './reminder.ts';
import { readMark } from './restored.ts';

const LAST = 'backup.last';
/** Gathered before they leave the worker's memory as one Blob. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Making backups of the open profile and proving them. */
export class Making {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<ProvenBackup>;
  #made: ProvenBackup | null = null;

  constructor(env: Environment, profile: UnlockedProfile) {
    this.#env = env;
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'setting');
  }

  /** @param book - the records of a patient's profile, null for every other role. */
  async state(book: RecordBook | null): Promise<BackupState> {
    const last = await this.#shelf.get(LAST);
    const records = book?.records() ?? [];
    const changed = records.filter(({ updatedAt }) => last === null || updatedAt > last.at);
    const mark = await readMark(this.#profile);
    const first = records.reduce<string | null>(
      (oldest, { origin }) => (oldest === null || origin.at < oldest ? origin.at : oldest),
      null,
    );
    const at = { first, lastProven: last?.at ?? null };
    const { sample } = this.#profile.card;
    return {
      last,
      changedSince: changed.length,
      reminder: sample ? 'none' : reminderAt(this.#env.now(), at, changed.length),
      restored: mark?.settled === true && !mark.seen ? mark : null,
    };
  }

  async make(onProgress?: (fraction: number) => void, signal?: AbortSignal): Promise<MadeBackup> {
    const at = this.#env.now().toISOString();
    const parts = new Parts();
    await this.#profile.writeBackup(at, (bytes) => parts.add(bytes), {
      onProgress: inSteps(onProgress, 0, 0.5),
      signal,
    });
    const file = parts.finish();
    const { damaged, ...proven } = await this.#prove(file, inSteps(onProgress, 0.5), signal);
    this.#made = proven;
    return { ...proven, damaged, file, name: `carnet-${at.slice(0, 10)}.carnet-backup` };
  }

  async kept(): Promise<void> {
    if (this.#made !== null) await this.#profile.commit([this.#shelf.put(LAST, this.#made)]);
  }

  async check(
    file: Blob,
    onProgress?: (fraction: number) => void,
    signal?: AbortSignal,
  ): Promise<ProvenBackup> {
    const { at, size, records } = await this.#prove(file, inSteps(onProgress), signal);
    const proven = { at, size, records };
    const last = await this.#shelf.get(LAST);
    // An older file that opens is good to know, and no reason to forget a newer one.
    if (last === null || last.at <= proven.at)
      await this.#profile.commit([this.#shelf.put(LAST, proven)]);
    return proven;
  }

  async #prove(file: Blob, onProgress: (fraction: number) => void, signal?: AbortSignal) {
    const backup = await this.#profile.openBackup(file);
    const { createdAt, size, counts, damaged } = await backup.verify({ onProgress, signal });
    return { at: createdAt, size, records: counts['record'] ?? 0, damaged };
  }
}

/** A file that grows piece by piece and is never in memory whole. */
class Parts {
  readonly #blobs: Blob[] = [];
  #pieces: Bytes[] = [];
  #bytes = 0;

  add(bytes: Bytes): void {
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= PIECE_BYTES) this.#flush();
  }

  finish(): Blob {
    this.#flush();
    return new Blob(this.#blobs, { type: 'application/octet-stream' });
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#bytes = 0;
  }
}
