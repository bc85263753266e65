/**
 * How hard to look for a code in a picture: `half` a quick look at half the resolution, `full` the
 * same at all of it, `thorough` with everything the decoder can try.
 */
export type Effort = 'half' | 'full' | 'thorough';

const THOROUGH_EVERY = 5;
/** So many misses at half resolution on end, and the code is too small for it: one can be a torn picture. */
const HALF_IN_VAIN = 2;

/**
 * Chooses the effort for the next picture: a quick look first, by turns at half and at full
 * resolution, every fifth miss a thorough one. The cheapest that works is tried first again.
 */
export class Ladder {
  #misses = 0;
  #missesAtHalf = 0;
  #quick: 'half' | 'full' = 'full';

  next(): Effort {
    if (this.#misses === 0) return this.#missesAtHalf < HALF_IN_VAIN ? 'half' : 'full';
    if (this.#misses % THOROUGH_EVERY === 0) return 'thorough';
    return this.#quick === 'half' ? 'full' : 'half';
  }

  report(effort: Effort, found: boolean): void {
    this.#misses = found ? 0 : this.#misses + 1;
    if (effort === 'half') this.#missesAtHalf = found ? 0 : this.#missesAtHalf + 1;
    if (effort !== 'thorough') this.#quick = effort;
  }
}
