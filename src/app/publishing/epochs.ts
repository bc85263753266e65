import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import type { ShareUnit } from '../../records/index.ts';
import { epochKeys, type EpochKeys } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { FreshOf } from './unit-change.ts';
import { currentEpoch, type UnitState } from './unit-state.ts';

const EPOCH_ID_BYTES = 16;

/** Hex. */
export const drawEpoch = ({ random }: Pick<Environment, 'random'>): string =>
  toHex(random(EPOCH_ID_BYTES));

/**
 * The epochs of the units. An epoch is 16 random bytes and never a count: a backup that is restored
 * knows nothing of those that came after it, and by counting on would meet a stopped doctor's again.
 */
export class Epochs {
  readonly #env: Pick<Environment, 'random' | 'suite'>;
  readonly #profile: Pick<UnlockedProfile, 'keyring'>;
  readonly #identity: Bytes;
  readonly #keys = new Map<string, Promise<EpochKeys>>();

  constructor(
    env: Pick<Environment, 'random' | 'suite'>,
    profile: Pick<UnlockedProfile, 'keyring'>,
    identity: Bytes,
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#identity = identity;
  }

  /** A new one, hex. */
  draw(): string {
    return drawEpoch(this.#env);
  }

  /** Both lanes' keys, worked out once. */
  keys(unit: ShareUnit, epoch: string): Promise<EpochKeys> {
    const name = `${unit}/${epoch}`;
    const keys = this.#keys.get(name) ?? this.#derive(unit, epoch);
    this.#keys.set(name, keys);
    return keys;
  }

  /** From now on, another epoch: who was stopped has no key to it, who joins now none before it. */
  rolled(state: UnitState): UnitState {
    return { ...state, epochs: [...state.epochs, this.draw()] };
  }

  /**
   * Everything anew, under epochs that nobody was ever given a key to. Where somebody joined *from
   * now on*, what is older stays apart from what is newer: each such reader gets a new floor. The
   * last epoch is nobody's floor and nothing known is new in it: who joins with it reads nothing older.
   *
   * @param floors - the epochs with which those began who still read from then on.
   */
  rebuilt(
    state: UnitState,
    floors: readonly string[],
  ): { state: UnitState; freshOf: FreshOf; floors: ReadonlyMap<string, string> } {
    const ages = new Map(state.epochs.map((epoch, at) => [epoch, at]));
    const steps = [...new Set(floors)].toSorted((a, b) => (ages.get(a) ?? 0) - (ages.get(b) ?? 0));
    const epochs = [this.draw(), ...steps.map(() => this.draw()), this.draw()];
    const next: UnitState = { ...state, epochs, batches: [], entries: {}, files: {} };
    const freshOf: FreshOf = ({ key, digest }) => {
      const known = state.entries[key];
      if (known?.digest !== digest) return currentEpoch(next);
      const age = ages.get(known.fresh) ?? 0;
      return epochs[steps.filter((floor) => (ages.get(floor) ?? 0) <= age).length] ?? '';
    };
    const moved = steps.flatMap((floor, at) => {
      const epoch = epochs[at + 1];
      return epoch === undefined ? [] : [[floor, epoch] as const];
    });
    return { state: next, freshOf, floors: new Map(moved) };
  }

  #derive(unit: ShareUnit, epoch: string): Promise<EpochKeys> {
    const master = this.#profile.keyring.tagMasters.at(-1)?.secret;
    if (master === undefined) throw new RangeError('a profile has a tag master');
    return epochKeys(this.#env.suite, master, this.#identity, { unit, epochId: fromHex(epoch) });
  }
}
