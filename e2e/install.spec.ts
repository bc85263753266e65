import { readdirSync } from 'node:fs';
import { dist } from './fixtures/app-server.ts';
import { expect, test } from './fixtures/test.ts';

interface Manifest {
  start_url: string;
  scope: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
  shortcuts: { name: string; url: string }[];
}

test('the browser finds nothing that keeps the app from being installed @install', async ({
  server,
  open,
}) => {
  const device = await open({ keepsApp: true });
  await device.install(server.address);
  const devtools = await device.context.newCDPSession(device.page);
  const { url, errors } = await devtools.send('Page.getAppManifest');
  expect(url).toBe(`${server.address}manifest.webmanifest`);
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // The windows of a test are private ones, in which nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);

  await device.page.evaluate(() => document.querySelector('link[rel=manifest]')?.remove());
  const without = async () => {
    const answer = await devtools.send('Page.getInstallabilityErrors');
    return answer.installabilityErrors.map(({ errorId }) => errorId);
  };
  await expect.poll(without).toContain('no-manifest');
});

test('on an iPhone no key is made in a Safari tab before it was said what becomes of it @install', async ({
  server,
  open,
}) => {
  const { page } = await open();
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone) Safari' });
  });
  const gate = page.getByRole('heading', { name: 'First, put Carnet on your Home Screen' });
  for (const place of ['new/patient', 'restore']) {
    await page.goto(`${server.address}#/${place}`);
    await expect(gate).toBeVisible();
  }
  await page.goto(`${server.address}#/new/patient`);
  const anyway = page.getByRole('button', { name: 'Start here anyway' });
  await expect(anyway).toBeDisabled();
  await page.getByRole('switch', { name: /seven days/ }).check();
  await anyway.click();
  await expect(page.getByRole('heading', { name: 'Start your record' })).toBeVisible();

  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'standalone', { value: true });
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Start your record' })).toBeVisible();
});

test('the page is under its policy, and a breach of it is heard @install', async ({
  server,
  open,
}) => {
  const device = await open({ keepsApp: true });
  await device.install(server.address);
  expect(device.complaints).toEqual([]);
  await device.page.evaluate(() => {
    new Image().src = 'https://elsewhere.invalid/picture.png';
  });
  await expect.poll(() => device.complaints.splice(0).join()).toMatch(/Content Security Policy/);
});

test('every icon is what the manifest says, and every shortcut leads into the app @install', async ({
  server,
  open,
}) => {
  const { page } = await open({ keepsApp: true });
  await page.goto(server.address);
  const manifest = (await (
    await page.request.get(`${server.address}manifest.webmanifest`)
  ).json()) as Manifest;
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(sizeOfPicture, src);
    expect(sizes === 'any' ? size > 0 : sizes === `${size}x${size}`, src).toBe(true);
  }
  const scope = new URL(manifest.scope, server.address).href;
  for (const { url } of [...manifest.shortcuts, { url: manifest.start_url }]) {
    expect(new URL(url, server.address).href.startsWith(scope), url).toBe(true);
  }
});

test('all that the app is made of is fetched on the first visit, and is there on the host @install', async ({
  server,
  open,
}) => {
  const device = await open({ keepsApp: true });
  await device.install(server.address);
  await device.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const kept = await device.page.evaluate(addressesKept);
  const names = kept.map((address) => new URL(address).pathname.slice(1)).sort();
  expect(names).toEqual(shipped());
  for (const name of names) {
    const reply = await device.page.request.get(`${server.address}${name}`);
    expect(reply.status(), name).toBe(200);
  }
});

/** Every file of the build, but for the worker itself and what only hosts and auditors read. */
function shipped(): string[] {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(dist.length + 1));
  const unkept = ['service-worker.js', '_headers', 'decrypt.sha256'];
  return files.filter((file) => !unkept.includes(file)).sort();
}

async function sizeOfPicture(address: string): Promise<number> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture.naturalWidth === picture.naturalHeight ? picture.naturalWidth : -1;
}

async function addressesKept(): Promise<string[]> {
  const addresses: string[] = [];
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    addresses.push(...requests.map(({ url }) => url));
  }
  return addresses;
}
