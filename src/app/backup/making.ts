import type { UnlockedProfile } from '../../vault/index.ts';
import type { BackupState, MadeBackup, ProvenBackup } from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import type { RecordBook } from '../record-book.ts';
import { Shelf } from '../shelf.ts';
import { Parts } from './parts.ts';
import { inSteps } from './progress.ts';
import { reminderAt } from './reminder.ts';
import { restoredNote } from './restored.ts';

const LAST = 'backup.last';

/** A backup, and where in its file the rows end, and the chunks of files: bytes. */
interface Divided {
  readonly made: MadeBackup;
  readonly sections: readonly [number, number];
}

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

  /**
   * @param book - the records of a patient's profile, null for every other role.
   * @param onHost - of when the newest is that a host was proven to have, ISO.
   */
  async state(book: RecordBook | null, onHost: string | null): Promise<BackupState> {
    const last = await this.#shelf.get(LAST);
    const now = this.#env.now();
    const newest = later(notAhead(last?.at ?? null, now), notAhead(onHost, now));
    const records = book?.records() ?? [];
    const changed = records.filter(({ updatedAt }) => newest === null || updatedAt > newest);
    const first = records.reduce<string | null>(
      (oldest, { origin }) => (oldest === null || origin.at < oldest ? origin.at : oldest),
      null,
    );
    const at = { first, lastProven: newest };
    const { sample } = this.#profile.card;
    return {
      last,
      onHost,
      changedSince: changed.length,
      reminder: sample ? 'none' : reminderAt(now, at, changed.length),
      restored: await restoredNote(this.#profile),
    };
  }

  async make(onProgress?: (fraction: number) => void, signal?: AbortSignal): Promise<Divided> {
    const at = this.#env.now().toISOString();
    const parts = new Parts();
    const { sections } = await this.#profile.writeBackup(at, (bytes) => parts.add(bytes), {
      onProgress: inSteps(onProgress, 0, 0.5),
      signal,
    });
    const file = parts.finish();
    const { damaged, ...proven } = await this.#prove(file, inSteps(onProgress, 0.5), signal);
    this.#made = proven;
    const name = `carnet-${at.slice(0, 10)}.carnet-backup`;
    return { made: { ...proven, damaged, file, name }, sections };
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
    if (notAhead(last?.at ?? null, this.#env.now()) === null || (last?.at ?? '') <= proven.at)
      await this.#profile.commit([this.#shelf.put(LAST, proven)]);
    return proven;
  }

  async #prove(file: Blob, onProgress: (fraction: number) => void, signal?: AbortSignal) {
    const backup = await this.#profile.openBackup(file);
    const { createdAt, size, counts, damaged } = await backup.verify({ onProgress, signal });
    return { at: createdAt, size, records: counts['record'] ?? 0, damaged };
  }
}

/** One of a day that has not come was made by a clock that ran ahead: how old it is, nobody knows. */
const notAhead = (at: string | null, now: Date): string | null =>
  at !== null && Date.parse(at) <= now.getTime() ? at : null;

const later = (one: string | null, other: string | null): string | null =>
  (other ?? '') > (one ?? '') ? other : one;
