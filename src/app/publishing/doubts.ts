import { AppError } from '../errors.ts';
import { reads, type StoredAccess } from './access.ts';
import type { StandingHeld, StandingParts } from './parts.ts';
import type { Turns } from './turns.ts';
import { currentEpoch } from './unit-state.ts';
import type { UnlockedProfile } from '../../vault/index.ts';

/**
 * Access that ended by itself: because the profile was brought back from a backup, or because the hosts
 * had lost what it believed in. Somebody may have been stopped meanwhile. Only the patient knows.
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
   * @throws AppError `unknown-handle` for whoever's access is not in doubt, and where it went through
   * a helper that the restoring dismissed
   */
  async giveBack(grantId: string): Promise<void> {
    const { access, upkeep } = this.#parts;
    await this.#turns.inTurn(async () => {
      await this.#turns.stopAtOnce();
      const doubted = access.get(grantId);
      const again = access.all().some((one) => reads(one) && one.identity === doubted?.identity);
      if (!doubted?.doubted || again || isCutFromHelper(doubted))
        throw new AppError('unknown-handle');
      // What was published before is gone from the hosts: nothing of it is named once more.
      await upkeep.run();
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

  /** @throws AppError `unknown-handle` for whoever's access is not in doubt */
  async letGo(grantId: string): Promise<void> {
    const { access, upkeep } = this.#parts;
    await this.#turns.inTurn(async () => {
      await access.load();
      const doubted = access.get(grantId);
      if (!doubted?.doubted) throw new AppError('unknown-handle');
      const units = doubted.units.map(({ unit }) => unit);
      const who = { who: doubted.name, identity: doubted.identity };
      const line = this.#held.journal.line({ event: 'standing-stopped', ...who, units });
      await this.#profile.commit([line, access.put(sure(doubted))]);
      await upkeep.run();
    });
    await this.#turns.told();
  }

  async #begunAnew({ units, ...access }: StoredAccess): Promise<StoredAccess> {
    const states = await this.#parts.upkeep.states();
    const begun = units.map((unit) => {
      const state = states.get(unit.unit);
      const floor = unit.lane === 'new' && state !== undefined ? currentEpoch(state) : null;
      return { ...unit, floor, issued: null };
    });
    return { ...sure(access), units: begun, state: 'active' };
  }
}

/** The helper was dismissed with the restoring: this person has to be met anew, with another one. */
const isCutFromHelper = ({ restored, throughHelper }: StoredAccess): boolean =>
  restored === true && throughHelper !== null;

function sure<Known extends Pick<StoredAccess, 'doubted' | 'restored'>>(access: Known): Known {
  return { ...access, doubted: false, restored: false };
}
