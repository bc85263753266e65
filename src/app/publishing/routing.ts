import type { Write } from '../../vault/index.ts';
import { reads } from './access.ts';
import type { HelperSeam } from './helper-seam.ts';
import type { StandingHeld, StandingParts } from './parts.ts';
import type { Turns } from './turns.ts';
import { nothingWanted } from './uploads.ts';

/** New epochs for the helpers' sake: what a helper could turn is locked anew, or goes through it alone. */
export class Routing implements Pick<HelperSeam, 'roll' | 'route'> {
  readonly #held: Pick<StandingHeld, 'hosts'>;
  readonly #parts: StandingParts;
  readonly #turns: Turns;

  constructor(held: Pick<StandingHeld, 'hosts'>, parts: StandingParts, turns: Turns) {
    this.#held = held;
    this.#parts = parts;
    this.#turns = turns;
  }

  async roll(change: Parameters<HelperSeam['roll']>[0]): Promise<void> {
    const { rollsDue } = this.#parts;
    await this.#inTurn(() => change((units) => [rollsDue.note(units)]));
  }

  /** In one turn from reading to rolling: nobody who is stopped meanwhile comes back by this. */
  async route(...[identities, helper, { drop, writes }]: Parameters<HelperSeam['route']>) {
    const { access, grants, rollsDue } = this.#parts;
    await this.#inTurn(async () => {
      const routed = access.all().filter((one) => reads(one) && identities.includes(one.identity));
      const through: Write[] = [];
      for (const one of routed) {
        const next = { ...one, throughHelper: helper };
        // Of invitations only the newest is kept; the last grant stays the last word.
        const grantsOnly = one.messages.filter(({ kind }) => kind !== 'invitation');
        const messages = [await grants.invitation(next), ...grantsOnly];
        through.push(access.put({ ...next, messages }));
      }
      const units = new Set(routed.flatMap((one) => one.units.map(({ unit }) => unit)));
      const wanted = { ...nothingWanted(), drop: [...drop] };
      const besides = [...writes, ...through, rollsDue.note([...units])];
      await this.#held.hosts.outbox.want(wanted, besides);
    });
  }

  /** A stop that could still be undone takes effect: else it would hold the new epoch up. */
  async #inTurn(change: () => Promise<void>): Promise<void> {
    await this.#turns.inTurn(async () => {
      await this.#turns.stopAtOnce();
      await this.#parts.rollsDue.load();
      await change();
      await this.#turns.withhold();
      await this.#parts.upkeep.run();
    });
    await this.#turns.told();
  }
}
