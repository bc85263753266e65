import { afterEach, describe, expect, it } from 'vitest';
import type { HostAccess } from '../app/index.ts';
import { HostError, type StageResult } from '../hosts/index.ts';
import { hostsInWorker } from './hosts-in-worker.ts';

const name = '0'.repeat(32);
const account = { kind: 'http', base: `${location.origin}/nowhere/`, token: '' } as const;

let workers: Worker[] = [];

/** @param script - another script than the worker's own, for one that breaks down. */
function start(script = new URL('./hosts.worker.ts', import.meta.url)): HostAccess {
  return hostsInWorker(() => {
    const worker = new Worker(script, { type: 'module' });
    workers.push(worker);
    return worker;
  });
}

const rejection = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

afterEach(() => {
  for (const worker of workers) worker.terminate();
  workers = [];
});

describe('the hosts’ worker', () => {
  it('is started by the first call, and only once', async () => {
    const hosts = start();
    const host = hosts.open({ ...account, base: 'ftp://files.example/' });
    expect(workers).toHaveLength(0);
    await rejection(host.head(name));
    await rejection(host.head(name));
    expect(workers).toHaveLength(1);
  });

  it('lets a failure cross with its code', async () => {
    const host = start().open({ ...account, base: 'http://127.0.0.1:9/' });
    const error = await rejection(host.put(name, new Uint8Array(1)));
    expect(error).toBeInstanceOf(HostError);
    expect(error).toMatchObject({ code: 'unreachable', retryAfterMs: null });
  });

  it('ends a transfer that is called off', async () => {
    const host = start().open(account);
    const aborted = { maxBytes: 1, signal: AbortSignal.abort() };
    expect(await rejection(host.get(name, aborted))).toMatchObject({ code: 'aborted' });
    const controller = new AbortController();
    const reading = rejection(host.get(name, { maxBytes: 1, signal: controller.signal }));
    controller.abort();
    expect(await reading).toMatchObject({ code: 'aborted' });
  });

  it('tells each stage of a self-test', async () => {
    const results: StageResult[] = [];
    const bad = { ...account, base: 'http://files.example/' };
    const passed = await start().test(bad, { base: bad.base, reader: null }, null, (result) =>
      results.push(result),
    );
    expect(passed).toBe(false);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'failed',
      ...Array.from({ length: 8 }, () => 'skipped'),
    ]);
    expect(results[0]?.code).toBe('host-bad-address');
  });

  it('fails what waits for it when it cannot start', async () => {
    const host = start(new URL('./no-such.worker.ts', import.meta.url)).open(account);
    expect(await rejection(host.head(name))).toMatchObject({ code: 'unreachable' });
  });
});
