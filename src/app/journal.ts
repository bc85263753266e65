import { toBase64url } from '../bytes/base64url.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import type { Environment } from './environment.ts';
import type { LogEntry } from './log.ts';
import { Shelf } from './shelf.ts';

/** The activity log of one profile. */
export class Journal {
  readonly #env: Environment;
  readonly #shelf: Shelf<LogEntry>;

  constructor(env: Environment, profile: UnlockedProfile) {
    this.#env = env;
    this.#shelf = new Shelf(profile, 'log');
  }

  /** A line to be committed in the same transaction as what it tells of. */
  line(happened: Omit<LogEntry, 'id' | 'at'>): Write {
    const id = toBase64url(this.#env.random(16));
    return this.#shelf.put(id, { id, at: this.#env.now().toISOString(), ...happened });
  }

  /** Every line, newest first. */
  async entries(): Promise<LogEntry[]> {
    const { values } = await this.#shelf.all();
    return values.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  /** What to commit so that only the newest lines stay. */
  async surplus(kept: number): Promise<Write[]> {
    return (await this.entries()).slice(kept).map(({ id }) => this.#shelf.delete(id));
  }
}
