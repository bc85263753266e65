import { shareUnits, type ShareUnit } from '../../records/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import { Shelf } from '../shelf.ts';

/**
 * Units whose epoch has to end, though nobody's access says so: noted in the commit that is the
 * cause, struck out in the one that begins the next epoch. So whatever cuts the work off in between
 * leaves it to be done, before anything else of the unit is published.
 */
export class RollsDue {
  readonly #shelf: Shelf<{ due: true }>;

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'publication');
  }

  async units(): Promise<ShareUnit[]> {
    const due: ShareUnit[] = [];
    for (const unit of shareUnits) if (await this.isDue(unit)) due.push(unit);
    return due;
  }

  async isDue(unit: ShareUnit): Promise<boolean> {
    return (await this.#shelf.get(keyOf(unit))) !== null;
  }

  note(units: readonly ShareUnit[]): Write[] {
    return units.map((unit) => this.#shelf.put(keyOf(unit), { due: true }));
  }

  strike(unit: ShareUnit): Write {
    return this.#shelf.delete(keyOf(unit));
  }
}

const keyOf = (unit: ShareUnit): string => `roll.${unit}`;
