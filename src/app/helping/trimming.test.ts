import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { systemRandom } from '../../crypto/index.ts';
import { openVault } from '../../vault/index.ts';
import { noHosts } from '../fixtures/no-hosts.ts';
import { TestClock } from '../fixtures/device.ts';
import { Journal } from '../journal.ts';
import { makeKeyring } from '../keyring.ts';
import { afghBls12381 } from '../../crypto/index.ts';
import { HelpedShelf, type Job } from './helped.ts';
import { HelperKeys } from './opened.ts';
import { trim } from './trimming.ts';

const clock = new TestClock();
const env = {
  ...{ random: systemRandom, suite: afghBls12381, hosts: noHosts, wait: clock.wait },
  ...{ now: clock.now, monotonic: clock.monotonic, every: clock.every },
  parse: () => Promise.reject(new Error('no files here')),
};

const job = (number: number, ask: string | null): Job => ({
  ...{ kind: 'job', id: `job ${number}`, at: new Date(number * 1000).toISOString() },
  ...{ patient: 'Ada', patientId: 'ada', forName: 'Dr', forIdentity: '', capsules: 1 },
  ...{ outcome: 'done', code: null, ask, answerHash: null, parcel: null },
});

it('keeps the newest jobs, and what the patient was not told of yet', async () => {
  const { random, now } = env;
  const makeNew = () => makeKeyring(env);
  const vault = await openVault({ random, now, databaseName: 'trim', makeKeyring: makeNew });
  const about = { label: 'Tablet', role: 'helper', colour: 1, sample: true } as const;
  const profile = await vault.create({ ...about, factor: { kind: 'open' } });
  const [shelf, journal] = [new HelpedShelf(profile), new Journal(env, profile)];
  const untold = job(0, 'QQ');
  const told = Array.from({ length: 520 }, (_, number) => job(number + 1, null));
  await profile.commit([untold, ...told].map((one) => shelf.putJob(one)));
  const lines = Array.from({ length: 1005 }, () => journal.line({ event: 'transformed', who: '' }));
  await profile.commit(lines);
  await trim({ env, profile, journal, shelf, keys: new HelperKeys(env, profile) });
  const left = await shelf.jobs();
  expect(left).toHaveLength(501);
  expect(left[0]).toEqual(told.at(-1));
  expect(left.at(-1)).toEqual(untold);
  expect(await journal.entries()).toHaveLength(1000);
});
