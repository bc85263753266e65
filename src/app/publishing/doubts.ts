import { AppError } from '../errors.ts';
import { reads, type StoredAccess } from './access.ts';
import type { StandingHeld, StandingParts } from './parts.ts';
import type { Turns } from './turns.ts';
import { currentEpoch } from './unit-state.ts';
import type { UnlockedProfile } from '../../vault/index.ts';

/**
 * Access that ended because the hosts had lost what this profile believed in: either somebody was
 * stopped since this copy of it was made, or the hosts lost their files. Only the patient knows.
 */
export class Doubts {
  readonly #profile: UnlockedProfile;
  readonly #held: Pick<StandingHeld, 'journal'>;
  readonly #parts: StandingParts;
  readonly #turns: Turns;

  constructor(
    profile: UnlockedProfile,
    held: Pick<StandingHeld, 'journal'>,
    { parts, turns }: { parts: StandingParts; turns: Turns },
  ) {
    this.#profile = profile;
    this.#held = held;
    this.#parts = parts;
    this.#turns = turns;
  }

  /**
   * This person was not stopped: their access goes on, under new keys that they find in their mailbox.
   * Who reads *from now on* begins anew: what came before cannot be told from what came after.
   *
   * @throws AppError `unknown-handle` for whoever's access is not in doubt
   */
  async giveBack(grantId: string): Promise<void> {
    const { access, upkeep } = this.#parts;
    await this.#turns.inTurn(async () => {
      await this.#turns.stopAtOnce();
      const doubted = access.get(grantId);
      const again = access.all().some((one) => reads(one) && one.identity === doubted?.identity);
      if (!doubted?.doubted || again) throw new AppError('unknown-handle');
      const chosen = doubted.units.map(({ unit }) => unit);
      const joined = doubted.units.flatMap(({ unit, lane }) => (lane === 'new' ? [unit] : []));
      await upkeep.run(chosen);
      if (joined.length > 0) await upkeep.run(chosen, joined);
      const line = this.#held.journal.line({
        event: 'standing-grant',
        ...{ who: doubted.name, identity: doubted.identity, units: chosen },
      });
      await this.#profile.commit([line, access.put(await this.#begunAnew(doubted))]);
      await upkeep.run();
    });
    await this.#turns.told();
  }

  async #begunAnew({ units, ...doubted }: StoredAccess): Promise<StoredAccess> {
    const states = await this.#parts.upkeep.states();
    const begun = units.map((unit) => {
      const state = states.get(unit.unit);
      const floor = unit.lane === 'new' && state !== undefined ? currentEpoch(state) : null;
      return { ...unit, floor, issued: null };
    });
    return { ...doubted, units: begun, state: 'active', doubted: false };
  }
}
