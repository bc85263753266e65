import { RecordsError } from '../errors.ts';

export interface PaceOptions {
  /** Called with a rising fraction of 0 .. 1. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/** The steps of an import, each with the fraction at which it begins and the share it takes. */
const steps = { read: [0, 0.1], find: [0.1, 0.4], link: [0.5, 0.3], finish: [0.8, 0.2] } as const;

export type Step = keyof typeof steps;

/** Gives the event loop its turn, tells how far the work is, and stops it when that is asked. */
export class Pace {
  readonly #options: PaceOptions;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /**
   * @param fraction - of the step, 0 .. 1
   * @throws RecordsError `cancelled`
   */
  async turn(step: Step, fraction: number): Promise<void> {
    const [from, share] = steps[step];
    this.#options.onProgress?.(from + share * fraction);
    await new Promise((resolve) => setTimeout(resolve));
    if (this.#options.signal?.aborted) throw new RecordsError('cancelled');
  }

  /** Does the work on every item, with a turn between portions. */
  async each<T>(
    step: Step,
    items: Iterable<T>,
    expected: number,
    work: (item: T) => void,
  ): Promise<void> {
    let done = 0;
    for (const item of items) {
      if (done % PORTION === 0) await this.turn(step, Math.min(1, done / Math.max(1, expected)));
      work(item);
      done += 1;
    }
  }
}

/** Resources worked on between two turns of the event loop. */
const PORTION = 250;
