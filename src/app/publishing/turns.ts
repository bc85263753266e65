import type { UnlockedProfile } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { StandingHeld, StandingParts } from './parts.ts';

/** What is written within so many milliseconds is published together. */
const SETTLE_MS = 2_000;

/** When the hosts are brought up to date, and that one window at a time does it. */
export class Turns {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: Pick<StandingHeld, 'hosts' | 'announce'>;
  readonly #parts: StandingParts;
  readonly #closed = new AbortController();
  #soon: AbortController | null = null;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: Pick<StandingHeld, 'hosts' | 'announce'>,
    parts: StandingParts,
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#parts = parts;
  }

  /** What was left undone when the profile was last locked: stops above all. */
  async begin(): Promise<void> {
    const { access } = this.#parts;
    await access.load();
    await this.withhold();
    this.#listen();
    if (access.all().length === 0 || this.#profile.retired) return;
    const stops = access.all().some(({ state }) => state === 'stopping');
    const begun = stops
      ? this.inTurn(async () => {
          await this.stopAtOnce();
          await this.#parts.upkeep.run();
          await this.withhold();
        })
      : this.after(0);
    // What could not be done now is found again by the next run.
    begun.catch(() => undefined);
  }

  close(): void {
    this.#closed.abort();
    this.#soon?.abort();
  }

  /** Publishes in a moment, with whatever else is written until then. */
  recordsChanged(): void {
    if (this.#parts.access.all().some(({ units }) => units.length > 0)) this.soon(SETTLE_MS);
  }

  async publish(): Promise<void> {
    const ready = this.#held.hosts.outbox.prepare();
    try {
      await this.inTurn(() => this.#parts.upkeep.run());
    } finally {
      ready();
    }
    await this.told();
  }

  /** Publishes after so long, unless that is asked for again before. */
  soon(milliseconds: number): void {
    this.#soon?.abort();
    const soon = new AbortController();
    this.#soon = soon;
    const ready = this.#held.hosts.outbox.prepare();
    const waiting = this.#env.wait(milliseconds, soon.signal);
    void waiting.then(async () => {
      if (!soon.signal.aborted) await this.publish().catch(() => undefined);
      ready();
    });
  }

  /** Publishes after so long, whatever else is asked for. */
  async after(milliseconds: number): Promise<void> {
    await this.#env.wait(milliseconds, this.#closed.signal);
    if (!this.#closed.signal.aborted) await this.publish().catch(() => undefined);
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#profile.inTurn('publish', work);
  }

  /** A stop that could still be undone takes effect: else it would hold a new epoch up. */
  async stopAtOnce(): Promise<void> {
    await this.#parts.access.load();
    await this.#parts.upkeep.endWhatIsOver(true);
  }

  /** After every turn: helpers' lists follow what was published, screens follow what was granted. */
  async told(): Promise<void> {
    await this.withhold();
    await this.#parts.helpers.rewrite();
    this.#held.announce({ kind: 'access-changed' });
  }

  /** A list that was waiting when somebody was stopped must not reach the host before the new one. */
  async withhold(): Promise<void> {
    this.#held.hosts.outbox.withhold(await this.#parts.upkeep.heldUp());
  }

  #listen(): void {
    const { files, upkeep } = this.#parts;
    const { outbox } = this.#held.hosts;
    outbox.sendFor({
      seal: (file, index) => files.seal(file, index),
      sealed: (file, index, bytes) => files.sealed(file, index, bytes),
      arrived: async (file) => {
        if (await files.isThere(file, (name) => outbox.hasArrived(name))) this.soon(0);
      },
      lost: () => this.soon(0),
    });
    outbox.whenOlder(async (lists) => {
      await this.inTurn(async () => {
        await upkeep.endWhatIsOlder(lists);
        await upkeep.run();
      });
      await this.told();
    });
  }
}
