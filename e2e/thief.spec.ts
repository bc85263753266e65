import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { startAppServer } from './fixtures/app-server.ts';
import { canaries } from './fixtures/canary-record.ts';
import { Chromium } from './fixtures/engines/chromium.ts';
import type { Engine } from './fixtures/engines/engine.ts';
import { installed, others } from './fixtures/engines/installed.ts';
import { OpenMemory } from './fixtures/engines/memory.ts';
import { PatientElsewhere } from './fixtures/engines/people.ts';
import { KeySpy, spiedBuild } from './fixtures/key-spy.ts';
import { makeKit } from './fixtures/kit.ts';
import { needs } from './fixtures/needs.ts';
import { addAllergy, createProfile, lockNow } from './fixtures/own-profile.ts';
import { searchMemory } from './fixtures/process-memory.ts';
import { expect, test as base } from './fixtures/test.ts';
import { keepRecord, searchAfterLock, searchForPlanted, words } from './fixtures/thief.ts';

const test = base.extend<{ spied: { address: string }; opened: (engine: Engine) => Engine }>({
  /** A server of the build that tells its keys. */
  spied: async ({}, use) => {
    const folder = spiedBuild();
    const server = await startAppServer({ folder });
    await use(server);
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  },
  opened: async ({}, use) => {
    const engines: Engine[] = [];
    await use((engine) => {
      engines.push(engine);
      return engine;
    });
    await Promise.all(engines.map((engine) => engine.dispose()));
  },
});

for (const Kind of [Chromium, ...others]) {
  test(`a thief who copies the folder of ${Kind.called} finds what a careless app leaves there @thief @slow`, async ({
    server,
    opened,
  }) => {
    const { planted, found } = await searchForPlanted(opened(installed(Kind)), server.address);
    expect(found.size, [...found].join()).toBe(planted);
  });

  test(`a thief who copies the folder of ${Kind.called} after a lock has no key and no word of the record, and the passphrase still opens it @thief @slow`, async ({
    spied,
    opened,
  }) => {
    const engine = opened(installed(Kind));
    const { finds, keys, passphrase } = await searchAfterLock(engine, spied.address);
    expect(finds).toEqual([]);
    expect(keys).toBeGreaterThan(5);
    const patient = new PatientElsewhere(engine);
    await engine.start(spied.address);
    await patient.unlock(passphrase);
    await patient.sees('text', new RegExp(canaries.allergy));
  });
}

test('after a lock the memory of the page and of its workers holds no word of the record, where it held them before @thief @slow', async ({
  server,
  opened,
}) => {
  const memory = new OpenMemory();
  opened(memory);
  const { patient } = await keepRecord(memory, server.address);
  const before = await memory.strings();
  expect(words.filter((word) => !before.includes(word)).length).toBeLessThan(words.length / 2);

  await patient.lock();
  // What is let go is garbage a moment later.
  const left = async () => {
    const after = await memory.strings();
    return words.filter((word) => after.includes(word));
  };
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
});

test('after a lock no process of the browser holds a key in its memory, where they lay before @thief @slow', async ({
  spied,
  keep,
}) => {
  needs(process.platform === 'linux', 'the /proc of Linux, by which memory is read');
  test.setTimeout(300_000);
  const { page, browser } = await keep().start();
  const spy = new KeySpy(page);
  await page.goto(spied.address);
  const passphrase = await createProfile(page, 'patient');
  await addAllergy(page, 'Birch');
  await makeKit(page, passphrase);
  const planted = randomBytes(32);
  await page.evaluate(
    (bytes) => void Object.assign(globalThis, { planted: Uint8Array.from(bytes) }),
    [...planted],
  );
  const keys = [...spy.keys].filter((hex) => hex.length === 64);
  const wanted = new Map(keys.map((hex) => [hex, Buffer.from(hex, 'hex')]));
  wanted.set('planted', planted);
  const held = async () => [...(await searchMemory(browser, wanted)).keys()];
  const before = await held();
  expect(before).toContain('planted');
  expect(before.length).toBeGreaterThan(5);

  await lockNow(page);
  // The worker that ends gives its memory back a moment later; the page keeps what was planted in it.
  await expect.poll(held, { timeout: 120_000, intervals: [1000] }).toEqual(['planted']);
});
