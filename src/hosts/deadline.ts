import { HostError, type HostErrorCode } from './errors.ts';

/** The end of one transfer: by its caller, or because the host took too long. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #passed = false;

  constructor(caller?: AbortSignal) {
    this.#caller = caller;
    caller?.addEventListener('abort', this.#abort);
    if (caller?.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #abort = (): void => this.#controller.abort();

  /** From now on, so many milliseconds are left. */
  allow(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#passed = true;
      this.#abort();
    }, milliseconds);
  }

  /** What a failed step really was; `otherwise` where neither caller nor clock ended it. */
  failure(otherwise: HostErrorCode): HostError {
    if (this.#caller?.aborted) return new HostError('aborted');
    return new HostError(this.#passed ? 'timeout' : otherwise);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#abort);
  }
}
