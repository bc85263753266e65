import { toHex } from '../bytes/hex.ts';
import type { Bytes } from '../bytes/bytes.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import { Shelf } from './shelf.ts';

interface ReplayMark {
  readonly id: string;
  /** ISO instant after which the grant is refused for its age alone. */
  readonly expiresAt: string;
}

/** Clocks may differ by ten minutes: a mark outlives its grant by that much and as much again. */
const KEPT_AFTER_EXPIRY_MS = 20 * 60 * 1000;

/**
 * What stays of a visit at the doctor's: a keyed hash of the grant's id, so that the same grant
 * is not opened twice, and when it can go.
 */
export class ReplayMarks {
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<ReplayMark>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'mark');
  }

  async has(mark: Bytes): Promise<boolean> {
    return (await this.#shelf.get(toHex(mark))) !== null;
  }

  /** Refused by the vault when another tab has opened the grant meanwhile. */
  async keep(mark: Bytes, expiresAt: Date, besides: readonly Write[]): Promise<void> {
    const id = toHex(mark);
    const write = this.#shelf.put(
      id,
      { id, expiresAt: expiresAt.toISOString() },
      { revision: 1, expects: 0 },
    );
    await this.#profile.commit([write, ...besides]);
  }

  /** Lets go of marks whose grants no clock would take any more. */
  async sweep(now: Date): Promise<void> {
    const { values } = await this.#shelf.all();
    const old = values.filter(
      ({ expiresAt }) => Date.parse(expiresAt) + KEPT_AFTER_EXPIRY_MS < now.getTime(),
    );
    await this.#profile.commit(old.map(({ id }) => this.#shelf.delete(id)));
  }
}
