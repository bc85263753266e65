import { describe, expect, it } from 'vitest';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { canaries } from '../fixtures/bundle.ts';
import { copyDatabase } from '../fixtures/database-copy.ts';
import { device, doctorDevice, TestClock, type Device, unlock } from '../fixtures/device.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
} from '../fixtures/standing-scene.ts';
import { filledPatient } from '../fixtures/filled-patient.ts';

/** A patient of whose browser a copy was kept, and a doctor who reads; two names for databases. */
async function scene(name: string, bases: readonly string[] = [hostBase]) {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const patient = await filledPatient(clock, world, name);

  for (const base of bases) await patient.carnet.hosts.add(draftFor(base));
  const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
  lockAfterwards(patient, doctor);
  const given = await giveStanding({ patient, doctor }, standingChoice(['medical']));
  await doctor.carnet.following.refresh(given.followed.id);
  return { clock, world, host: world.at(hostBase), patient, doctor, ...given };
}

const statesOf = async ({ carnet }: Device) =>
  (await carnet.standing.people()).map(({ standing }) => standing?.state);

describe('a copy of the browser that is brought back', () => {
  it('@backward publishes nothing that a doctor who was stopped since can read', async () => {
    const { clock, world, host, patient, doctor, approved, followed } = await scene('restored-a');
    const before = new Map(host.files);
    await patient.carnet.lock();
    await copyDatabase('restored-a', 'restored-a-copy');
    await unlock(patient);
    await patient.carnet.standing.stop(approved.grantId, 'plain');
    clock.passMinutes(1);
    await patient.carnet.standing.publish();
    await sent(patient);
    await patient.carnet.lock();
    const stopped = new Map(host.files);

    const restored = device(clock, 'restored-a-copy', world);
    lockAfterwards(restored);
    await unlock(restored);
    host.failing = 'unreachable';
    await publishAllergy(restored, 'Walnut');
    expect(await statesOf(restored)).toEqual(['active']);
    expect(host.files).toEqual(stopped);
    host.failing = null;
    await restored.carnet.hosts.tryNow();
    await sent(restored);
    expect(await statesOf(restored)).toEqual(['stopped']);
    const events = (await restored.carnet.journal()).map(({ event }) => event);
    expect(events).toContain('standing-unsure');
    // The doctor ignores that it is over: whatever the stop took away lies there as it was before.
    for (const [name, bytes] of before)
      if (host.files.get(name) === stopped.get(name)) host.files.set(name, bytes);
    const text = await doctor.carnet.following
      .refresh(followed.id)
      .then(() => readStanding(doctor, followed.id))
      .catch(String);
    expect(text).not.toContain('Walnut');
  });

  it('goes on publishing where nobody was stopped since', async () => {
    const { clock, world, patient, doctor, followed } = await scene('restored-b');
    await patient.carnet.lock();
    await copyDatabase('restored-b', 'restored-b-copy');
    const restored = device(clock, 'restored-b-copy', world);
    lockAfterwards(restored);
    await unlock(restored);
    await publishAllergy(restored, 'Walnut');
    await doctor.carnet.following.refresh(followed.id);
    const text = await readStanding(doctor, followed.id);
    expect(text).toContain('Walnut');
    expect(text).toContain(canaries.medical);
  });

  it('may be no copy at all: whoever’s access ended so is given it back, and meets nobody', async () => {
    const { host, patient, doctor, approved, followed } = await scene('restored-d');
    await patient.carnet.lock();
    host.files.clear();
    await unlock(patient);
    await publishAllergy(patient, 'Walnut');
    const doubted = async () =>
      (await patient.carnet.standing.people()).map(({ standing }) => standing?.doubted);
    expect([await statesOf(patient), await doubted()]).toEqual([['stopped'], [true]]);
    const [lost] = await patient.carnet.hosts.list();
    expect(lost?.lostAt).not.toBeNull();
    await patient.carnet.standing.giveBack(approved.grantId);
    await sent(patient);
    expect([await statesOf(patient), await doubted()]).toEqual([['active'], [false]]);
    await doctor.carnet.following.refresh(followed.id);
    expect(await readStanding(doctor, followed.id)).toContain('Walnut');
    await expect(patient.carnet.standing.giveBack(approved.grantId)).rejects.toMatchObject({
      code: 'unknown-handle',
    });
    await patient.carnet.hosts.sendAgain(lost!.id);
    await sent(patient);
    expect((await patient.carnet.hosts.list())[0]?.lostAt).toBeNull();
  });

  it('takes a list that one host lost for an accident as long as another has it', async () => {
    const bases = [hostBase, 'https://two.test/'];
    const { world, host, patient, doctor, followed } = await scene('restored-c', bases);
    await patient.carnet.lock();
    host.files.clear();
    await unlock(patient);
    await publishAllergy(patient, 'Walnut');
    expect(await statesOf(patient)).toEqual(['active']);
    await doctor.carnet.following.refresh(followed.id);
    const visit = await doctor.carnet.following.open(followed.id);
    expect(JSON.stringify(visit.summary)).toContain('Walnut');
    // What was lost there goes there again.
    expect([...host.files.keys()].toSorted()).toEqual(
      [...world.at('https://two.test/').files.keys()].toSorted(),
    );
  });
});
