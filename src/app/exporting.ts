import type { UnlockedProfile } from '../vault/index.ts';
import type { Environment } from './environment.ts';
import { exportArchive } from './export-archive.ts';
import type { Journal } from './journal.ts';
import type { RecordBook } from './record-book.ts';

/** Everything readable, in one zip, with a line in the activity log. */
export class Exporting {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: { book: RecordBook; journal: Journal };

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { book: RecordBook; journal: Journal },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
  }

  async exportEverything(
    onProgress?: (fraction: number) => void,
  ): Promise<{ name: string; file: Blob }> {
    const [records, now] = [this.#held.book.records(), this.#env.now()];
    const readBlob = (id: string) => this.#profile.readBlob(id);
    const file = await exportArchive({ records, readBlob, now }, onProgress);
    await this.#profile.commit([
      this.#held.journal.line({ event: 'export', who: '', count: records.length }),
    ]);
    return { name: `carnet-${now.toISOString().slice(0, 10)}.zip`, file };
  }
}
