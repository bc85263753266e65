import type { RandomSource } from '../crypto/random.ts';
import { HostError, type HostErrorCode } from './errors.ts';
import type { Host } from './host.ts';

export interface Patience {
  /** Never rejects; ends early when the signal aborts. */
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  random: RandomSource;
  /** Tries in all, the first included. */
  attempts: number;
}

/** What may be otherwise a moment later. */
const passing: readonly HostErrorCode[] = ['busy', 'server', 'timeout', 'unreachable'];

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Milliseconds before the next try: doubling, with "full jitter" (M. Brooker, AWS Architecture Blog
 * 2015), so that many devices do not come back at once; never sooner than the host asked for.
 *
 * @param failures - in a row, at least 1.
 */
export function pauseAfter(failures: number, error: HostError, random: RandomSource): number {
  const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  const [high = 0, low = 0] = random(2);
  return Math.round((ceiling * (high * 256 + low)) / 65_535) + (error.retryAfterMs ?? 0);
}

export const isPassing = (error: unknown): error is HostError =>
  error instanceof HostError && passing.includes(error.code);

/** The same host, asked again after whatever may pass by itself. */
export function withPatience(host: Host, { sleep, random, attempts }: Patience): Host {
  const patiently = async <Value>(
    signal: AbortSignal | undefined,
    work: () => Promise<Value>,
  ): Promise<Value> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error) || failures >= attempts) throw error;
        await sleep(pauseAfter(failures, error, random), signal);
        if (signal?.aborted) throw new HostError('aborted');
      }
    }
  };
  return {
    put: (name, bytes, o) => patiently(o?.signal, () => host.put(name, bytes, o)),
    get: (name, o) => patiently(o.signal, () => host.get(name, o)),
    head: (name, o) => patiently(o?.signal, () => host.head(name, o)),
    delete: (name, o) => patiently(o?.signal, () => host.delete(name, o)),
  };
}
