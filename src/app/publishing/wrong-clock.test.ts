import { describe, expect, it, vi } from 'vitest';
import { doctorDevice, patientDevice, TestClock } from '../fixtures/device.ts';
import { canaries } from '../fixtures/bundle.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
} from '../fixtures/standing-scene.ts';
import { fill } from '../fixtures/filled-patient.ts';

vi.setConfig({ testTimeout: 60_000 });

const YEAR_MINUTES = 365 * 24 * 60;

/** A patient whose clock can be set apart from her doctor's. */
async function scene() {
  const world = new MemoryHosts();
  const patient = await patientDevice(new TestClock(), world);
  const doctor = await doctorDevice(new TestClock(), 'Dr Imaginary', world);
  await fill(patient);
  await patient.carnet.hosts.add(draftFor(hostBase));
  const { followed } = await giveStanding({ patient, doctor }, standingChoice(['medical']));
  return { world, patient, doctor, id: followed.id };
}

describe('a patient’s clock that was wrong for a while', () => {
  it.each([
    ['ahead', YEAR_MINUTES],
    ['behind', -YEAR_MINUTES],
  ])('by a year (%s) does no harm once it is right again', async (_, minutes) => {
    const { patient, doctor, id } = await scene();
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
    patient.clock.turnMinutes(minutes);
    await publishAllergy(patient, 'Walnut');
    patient.clock.turnMinutes(-minutes);
    await patient.carnet.standing.publish();
    await sent(patient);
    expect(await readStanding(doctor, id)).toContain('Walnut');
    const [now] = await doctor.carnet.following.list();
    expect(now).toMatchObject({ state: 'current', problem: null });
  });

  it.each([
    ['ahead', YEAR_MINUTES],
    ['behind', -YEAR_MINUTES],
  ])(
    'by a year (%s) when somebody was stopped leaves the others what they had',
    async (_, minutes) => {
      const { patient, doctor, id, world } = await scene();
      await readStanding(doctor, id);
      const other = await doctorDevice(new TestClock(), 'Dr Other', world);
      const { approved } = await giveStanding(
        { patient, doctor: other },
        standingChoice(['medical']),
      );
      patient.clock.turnMinutes(minutes);
      await patient.carnet.standing.stop(approved.grantId, 'plain');
      patient.clock.passMinutes(1);
      await publishAllergy(patient, 'Walnut');
      patient.clock.turnMinutes(-minutes);
      await patient.carnet.standing.publish();
      await sent(patient);
      expect(await readStanding(doctor, id)).toContain('Walnut');
    },
  );
});
