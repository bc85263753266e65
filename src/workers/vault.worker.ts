import { expose, proxy, transferHandlers, wrap } from 'comlink';
import { Carnet, failureOf, type ParseOptions } from '../app/index.ts';
import { afghBls12381, systemRandom } from '../crypto/index.ts';
import { RecordsError, type ParsedImport } from '../records/index.ts';
import { dropGlobals } from './drop-globals.ts';
import { hostsInWorker } from './hosts-in-worker.ts';
import type { Importer } from './import.worker.ts';

/** The vault's worker: every key of the open profile lives here and nowhere else. */
const carnet = new Carnet({
  random: systemRandom,
  suite: afghBls12381,
  now: () => new Date(),
  monotonic: () => performance.now(),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds);
    return () => clearInterval(timer);
  },
  parse: parseInWorker,
  hosts: hostsInWorker(startHosts),
  wait,
});

function startHosts(): Worker {
  return new Worker(new URL('./hosts.worker.ts', import.meta.url), { type: 'module' });
}

function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, signal?.aborted ? 0 : milliseconds);
    signal?.addEventListener('abort', end);
  });
}

/** Each file is read in a worker of its own, which ends with the reading or with its cancelling. */
async function parseInWorker(
  file: Blob,
  { onProgress, signal }: ParseOptions,
): Promise<ParsedImport> {
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  const cancelled = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(new RecordsError('cancelled')));
    worker.addEventListener('error', () => reject(new Error('the reader ended')));
  });
  try {
    const report = proxy((fraction: number) => onProgress?.(fraction));
    const reading = wrap<Importer>(worker).parse(file, report);
    const answer = await Promise.race([reading, cancelled]);
    if ('refused' in answer) throw new RecordsError(answer.refused);
    return answer.parsed;
  } finally {
    worker.terminate();
  }
}

/** An error crosses as its code alone: comlink would send its message and its stack. */
function sendFailuresAsCodes(): void {
  const thrown = transferHandlers.get('throw');
  if (thrown === undefined) return;
  const serialize = (value: unknown) => thrown.serialize({ value: failureOf(reasonIn(value)) });
  transferHandlers.set('throw', { ...thrown, serialize });
}

function reasonIn(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'value' in thrown ? thrown.value : thrown;
}

/**
 * A host that sends the page's policy as a header applies it to workers as well: then this is what
 * lets the reader of files start, and nothing from elsewhere.
 */
function letOwnWorkersStart(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  trustedTypes?.createPolicy('default', {
    createScriptURL: (address) => {
      // A blob's address has the origin of whoever made it: the protocol tells it apart.
      const { protocol, origin } = new URL(address, location.href);
      if (protocol === location.protocol && origin === location.origin) return address;
      throw new TypeError('a script from elsewhere is not allowed here');
    },
  });
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

letOwnWorkersStart();
sendFailuresAsCodes();
dropGlobals(['Worker', 'indexedDB', 'BroadcastChannel']);
expose(carnet);
