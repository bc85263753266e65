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

type Line = <Value>(
  work: (service: Remote<HostService>) => Promise<Value>,
  bytes?: number,
) => Promise<Value>;

/**
 * A worker that has sent so much is replaced by a fresh one. What `fetch` keeps of a sent body goes
 * only with a collection, and its bytes are not among those that bring one about.
 */
const WORN_BYTES = 2 ** 25;

interface Connection {
  readonly worker: Worker;
  readonly service: Remote<HostService>;
  readonly broken: Promise<never>;
  calls: number;
  sent: number;
}

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
    test: (account, place, letterbox, onStage) =>
      line((service) => service.test(account, place, letterbox, proxy(onStage))),
  };
}

/** A worker that breaks down fails the calls that wait for it; the next call starts another. */
function lineTo(start: () => Worker): Line {
  let open: Connection | null = null;
  const leave = (connection: Connection) => {
    if (open === connection) open = null;
  };
  return async (work, bytes = 0) => {
    open ??= connect(start(), leave);
    const connection = open;
    connection.calls += 1;
    connection.sent += bytes;
    if (connection.sent >= WORN_BYTES) leave(connection);
    try {
      return await Promise.race([work(connection.service), connection.broken]);
    } finally {
      connection.calls -= 1;
      if (connection.calls === 0 && open !== connection) connection.worker.terminate();
    }
  };
}

function connect(worker: Worker, leave: (connection: Connection) => void): Connection {
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () => {
      leave(connection);
      reject(new HostError('unreachable'));
    });
  });
  broken.catch(() => undefined);
  const connection = { worker, service: wrap<HostService>(worker), broken, calls: 0, sent: 0 };
  return connection;
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
      run(
        line,
        account,
        name,
        options,
        (service, call, report) => service.put(call, report, bytes),
        bytes.length,
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
  bytes = 0,
): Promise<Value> {
  if (signal?.aborted) throw new HostError('aborted');
  const call = { id: (calls += 1), target, name };
  const answer = await line((service) => {
    const report = onProgress ? proxy(onProgress) : null;
    const abort = () => void service.abort(call.id);
    signal?.addEventListener('abort', abort, { once: true });
    return ask(service, call, report).finally(() => signal?.removeEventListener('abort', abort));
  }, bytes);
  // The answer may have been on its way already when the caller gave up.
  if (signal?.aborted) throw new HostError('aborted');
  if ('failed' in answer) throw new HostError(answer.failed.code, answer.failed.retryAfterMs);
  return answer.value;
}
