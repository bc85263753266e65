/** Lets the worker answer the page in between, once every few milliseconds of work. */
export class Breath {
  readonly #monotonic: () => number;
  #since: number;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#since = monotonic();
  }

  async take(): Promise<void> {
    if (this.#monotonic() - this.#since < LONGEST_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#since = this.#monotonic();
  }
}

/** Half of a frame: what the page asks meanwhile still feels immediate. */
const LONGEST_MS = 8;
