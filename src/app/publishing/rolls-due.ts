import type { ShareUnit } from '../../records/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import { Shelf } from '../shelf.ts';

export const DUE = 'rolls-due';

/**
 * Units whose epoch has to end, though nobody's access says so: noted in the commit that is the
 * cause, struck out in the one that begins the next epoch. So whatever cuts the work off in between
 * leaves it to be done, before anything else of the unit is published. It is written in turns of
 * publishing alone.
 */
export class RollsDue {
  readonly #shelf: Shelf<{ units: readonly ShareUnit[] }>;
  #units: readonly ShareUnit[] = [];

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'publication');
  }

  async load(): Promise<void> {
    this.#units = (await this.#shelf.get(DUE))?.units ?? [];
  }

  /** As last loaded. */
  isDue(unit: ShareUnit): boolean {
    return this.#units.includes(unit);
  }

  note(units: readonly ShareUnit[]): Write {
    return this.#shelf.put(DUE, { units: [...new Set([...this.#units, ...units])] });
  }

  /** None where it was not due. Load again once it is committed. */
  strike(unit: ShareUnit): Write[] {
    if (!this.isDue(unit)) return [];
    return [this.#shelf.put(DUE, { units: this.#units.filter((one) => one !== unit) })];
  }
}
