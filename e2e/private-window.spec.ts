import { rmSync } from 'node:fs';
import { alteredBuild } from './fixtures/altered-build.ts';
import { startAppServer } from './fixtures/app-server.ts';
import { addAllergy, begin, unlock } from './fixtures/own-profile.ts';
import { expect, test as base } from './fixtures/test.ts';

/** A server of the build in a browser that lacks something. */
const test = base.extend<{ lacking: (prelude: () => void) => Promise<string> }>({
  lacking: async ({}, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (prelude) => {
      const folder = alteredBuild(prelude);
      const server = await startAppServer({ folder });
      ends.push(async () => {
        await server.kill();
        rmSync(folder, { recursive: true, force: true });
      });
      return server.address;
    });
    for (const end of ends) await end();
  },
});

test('a browser that keeps nothing is named as such, with what to do, before anything is typed @private @slow', async ({
  lacking,
  open,
}) => {
  const { page } = await open();
  await page.goto(await lacking(withoutIndexedDb));
  await expect(page.getByText(/private window/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start my record' })).toHaveCount(0);
});

test('a browser that stores no key objects, as in Lockdown Mode, keeps a record all the same @private @slow', async ({
  lacking,
  open,
}) => {
  const { page } = await open();
  const passphrase = await begin(page, await lacking(withoutStoredKeys), 'patient');
  await addAllergy(page, 'hazelnuts');
  await page.reload();
  await unlock(page, passphrase);
  await expect(page.getByText('hazelnuts').first()).toBeVisible({ timeout: 60_000 });
});

/** Runs in the vault's worker. */
function withoutIndexedDb(): void {
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
}

/** Runs in the vault's worker. */
function withoutStoredKeys(): void {
  const holdsKey = (value: unknown): boolean =>
    value instanceof CryptoKey ||
    (typeof value === 'object' && value !== null && Object.values(value).some(holdsKey));
  for (const method of ['put', 'add'] as const) {
    const original = Reflect.get(IDBObjectStore.prototype, method) as (
      ...given: unknown[]
    ) => unknown;
    const refusing = function (this: unknown, ...given: unknown[]): unknown {
      const [value] = given;
      if (!ArrayBuffer.isView(value) && holdsKey(value))
        throw new DOMException('The object can not be cloned.', 'DataCloneError');
      return Reflect.apply(original, this, given);
    };
    Reflect.set(IDBObjectStore.prototype, method, refusing);
  }
}
