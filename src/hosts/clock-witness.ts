import type { AnswerHead } from './wiring.ts';

/** Beyond this, what one device calls fresh another calls stale. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Compares the device's clock with a host's, by whatever its answers show. A page sees `Date` only
 * where the host exposes it, `Last-Modified` always (Fetch, "CORS-safelisted response-header name");
 * what was just written bears the time of writing.
 */
export class ClockWitness {
  readonly #now: () => Date;
  #apart: number | null = null;
  #certain = false;

  constructor(now: () => Date) {
    this.#now = now;
  }

  hear({ date, lastModified }: AnswerHead): void {
    if (this.#certain) return;
    const shown = Date.parse(date ?? lastModified ?? '');
    if (Number.isNaN(shown)) return;
    this.#certain = date !== null;
    this.#apart = shown - this.#now().getTime();
  }

  hasSeen(): boolean {
    return this.#apart !== null;
  }

  isWrong(): boolean {
    return this.#apart !== null && Math.abs(this.#apart) > TOLERANCE_MS;
  }
}
