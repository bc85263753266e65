import { proxy, wrap, type Remote } from 'comlink';
import type { HostAccess } from '../app/index.ts';
import {
  HostError,
  type Host,
  type HostAccountSettings,
  type Reader,
  type ReadingPlace,
  type TransferOptions,
} from '../hosts/index.ts';
import type { Answer, Call, HostService, Progress } from './hosts.worker.ts';

type Line = <Value>(work: (service: Remote<HostService>) => Promise<Value>) => Promise<Value>;

/** Numbers of transfers, for aborting. */
let calls = 0;

/**
 * File hosts, spoken to by a worker of its own: it is started by the first call, and holds no key of
 * the vault. An account crosses with each call, and is forgotten there with its end.
 */
export function hostsInWorker(start: () => Worker): HostAccess {
  const line = lineTo(start);
  return {
    open: (account) => ({ ...readerOver(line, account), ...writerOver(line, account) }),
    read: (place) => readerOver(line, place),
    test: (account, place, onStage) =>
      line((service) => service.test(account, place, proxy(onStage))),
  };
}

/** A worker that breaks down fails the calls that wait for it; the next call starts another. */
function lineTo(start: () => Worker): Line {
  let open: { service: Remote<HostService>; broken: Promise<never> } | null = null;
  const connect = () => {
    const worker = start();
    const broken = new Promise<never>((_, reject) => {
      worker.addEventListener('error', () => {
        open = null;
        reject(new HostError('unreachable'));
      });
    });
    broken.catch(() => undefined);
    return { service: wrap<HostService>(worker), broken };
  };
  return (work) => {
    open ??= connect();
    return Promise.race([work(open.service), open.broken]);
  };
}

function readerOver(line: Line, target: HostAccountSettings | ReadingPlace): Reader {
  return {
    get: (name, { maxBytes, range, ...options }) =>
      run(line, target, name, options, (service, call, report) =>
        service.get(call, report, range === undefined ? { maxBytes } : { maxBytes, range }),
      ),
    head: (name, options) =>
      run(line, target, name, options, (service, call) => service.head(call)),
  };
}

function writerOver(line: Line, account: HostAccountSettings): Pick<Host, 'put' | 'delete'> {
  return {
    put: (name, bytes, options) =>
      run(line, account, name, options, (service, call, report) =>
        service.put(call, report, bytes),
      ),
    delete: (name, options) =>
      run(line, account, name, options, (service, call) => service.delete(call)),
  };
}

async function run<Target, Value>(
  line: Line,
  target: Target,
  name: string,
  { signal, onProgress }: TransferOptions = {},
  ask: (
    service: Remote<HostService>,
    call: Call<Target>,
    report: Progress | null,
  ) => Promise<Answer<Value>>,
): Promise<Value> {
  if (signal?.aborted) throw new HostError('aborted');
  const call = { id: (calls += 1), target, name };
  const answer = await line((service) => {
    const report = onProgress ? proxy(onProgress) : null;
    const abort = () => void service.abort(call.id);
    signal?.addEventListener('abort', abort, { once: true });
    return ask(service, call, report).finally(() => signal?.removeEventListener('abort', abort));
  });
  // The answer may have been on its way already when the caller gave up.
  if (signal?.aborted) throw new HostError('aborted');
  if ('failed' in answer) throw new HostError(answer.failed.code, answer.failed.retryAfterMs);
  return answer.value;
}
