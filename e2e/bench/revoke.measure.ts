import { median } from './median.ts';
import { Publisher, result } from './publishing.ts';

const PARTITION_BYTES = 2 * 2 ** 20;

/**
 * A strong stop of one doctor of two: a new epoch, 2 MB of records under new keys, the other doctor
 * told, and the old objects gone from a host in memory.
 */
export async function measure(rounds: number): Promise<Record<string, number>> {
  const publisher = await Publisher.open();
  await publisher.bringIn(records());
  await publisher.give('Dr Who Stays', ['medical']);
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { grantId } = await publisher.give(`Dr Who Goes ${String(round)}`, ['medical']);
    await publisher.carnet.standing.stop(grantId, 'strong');
    publisher.passSeconds(11);
    const began = performance.now();
    await publisher.carnet.standing.publish();
    await publisher.sent();
    figures.push(performance.now() - began);
  }
  await publisher.carnet.lock();
  return { revoke_partition_2MB_ms: median(figures) };
}

function records(): object[] {
  const made: object[] = [];
  for (let bytes = 0; bytes < PARTITION_BYTES; bytes += JSON.stringify(made.at(-1)).length)
    made.push(result(made.length));
  return made;
}
