import { expect, it } from 'vitest';
import { damage, putRow, rowsIn } from './fixtures/behind.ts';
import { device, doctorDevice, passphrase, patientDevice, TestClock } from './fixtures/device.ts';
import type { Device } from './fixtures/device.ts';
import { lockAfterwards } from './fixtures/lock-afterwards.ts';
import { draftFor, MemoryHosts } from './fixtures/memory-hosts.ts';
import {
  giveStanding,
  hostBase,
  recordAllergy,
  standingChoice,
} from './fixtures/standing-scene.ts';
import './fixtures/quick-guesses.ts';

const factor = { kind: 'passphrase', passphrase } as const;

/** What a person looks at when something is wrong, and what has to be possible then. */
const needed: readonly ((device: Device) => Promise<unknown>)[] = [
  ({ carnet }) => carnet.home(),
  ({ carnet }) => carnet.settings(),
  ({ carnet }) => carnet.waysIn.state(),
  ({ carnet }) => carnet.screenLock.isSet(),
  ({ carnet }) => carnet.trusted.people(),
  ({ carnet }) => carnet.backup.state(),
  ({ carnet }) => carnet.backup.make(),
  ({ carnet }) => carnet.backup.kept(),
  ({ carnet }) => carnet.moving.state(),
  ({ carnet }) => carnet.standing.people(),
];

it('any one setting or state of sharing that is damaged keeps nobody out', async () => {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const patient = lockAfterwards(await patientDevice(clock, world));
  const { carnet, databaseName, id } = patient;
  await carnet.hosts.add(draftFor(hostBase));
  await recordAllergy(patient, 'Hazel');
  const doctor = lockAfterwards(await doctorDevice(clock, 'Dr Imaginary', world));
  await giveStanding({ patient, doctor }, standingChoice(['medical'], 'all', {}));
  await carnet.waysIn.makeKit(factor);
  await carnet.screenLock.set('1234');
  await carnet.saveSettings({ ...(await carnet.settings()), lockAfterSeconds: 300 });
  await carnet.backup.make();
  await carnet.backup.kept();
  await carnet.lock();
  const rows = await rowsIn(databaseName, 'object');
  const state = rows.filter(({ key }) => ['setting', 'publication'].includes(String(key[1])));
  expect(state.length).toBeGreaterThan(5);
  for (const row of state) {
    await damage(databaseName, row);
    const again = device(clock, databaseName);
    await again.carnet.unlock(id, passphrase);
    for (const look of needed) await look(again);
    expect((await again.carnet.entries({})).total).toBe(1);
    await again.carnet.lock();
    for (const { key, value } of rows) await putRow(databaseName, 'object', key, value);
  }
});

it('where what stands of sharing is damaged, access ends and has to be confirmed', async () => {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const patient = lockAfterwards(await patientDevice(clock, world));
  const { carnet, databaseName, id } = patient;
  await carnet.hosts.add(draftFor(hostBase));
  await recordAllergy(patient, 'Hazel');
  const doctor = lockAfterwards(await doctorDevice(clock, 'Dr Imaginary', world));
  await giveStanding({ patient, doctor }, standingChoice(['medical'], 'all', {}));
  await carnet.lock();
  const rows = await rowsIn(databaseName, 'object');
  const unsure = async () =>
    (await carnet.journal()).filter(({ event }) => event === 'standing-unsure').length;
  let told = 0;
  for (const row of rows.filter(({ key }) => key[1] === 'publication')) {
    await damage(databaseName, row);
    await carnet.unlock(id, passphrase);
    const { restored } = await carnet.backup.state();
    if (restored !== null) {
      told += 1;
      expect(restored).toMatchObject({ backupOf: null, people: ['Dr Imaginary'] });
      const ended = await unsure();
      await carnet.lock();
      await carnet.unlock(id, passphrase);
      expect(await unsure(), 'seen through, it does not end again').toBe(ended);
    }
    await carnet.lock();
    for (const { key, value } of rows) await putRow(databaseName, 'object', key, value);
  }
  expect(told).toBe(1);
});
