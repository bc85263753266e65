import { Carnet } from '../../src/app/carnet.ts';
import { noHosts } from '../../src/app/fixtures/no-hosts.ts';
import { afghBls12381, systemRandom } from '../../src/crypto/index.ts';
import { parseFile } from '../../src/records/index.ts';
import { median } from './median.ts';

const ROUNDS = 5;
const passphrase = 'seven quiet herons cross the frozen delta';
const environment = {
  random: systemRandom,
  suite: afghBls12381,
  now: () => new Date(),
  monotonic: () => performance.now(),
  every: () => () => undefined,
  parse: parseFile,
  hosts: noHosts,
  wait: () => Promise.resolve(),
};

/** Unlocking with a passphrase, as dear as this machine made it when the profile was created. */
export async function measure(): Promise<Record<string, number>> {
  const carnet = new Carnet(environment, { databaseName: 'bench-unlock' });
  const { profile } = await carnet.createProfile({
    label: 'Mine',
    role: 'patient',
    colour: 1,
    passphrase,
  });
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await carnet.lock();
    const began = performance.now();
    await carnet.unlock(profile.id, passphrase);
    figures.push(performance.now() - began);
  }
  return { unlock_ms: median(figures) };
}
