/** The finaliser of MurmurHash3: a bijection of 32-bit numbers in which every bit touches every other. */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const rotated = (value: number, by: number) => (value << by) | (value >>> (32 - by));

/**
 * A reproducible stream of 32-bit words: xoshiro128** (Blackman and Vigna, 2018) whose four state
 * words are splitmix32 of the seed. It spreads symbols and makes test data; it keeps no secret.
 */
export class RandomWords {
  readonly #state: [number, number, number, number];

  constructor(seed: number) {
    const word = (index: number) => mix32((seed + Math.imul(index, 0x9e37_79b9)) >>> 0);
    this.#state = [word(1), word(2), word(3), word(4)];
  }

  /** The next word, 0 .. 2^32 - 1. */
  next(): number {
    const state = this.#state;
    const word = Math.imul(rotated(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotated(state[3], 11);
    return word;
  }

  /** A number of 0 .. 1, one excluded, in steps of 2^-32. */
  fraction(): number {
    return this.next() / 0x1_0000_0000;
  }
}
