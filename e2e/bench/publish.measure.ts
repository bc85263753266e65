import { median } from './median.ts';
import { Publisher, result } from './publishing.ts';

const RECORDS = 500;
const fourUnits = ['personal', 'medical', 'insurance-card', 'prescription'] as const;

/** With a name of the 20 bytes that a grant of the promised size has room for. */
const person = {
  ...{ resourceType: 'Patient', id: 'p', birthDate: '1971-03-02', gender: 'female' },
  name: [{ family: 'Hofmeisterin', given: ['Aurelia'] }],
};

/**
 * From the saved record to its object and the new list on a host in memory: what publishing costs
 * without the network. And the size of a grant for four parts of a record.
 */
export async function measure(rounds: number): Promise<Record<string, number>> {
  const publisher = await Publisher.open();
  const results = Array.from({ length: RECORDS }, (_, index) => result(index));
  await publisher.bringIn([person, ...results]);
  const grant = await publisher.give('Dr Imaginary', fourUnits);
  const figures: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    await saveWeight(publisher, round);
    const began = performance.now();
    await publisher.carnet.standing.publish();
    await publisher.sent();
    figures.push(performance.now() - began);
  }
  await publisher.carnet.lock();
  return {
    standing_publish_one_record_ms: median(figures.slice(1)),
    grant_standing_4_partitions_bytes: grant.message.length,
  };
}

async function saveWeight({ carnet }: Publisher, round: number): Promise<void> {
  const weight = { form: 'measurement', kind: 'weight', second: null, unit: 'kg' } as const;
  await carnet.saveForm({ ...weight, value: 60 + round / 10, at: '2026-03-02' });
}
