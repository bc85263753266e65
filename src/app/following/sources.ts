import type { Bytes } from '../../bytes/bytes.ts';
import { HostError, pauseAfter, type Reader } from '../../hosts/index.ts';
import { SharingError } from '../../sharing/index.ts';
import type { ReadingPlace } from '../api.ts';
import type { Environment } from '../environment.ts';

/** Tries in all of what a host may do better a moment later. */
const ATTEMPTS = 3;
/** A host that asks for more time than this has failed: somebody waits, and another may have it. */
const LONGEST_PAUSE_MS = 10_000;

interface Source {
  readonly reader: Reader;
  failures: number;
}

/**
 * The places where one patient's files lie. Each answer is checked by whoever asks; what one place
 * lacks, fails at or lies about, the next is asked for, and a place that fails is asked last.
 */
export class Sources {
  readonly #env: Environment;
  readonly #sources: readonly Source[];
  readonly #signal: AbortSignal;

  constructor(env: Environment, places: readonly ReadingPlace[], signal: AbortSignal) {
    const different = places.filter(
      ({ base }, i) => places.findIndex((place) => place.base === base) === i,
    );
    this.#env = env;
    this.#sources = different.map((place) => ({ reader: env.hosts.read(place), failures: 0 }));
    this.#signal = signal;
  }

  /** Whether another place can make good what one lies about. */
  get areSeveral(): boolean {
    return this.#sources.length > 1;
  }

  /**
   * What `check` makes of the first answer that it does not refuse.
   *
   * @throws what the most telling place failed with: a lie before a failure before `not-found`
   */
  async read<T>(
    name: string,
    maxBytes: number,
    check: (bytes: Bytes) => T | Promise<T>,
  ): Promise<T> {
    let worst: HostError | SharingError = new HostError('not-found');
    for (const source of this.#inOrder()) {
      try {
        return await check(await this.#get(source.reader, name, maxBytes));
      } catch (error) {
        if (!(error instanceof HostError || error instanceof SharingError)) throw error;
        if (error instanceof HostError && error.code === 'aborted') throw error;
        if (tells(error) > 0) source.failures += 1;
        if (tells(error) > tells(worst)) worst = error;
      }
    }
    throw worst;
  }

  #inOrder(): Source[] {
    return this.#sources.toSorted((a, b) => a.failures - b.failures);
  }

  async #get(reader: Reader, name: string, maxBytes: number): Promise<Bytes> {
    const signal = this.#signal;
    for (let failures = 1; ; failures += 1) {
      try {
        return await reader.get(name, { maxBytes, signal });
      } catch (error) {
        if (!isHasty(error) || failures === ATTEMPTS) throw error;
        await this.#env.wait(pauseAfter(failures, error, this.#env.random), signal);
        if (signal.aborted) throw new HostError('aborted');
      }
    }
  }
}

/** Somebody waits for the record: what takes long to fail is not tried again. */
const isHasty = (error: unknown): error is HostError =>
  error instanceof HostError &&
  (error.code === 'busy' || error.code === 'server') &&
  (error.retryAfterMs ?? 0) <= LONGEST_PAUSE_MS;

function tells(error: HostError | SharingError): number {
  if (error instanceof SharingError) return 2;
  return error.code === 'not-found' ? 0 : 1;
}
