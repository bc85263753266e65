import type { Reception } from '../../channel/index.ts';

/** The one thing to say to somebody who holds a camera. */
export type Advice =
  'aim' | 'closer' | 'keep-still' | 'aim-again' | 'ask-slow' | 'too-large' | 'started-over';

/** Ms without a code after which coming closer may help, and after which the code was lost. */
const LOOKING_LONG = 6000;
const LOST = 1500;
/** Ms over which codes are counted, and how many of them tell of a scan that gets on. */
const WINDOW = 3000;
const ENOUGH = 6;
const REMARK_FOR = 4000;

/** Watches what a scan sees, and chooses what to say. Times are in ms of any one clock. */
export class Adviser {
  readonly #since: number;
  #firstCode: number | null = null;
  #codes: number[] = [];
  #remark: { readonly advice: Advice; readonly until: number } | null = null;

  constructor(atMs: number) {
    this.#since = atMs;
  }

  /** A code of a moving series was read. */
  code(atMs: number): void {
    this.#firstCode ??= atMs;
    this.#codes = [...this.#codes.filter((at) => at > atMs - WINDOW), atMs];
  }

  /** Something happened that is worth a sentence for a while. */
  remark(advice: Advice, atMs: number): void {
    this.#remark = { advice, until: atMs + REMARK_FOR };
  }

  advice(atMs: number, { rank }: Reception): Advice {
    if (this.#remark !== null && atMs < this.#remark.until) return this.#remark.advice;
    if (rank === 0 || this.#firstCode === null)
      return atMs - this.#since > LOOKING_LONG ? 'closer' : 'aim';
    const last = this.#codes.at(-1) ?? 0;
    if (atMs - last > LOST) return 'aim-again';
    const recent = this.#codes.filter((at) => at > atMs - WINDOW).length;
    return atMs - this.#firstCode > WINDOW && recent < ENOUGH ? 'ask-slow' : 'keep-still';
  }
}
