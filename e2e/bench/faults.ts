import { startAppServer } from '../fixtures/app-server.ts';
import { killRounds } from '../fixtures/faults/kill-rounds.ts';
import { seedOf } from '../fixtures/faults/seeded.ts';
import { writeFromThreeTabs } from '../fixtures/faults/tabs.ts';

const ROUNDS = 200;
const WRITES_EACH = 1000;

/** What two hundred kills of the browser, and three windows that write at once, leave wrong. */
export async function measureFaults(): Promise<Record<string, number>> {
  const server = await startAppServer();
  try {
    const { mixed, lost } = await killRounds(server.address, ROUNDS, seedOf('kills'));
    const tabs = await writeFromThreeTabs(server.address, WRITES_EACH);
    return {
      kill_rounds_mixed: mixed,
      kill_rounds_lost: lost,
      tabs_lost_writes: tabs.lost,
    };
  } finally {
    await server.kill();
  }
}
