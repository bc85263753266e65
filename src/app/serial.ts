import { AppError } from './errors.ts';

/** One piece of work after the other: two that count uses at once would count one. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  next<T>(work: () => Promise<T>): Promise<T> {
    const begun = this.#last.then(() => {
      if (this.#closed) throw new AppError('locked');
      return work();
    });
    this.#last = begun.catch(() => undefined);
    return begun;
  }

  close(): void {
    this.#closed = true;
  }
}
