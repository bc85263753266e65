import type { Browser, CDPSession, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { resolve } from 'node:path';

const fakeCamera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
const root = resolve(import.meta.dirname, '../..');

/** A page in real Chromium that can import any module of the source, to time it there. */
export class Lab {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: ViteDevServer;
  readonly #devtools: CDPSession;

  constructor(page: Page, browser: Browser, server: ViteDevServer, devtools: CDPSession) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.#devtools = devtools;
  }

  /** With a film, the page's camera shows it. */
  static async open(film?: string): Promise<Lab> {
    const server = await createServer({
      root,
      logLevel: 'error',
      cacheDir: resolve(root, 'e2e/.cache/vite'),
      // Everything a bench imports is found before the page opens: a late find would reload it.
      optimizeDeps: { entries: ['e2e/bench/*.measure.ts', 'e2e/fixtures/hosts/*.page.ts'] },
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    });
    await server.listen();
    const executablePath = process.env['CHROMIUM_PATH'];
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: film ? [...fakeCamera, `--use-file-for-fake-video-capture=${film}`] : [],
    });
    const page = await browser.newPage();
    await page.goto(new URL('e2e/bench/lab.html', server.resolvedUrls?.local[0]).href);
    return new Lab(page, browser, server, await page.context().newCDPSession(page));
  }

  /** Slows the page's main thread down; workers keep their pace. */
  async throttle(rate: number): Promise<void> {
    await this.#devtools.send('Emulation.setCPUThrottlingRate', { rate });
  }

  /** The system's number of the page's process, which its workers share; the busiest renderer. */
  async rendererId(): Promise<number> {
    const devtools = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    await devtools.detach();
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    const [busiest] = renderers.toSorted((a, b) => b.cpuTime - a.cpuTime);
    if (!busiest) throw new Error('the lab has no renderer');
    return busiest.id;
  }

  /** Runs `measure` of a module beside this file in the page and gives its answer back. */
  async run<Answer>(module: string, argument: unknown = null): Promise<Answer> {
    return this.page.evaluate(
      async ({ path, given }) => {
        const { measure } = (await import(path)) as {
          measure: (given: unknown) => Promise<Answer>;
        };
        return measure(given);
      },
      { path: `/e2e/bench/${module}`, given: argument },
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}
