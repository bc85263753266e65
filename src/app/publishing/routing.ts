import type { ShareUnit } from '../../records/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import { reads } from './access.ts';
import type { StandingParts } from './parts.ts';
import type { Turns } from './turns.ts';

/** New epochs for the helpers' sake: what a helper could turn is locked anew, or goes through it alone. */
export class Routing {
  readonly #profile: UnlockedProfile;
  readonly #parts: StandingParts;
  readonly #turns: Turns;

  constructor(profile: UnlockedProfile, parts: StandingParts, turns: Turns) {
    this.#profile = profile;
    this.#parts = parts;
    this.#turns = turns;
  }

  async roll(units: readonly ShareUnit[]): Promise<void> {
    await this.#turns.inTurn(async () => {
      await this.#turns.stopAtOnce();
      await this.#parts.upkeep.run([], units);
    });
    await this.#turns.told();
  }

  /** In one turn from reading to rolling: nobody who is stopped meanwhile comes back by this. */
  async route(identities: readonly string[], helper: string): Promise<void> {
    const { access, grants, upkeep } = this.#parts;
    await this.#turns.inTurn(async () => {
      await this.#turns.stopAtOnce();
      const routed = access.all().filter((one) => reads(one) && identities.includes(one.identity));
      const writes: Write[] = [];
      for (const one of routed) {
        const through = { ...one, throughHelper: helper };
        // Of invitations only the newest is kept; the last grant stays the last word.
        const grantsOnly = one.messages.filter(({ kind }) => kind !== 'invitation');
        const messages = [await grants.invitation(through), ...grantsOnly];
        writes.push(access.put({ ...through, messages }));
      }
      await this.#profile.commit(writes);
      const units = new Set(routed.flatMap((one) => one.units.map(({ unit }) => unit)));
      await upkeep.run([], [...units]);
    });
    await this.#turns.told();
  }
}
