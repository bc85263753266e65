import type { Oddity, OddityCode } from './parsed-import.ts';

/** Counts oddities as they are met, with the first example of each. */
export class Tally {
  readonly #oddities = new Map<OddityCode, Oddity>();

  /** @param example - a resource type or a line number; never content */
  add(code: OddityCode, example?: string): void {
    const known = this.#oddities.get(code);
    if (known !== undefined) known.count += 1;
    else this.#oddities.set(code, { code, count: 1, ...(example !== undefined && { example }) });
  }

  list(): Oddity[] {
    return [...this.#oddities.values()];
  }
}
