import { fromHex } from '../../bytes/hex.ts';
import { shareUnits } from '../../records/index.ts';
import { mailboxName } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { isOver, over } from './access.ts';
import type { StandingHeld, StandingParts } from './parts.ts';
import type { Turns } from './turns.ts';
import { nothingWanted } from './uploads.ts';

/** For so long a stop can be undone. */
const UNDO_MS = 10_000;

/** How standing access ends by the patient's wish. */
export class Stops {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: StandingHeld;
  readonly #parts: StandingParts;
  readonly #turns: Turns;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: StandingHeld,
    { parts, turns }: { parts: StandingParts; turns: Turns },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#parts = parts;
    this.#turns = turns;
  }

  /** @throws AppError `unknown-handle` for whom it is over already */
  async stop(grantId: string, strength: 'plain' | 'strong'): Promise<{ undoUntil: string }> {
    const undoUntil = new Date(this.#env.now().getTime() + UNDO_MS).toISOString();
    const { access } = this.#parts;
    await this.#turns.inTurn(async () => {
      await access.load();
      const stopping = { state: 'stopping', undoUntil, strength } as const;
      await this.#profile.commit([access.put({ ...access.active(grantId), ...stopping })]);
      await access.load();
      await this.#turns.withhold();
    });
    this.#held.announce({ kind: 'access-changed' });
    void this.#turns.after(UNDO_MS);
    return { undoUntil };
  }

  /** @throws AppError `unknown-handle` once it was stopped */
  async undo(grantId: string): Promise<void> {
    const { access } = this.#parts;
    await this.#turns.inTurn(async () => {
      await access.load();
      const one = access.get(grantId);
      if (one?.state !== 'stopping') throw new AppError('unknown-handle');
      const active = { ...one, state: 'active', undoUntil: null, strength: 'plain' } as const;
      await this.#profile.commit([access.put(active)]);
      await access.load();
      await this.#turns.withhold();
    });
    this.#held.announce({ kind: 'access-changed' });
    this.#turns.soon(0);
  }

  /** Ends every access and takes everything off the hosts. */
  async unpublish(): Promise<void> {
    const { access, publication, secrets } = this.#parts;
    await this.#turns.inTurn(async () => {
      await access.load();
      publication.states.forget();
      const line = this.#held.journal.line({ event: 'unpublished', who: '' });
      const stopped = access.all().flatMap((one) => (isOver(one) ? [] : access.put(over(one))));
      const drop = access
        .all()
        .map(({ grantId }) => mailboxName(secrets.shelfKey, fromHex(grantId)));
      await this.#held.hosts.outbox.want({ ...nothingWanted(), drop }, [line, ...stopped]);
      for (const unit of shareUnits) await publication.clear(unit);
      await access.load();
    });
    await this.#turns.told();
  }
}
