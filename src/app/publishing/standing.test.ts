import { afterEach, describe, expect, it } from 'vitest';
import type { ShareUnit } from '../../records/index.ts';
import type { ApprovedStanding, FollowedPatient, Lane, StandingChoice, VisitView } from '../api.ts';
import { failureCode } from '../failure.ts';
import { bundleOf, canaries, resources } from '../fixtures/bundle.ts';
import { doctorDevice, patientDevice, TestClock, type Device } from '../fixtures/device.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import { scanAsker } from '../fixtures/meeting.ts';

const base = 'https://carnet.test/app/';
const here = 'https://one.test/';
/** The channel's number for a standing grant. */
const STANDING = 7;

const opened: Device[] = [];

afterEach(async () => {
  for (const { carnet } of opened.splice(0)) await carnet.lock();
});

interface Scene {
  clock: TestClock;
  world: MemoryHosts;
  patient: Device;
  doctor: Device;
}

async function scene(places: readonly string[] = [here]): Promise<Scene> {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const patient = await patientDevice(clock, world);
  const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
  opened.push(patient, doctor);
  await patient.carnet.readImport(bundleOf(resources), 'record.json');
  await patient.carnet.confirmImport();
  for (const place of places) await patient.carnet.hosts.add(draftFor(place));
  return { clock, world, patient, doctor };
}

const choice = (
  units: readonly ShareUnit[],
  lane: Lane = 'all',
  more: Partial<StandingChoice> = {},
): StandingChoice => ({
  units: units.map((unit) => ({ unit, lane })),
  ...{ until: null, mayWrite: false, throughHelper: null, ...more },
});

/** Everything has gone out, or waits for a host. */
async function sent({ carnet }: Device): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if ((await carnet.hosts.queue()).state !== 'working') return;
  }
  throw new Error('the queue does not come to rest');
}

async function give(
  patient: Device,
  doctor: Device,
  chosen: StandingChoice,
): Promise<{ approved: ApprovedStanding; followed: FollowedPatient }> {
  const { handle } = await scanAsker(patient, await doctor.carnet.myCard(base));
  const approved = await patient.carnet.standing.approve(handle, chosen, base);
  await sent(patient);
  const scanned = await doctor.carnet.scan({ kind: STANDING, bytes: approved.message });
  if (scanned.kind !== 'standing') throw new Error(`scanned a ${scanned.kind}`);
  return { approved, followed: scanned.followed };
}

/** Titles of everything the doctor reads now. */
async function read(doctor: Device, id: string): Promise<string> {
  await doctor.carnet.following.refresh(id);
  const visit = await doctor.carnet.following.open(id);
  const text = await shown(doctor, visit);
  await doctor.carnet.endVisit(visit.visitId);
  return text;
}

async function shown({ carnet }: Device, view: VisitView): Promise<string> {
  const pages = [JSON.stringify(view)];
  for (const unit of view.granted) {
    for (let index = 0; ; index += 1) {
      const page = await carnet.visitResource(view.visitId, unit, index).catch(() => null);
      if (page === null) break;
      pages.push(JSON.stringify(page));
    }
  }
  return pages.join('\n');
}

async function allergy({ carnet }: Device, substance: string): Promise<void> {
  const rest = { reaction: '', severity: '', since: '2026-01-01', active: true } as const;
  await carnet.saveForm({ form: 'allergy', substance, ...rest });
}

const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(() => 'nothing went wrong', failureCode);

describe('standing access', () => {
  it('lets a doctor read exactly the chosen units while the patient is away', async () => {
    const { patient, doctor } = await scene();
    const { followed } = await give(patient, doctor, choice(['medical', 'personal']));
    await patient.carnet.lock();
    const text = await read(doctor, followed.id);
    expect(text).toContain(canaries.medical);
    expect(text).toContain(canaries.personal);
    expect(text).not.toContain(canaries.prescription);
    expect(text).not.toContain(canaries['insurance-claims']);
  });

  it('shows what is new, one object and one list at a time', async () => {
    const { patient, doctor, world } = await scene();
    const { followed } = await give(patient, doctor, choice(['medical']));
    const before = world.at(here).count('put');
    await allergy(patient, 'Walnut');
    await patient.carnet.standing.publish();
    await sent(patient);
    expect(world.at(here).count('put') - before).toBe(2);
    expect(await read(doctor, followed.id)).toContain('Walnut');
    await patient.carnet.standing.publish();
    await sent(patient);
    expect(world.at(here).count('put') - before).toBe(2);
  });
});

describe('stopping', () => {
  it('@revoke plain: nothing new reaches who was stopped, and everybody else reads on', async () => {
    const { patient, doctor, clock, world } = await scene();
    const other = await doctorDevice(clock, 'Dr Other', world);
    opened.push(other);
    const stopped = await give(patient, doctor, choice(['medical']));
    const stays = await give(patient, other, choice(['medical']));
    await read(doctor, stopped.followed.id);
    await patient.carnet.standing.stop(stopped.approved.grantId, 'plain');
    clock.passMinutes(1);
    await patient.carnet.standing.publish();
    await allergy(patient, 'Walnut');
    await patient.carnet.standing.publish();
    await sent(patient);
    expect(await read(other, stays.followed.id)).toContain('Walnut');
    expect(await codeOf(read(doctor, stopped.followed.id))).not.toBe('nothing went wrong');
  });
});
