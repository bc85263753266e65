import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dist } from './fixtures/app-server.ts';
import { LyingHost } from './fixtures/hosts/lying-host.ts';
import { expect, test } from './fixtures/test.ts';

const name = 'ab'.repeat(16);

/** Where a worker of the build lies, below the app's address. */
function workerOf(kind: string): string {
  const file = readdirSync(join(dist, 'assets')).find((entry) =>
    entry.startsWith(`${kind}.worker`),
  );
  if (file === undefined) throw new Error(`no ${kind} worker in the build`);
  return `assets/${file}`;
}

/** One call to a worker's service, in the words that comlink sends. */
function call(page: Page, script: string, method: string, args: unknown[]): Promise<unknown> {
  return page.evaluate(
    ({ script, method, args }) => {
      const worker = new Worker(new URL(script, location.href), { type: 'module' });
      return new Promise((resolve) => {
        worker.addEventListener('message', ({ data }) => {
          worker.terminate();
          resolve((data as { value: unknown }).value);
        });
        const argumentList = args.map((value) => ({ type: 'RAW', value }));
        worker.postMessage({ id: 'one', type: 'APPLY', path: [method], argumentList });
      });
    },
    { script, method, args },
  );
}

test('@hosts the built app reaches a host from its one worker, and never from the page', async ({
  open,
  server,
}) => {
  const host = await LyingHost.start();
  try {
    host.files.set(name, Buffer.from('sealed'));
    const device = await open({ keepsApp: true });
    await device.install(server.address);
    const head = (target: string) => ({ id: 1, target: host.place, name: target });
    const hosts = workerOf('hosts');
    expect(await call(device.page, hosts, 'head', [head(name)])).toEqual({ value: { size: 6 } });
    const missing = await call(device.page, hosts, 'head', [head('cd'.repeat(16))]);
    expect(missing).toEqual({ value: null });
    expect(host.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
    expect(device.complaints, 'a missing file is no fault').toEqual([]);
    const fromPage = await device.page.evaluate(
      (address) => fetch(address, { mode: 'no-cors' }).then(String, () => 'refused'),
      host.base + name,
    );
    expect(fromPage).toBe('refused');
    expect(host.requests).toHaveLength(2);
    await expect.poll(() => device.complaints.splice(0).join()).toMatch(/Content Security Policy/);
  } finally {
    await host.close();
  }
});
