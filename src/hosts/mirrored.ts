import type { Bytes } from '../bytes/bytes.ts';
import { HostError } from './errors.ts';
import type { Reader, ReadOptions, TransferOptions } from './host.ts';

/** Several places that should hold the same; the first that can gives the answer. */
export interface Mirrored extends Reader {
  /**
   * Says that what `get` last gave under this name did not verify: from now on the place it came
   * from is passed over for this name.
   *
   * @returns whether another place is left to ask.
   */
  reject(name: string): boolean;
}

/** Reads fall back in the order of the readers: what one lacks or fails at, the next is asked for. */
export function mirrored(readers: readonly Reader[]): Mirrored {
  const rejected = new Map<string, Set<Reader>>();
  const lastFrom = new Map<string, Reader>();
  const left = (name: string) =>
    readers.filter((reader) => rejected.get(name)?.has(reader) !== true);

  return {
    get: (name: string, options: ReadOptions): Promise<Bytes> =>
      firstOf(left(name), async (reader) => {
        const bytes = await reader.get(name, options);
        lastFrom.set(name, reader);
        return bytes;
      }),
    head: async (name: string, options?: TransferOptions): Promise<{ size: number } | null> => {
      try {
        return await firstOf(left(name), (reader) => present(reader, name, options));
      } catch (error) {
        if (error instanceof HostError && error.code === 'not-found') return null;
        throw error;
      }
    },
    reject: (name) => {
      const from = lastFrom.get(name);
      if (from) rejected.set(name, (rejected.get(name) ?? new Set()).add(from));
      return left(name).length > 0;
    },
  };
}

async function present(
  reader: Reader,
  name: string,
  options?: TransferOptions,
): Promise<{ size: number }> {
  const found = await reader.head(name, options);
  if (found === null) throw new HostError('not-found');
  return found;
}

/** "Not found" counts only where every place says so: a place out of reach may have it. */
async function firstOf<Value>(
  readers: readonly Reader[],
  ask: (reader: Reader) => Promise<Value>,
): Promise<Value> {
  let worst = new HostError('not-found');
  for (const reader of readers) {
    try {
      return await ask(reader);
    } catch (error) {
      if (!(error instanceof HostError) || error.code === 'aborted') throw error;
      if (worst.code === 'not-found') worst = error;
    }
  }
  throw worst;
}
