import { rmSync } from 'node:fs';
import { startAppServer } from './fixtures/app-server.ts';
import { canaries } from './fixtures/canary-record.ts';
import { Chromium } from './fixtures/engines/chromium.ts';
import type { Engine } from './fixtures/engines/engine.ts';
import { installed, others } from './fixtures/engines/installed.ts';
import { OpenMemory } from './fixtures/engines/memory.ts';
import { PatientElsewhere } from './fixtures/engines/people.ts';
import { spiedBuild } from './fixtures/key-spy.ts';
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
