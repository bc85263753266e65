/** How many bytes went in the last seconds. */
const WINDOW_MS = 10_000;

/** Bytes a second over the last seconds, and how much is done since the queue was last empty. */
export class Pace {
  readonly #monotonic: () => number;
  #moves: { at: number; bytes: number }[] = [];
  #done = 0;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  get doneBytes(): number {
    return this.#done;
  }

  moved(bytes: number): void {
    this.#done += bytes;
    this.#moves.push({ at: this.#monotonic(), bytes });
  }

  /** What was counted is not there after all: the transfer begins again. */
  takeBack(bytes: number): void {
    this.#done = Math.max(0, this.#done - bytes);
  }

  reset(): void {
    this.#done = 0;
    this.#moves = [];
  }

  /** Null before there is a span to measure. */
  bytesPerSecond(): number | null {
    const now = this.#monotonic();
    this.#moves = this.#moves.filter(({ at }) => now - at <= WINDOW_MS);
    const first = this.#moves[0];
    if (first === undefined || now <= first.at) return null;
    const bytes = this.#moves.reduce((sum, move) => sum + move.bytes, 0);
    return Math.round((bytes * 1000) / (now - first.at));
  }
}
