import type { RandomSource } from '../../crypto/index.ts';
import { HostError } from '../../hosts/index.ts';
import type { Environment } from '../environment.ts';
import { failureOf } from '../failure.ts';
import { waitAfter } from './patience.ts';

type Clock = Pick<Environment, 'monotonic' | 'wait'>;

/** How one host does: what failed there last, and when it is tried again. */
export class Lane {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  #failures = 0;
  #problem: string | null = null;
  /** Milliseconds on the monotonic clock. */
  #nextTry = 0;
  #wake = new AbortController();
  running = false;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Code of the last failure since the last success. */
  get problem(): string | null {
    return this.#problem;
  }

  get nextTry(): number {
    return this.#nextTry;
  }

  get waits(): boolean {
    return this.#nextTry > this.#clock.monotonic();
  }

  /** Ends what it does or waits for. */
  wake(): void {
    this.#wake.abort();
  }

  /** Tries again at once, whatever it was waiting for. */
  hurry(): void {
    this.#nextTry = 0;
    this.#wake.abort();
  }

  /** A signal for the next attempt, that {@link wake} ends. */
  begin(): AbortSignal {
    this.#wake = new AbortController();
    return this.#wake.signal;
  }

  /** Until the next try, or until it is woken. */
  async untilNextTry(): Promise<void> {
    const left = this.#nextTry - this.#clock.monotonic();
    await this.#clock.wait(left, this.begin());
  }

  succeeded(): void {
    [this.#failures, this.#problem, this.#nextTry] = [0, null, 0];
  }

  failed(error: unknown): void {
    // Woken to pause, to close or to try again at once: no failure of the host's.
    if (this.#wake.signal.aborted) return;
    const asked = error instanceof HostError ? error.retryAfterMs : null;
    this.#failures += 1;
    this.#problem = failureOf(error).code;
    this.#nextTry = this.#clock.monotonic() + waitAfter(this.#failures, asked, this.#random);
  }
}
