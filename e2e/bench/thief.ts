import { rmSync } from 'node:fs';
import { startAppServer } from '../fixtures/app-server.ts';
import { Chromium } from '../fixtures/engines/chromium.ts';
import { others } from '../fixtures/engines/installed.ts';
import { spiedBuild } from '../fixtures/key-spy.ts';
import { searchAfterLock } from '../fixtures/thief.ts';

/** What a thief finds in the folder of each engine that is here after a lock, all together. */
export async function measureThief(): Promise<Record<string, number>> {
  const folder = spiedBuild();
  const server = await startAppServer({ folder });
  const engines = [Chromium, ...others].filter((Kind) => Kind.isHere()).map((Kind) => new Kind());
  let hits = 0;
  for (const engine of engines) {
    const { finds, keys } = await searchAfterLock(engine, server.address);
    hits += keys > 0 ? finds.length : Number.NaN;
    await engine.dispose();
  }
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
  return { thief_hits: hits, thief_engines: engines.length };
}
