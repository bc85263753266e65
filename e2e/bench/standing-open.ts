import { LyingHost } from '../fixtures/hosts/lying-host.ts';
import type { Lab } from './lab.ts';

/** A doctor opens a record of a thousand objects that lie on a file host on loopback. */
export async function measureStandingOpen(lab: Lab): Promise<Record<string, number>> {
  const host = await LyingHost.start();
  try {
    const { base, token } = host;
    return await lab.run('standing-open.measure.ts', { base, token, rounds: 5 });
  } finally {
    await host.close();
  }
}
