import { describe, expect, it, vi } from 'vitest';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { failureCode } from '../failure.ts';
import { canaries } from '../fixtures/bundle.ts';
import { cutOff } from '../fixtures/cut-off.ts';
import { copyDatabase } from '../fixtures/database-copy.ts';
import {
  device,
  passphrase,
  TestClock,
  type Device,
  patientDevice,
  unlock,
} from '../fixtures/device.ts';
import { address, scanAsker } from '../fixtures/meeting.ts';
import { draftFor, MemoryHosts, type MemoryHost } from '../fixtures/memory-hosts.ts';
import { proveKit } from '../fixtures/proven-kit.ts';
import {
  giveStanding,
  hostBase,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
} from '../fixtures/standing-scene.ts';
import { fill } from '../fixtures/filled-patient.ts';

// Dozens of beginnings, each with its pairings.
vi.setConfig({ testTimeout: 600_000 });

const slow = process.env['SLOW'] !== undefined;
const elsewhere = 'https://two.test/';
const names = ['patient', 'stopped', 'stays'] as const;

/** Two doctors read a patient's record, one of them through a helper; as it lay before any cut. */
const before = { files: new Map<string, Uint8Array>(), list: '', entries: 0 };
const ids = { stopped: '', stays: '', grant: '', helper: '' };
let copies = 0;

interface Scene {
  readonly clock: TestClock;
  readonly world: MemoryHosts;
  readonly host: MemoryHost;
  readonly database: string;
  readonly patient: Device;
  readonly stopped: Device;
  readonly stays: Device;
}

async function prepared(): Promise<void> {
  if (before.list !== '') return;
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const patient = await patientDevice(clock, world, 'cut-patient');
  await proveKit(patient);
  await fill(patient);
  await patient.carnet.hosts.add(draftFor(hostBase));
  const others = [];
  for (const name of ['stopped', 'stays', 'helper'] as const) {
    const other = device(clock, `cut-${name}`, world);
    const professional = { name: `Dr ${name}`, role: 'doctor' } as const;
    const role = name === 'helper' ? 'helper' : 'doctor';
    const about = { label: name, role, colour: 2, passphrase, professional } as const;
    await other.carnet.createProfile(about);
    others.push(other);
  }
  const [stopped, stays, helper] = [others[0]!, others[1]!, others[2]!];
  const given = await giveStanding({ patient, doctor: stopped }, standingChoice(['medical']));
  const kept = await giveStanding({ patient, doctor: stays }, standingChoice(['medical']));
  const { handle } = await scanAsker(patient, await helper.carnet.myCard(address));
  const terms = { serves: [], until: null, usesEach: 3 };
  await patient.carnet.standing.enrolHelper(handle, terms, address);
  await sent(patient);
  const [enrolled] = await patient.carnet.standing.helpers();
  Object.assign(ids, { stopped: given.followed.id, stays: kept.followed.id });
  Object.assign(ids, { grant: given.approved.grantId, helper: enrolled!.identity });
  before.list = await listWith(patient, world.at(hostBase), 'Walnut');
  for (const doctor of [stopped, stays])
    await doctor.carnet.following.refresh(doctor === stopped ? ids.stopped : ids.stays);
  before.entries = (await patient.carnet.entries({})).total;
  for (const { carnet } of [patient, ...others]) await carnet.lock();
  for (const [name, bytes] of world.at(hostBase).files) before.files.set(name, bytes);
}

async function unlocked(made: Device): Promise<Device> {
  await unlock(made);
  return lockAfterwards(made);
}

/** A copy of everything as it was before. */
async function scene(): Promise<Scene> {
  await prepared();
  copies += 1;
  const [clock, world] = [new TestClock('2026-03-03T09:00:00.000Z'), new MemoryHosts()];
  const host = world.at(hostBase);
  for (const [name, bytes] of before.files) host.files.set(name, Uint8Array.from(bytes));
  const open = async (name: string) => {
    await copyDatabase(`cut-${name}`, `cut-${name}-${copies}`);
    return unlocked(device(clock, `cut-${name}-${copies}`, world));
  };
  const [patient, stopped, stays] = [
    await open(names[0]),
    await open(names[1]),
    await open(names[2]),
  ];
  await patient.carnet.standing.publish();
  await sent(patient);
  return { clock, world, host, database: `cut-patient-${copies}`, patient, stopped, stays };
}

type Deed = (at: Scene) => Promise<unknown>;

const doing: Record<string, Deed> = {
  'a stop': (at) => stop(at, 'plain'),
  'a strong stop': (at) => stop(at, 'strong'),
  'access that is narrowed': async ({ patient, stopped }) => {
    const { handle } = await scanAsker(patient, await stopped.carnet.myCard(address));
    await patient.carnet.standing.approve(handle, standingChoice(['personal']), address);
    await sent(patient);
  },
};

async function stop({ patient, clock }: Scene, strength: 'plain' | 'strong'): Promise<void> {
  await patient.carnet.standing.stop(ids.grant, strength);
  clock.passMinutes(1);
  await patient.carnet.standing.publish();
  await sent(patient);
}

async function lock({ patient, stopped, stays }: Scene): Promise<void> {
  for (const { carnet } of [patient, stopped, stays]) await carnet.lock();
}

/** The browser is opened again and left alone; then a record is written. */
async function goneOn(at: Scene): Promise<void> {
  await at.patient.carnet.lock();
  await unlocked(at.patient);
  await at.patient.carnet.standing.publish();
  await sent(at.patient);
  await publishAllergy(at.patient, 'Hazelnut');
}

const read = async ({ carnet }: Device, id: string): Promise<string> => {
  await carnet.following.refresh(id);
  return readStanding({ carnet } as Device, id);
};

async function everythingIsThere({ patient, stays }: Scene): Promise<void> {
  expect((await patient.carnet.entries({})).total).toBe(before.entries + 1);
  const text = await read(stays, ids.stays);
  for (const word of ['Hazelnut', 'Walnut', canaries.medical]) expect(text).toContain(word);
}

/** How often a deed is cut off, at the least: it has more than one commit. */
async function eachCut(
  deed: Deed,
  check: (at: Scene) => Promise<void>,
  prepare: Deed = () => Promise.resolve(),
) {
  for (let commits = 0; ; commits += slow ? 1 : commits < 6 ? 1 : 4) {
    const at = await scene();
    await prepare(at);
    const wasCut = await cutOff(at.database, commits, () => deed(at));
    await goneOn(at);
    await check(at);
    await lock(at);
    if (!wasCut) return commits;
  }
}

describe('cut off after any of its commits', () => {
  it.each(Object.keys(doing))('%s is carried out, or never was asked for', async (name) => {
    const cuts = await eachCut(doing[name]!, async (at) => {
      await everythingIsThere(at);
      const [known] = (await at.patient.carnet.standing.people()).filter(
        ({ standing }) => standing?.grantId === ids.grant,
      );
      if (known?.standing?.state === 'active') {
        expect(await read(at.stopped, ids.stopped)).toContain('Hazelnut');
        return;
      }
      expect(at.host.files.has(before.list)).toBe(false);
      const text = await read(at.stopped, ids.stopped).catch(failureCode);
      expect(text).not.toContain('Hazelnut');
      if (name !== 'a strong stop') return;
      const left = [...before.files.keys()].filter((one) => at.host.files.has(one));
      // Mailboxes and the helper's list keep their names.
      expect(left.length).toBeLessThanOrEqual(3);
    });
    expect(cuts).toBeGreaterThan(3);
  });

  it('a helper’s dismissal ends the epoch that it could turn', async () => {
    const through: Deed = async ({ patient, stopped }) => {
      const { handle } = await scanAsker(patient, await stopped.carnet.myCard(address));
      const more = { throughHelper: ids.helper };
      const chosen = standingChoice(['medical'], 'all', more);
      await patient.carnet.standing.approve(handle, chosen, address);
      await sent(patient);
    };
    const dismissing: Deed = ({ patient }) =>
      patient.carnet.standing.dismissHelper(ids.helper).then(() => sent(patient));
    for (const commits of slow ? [0, 1, 2, 3, 4, 5, 6, 7, 8] : [0, 1, 2, 4]) {
      const at = await scene();
      await through(at);
      const list = await listWith(at.patient, at.host, 'Almond');
      await cutOff(at.database, commits, () => dismissing(at));
      await at.patient.carnet.lock();
      await unlocked(at.patient);
      const helpers = await at.patient.carnet.standing.helpers();
      expect(helpers).toHaveLength(commits === 0 ? 1 : 0);
      await publishAllergy(at.patient, 'Hazelnut');
      expect(at.host.files.has(list)).toBe(helpers.length > 0);
      expect(await read(at.stays, ids.stays)).toContain('Hazelnut');
      await lock(at);
    }
  });

  it('a host that is wiped and stays gets everything back', async () => {
    /** Whoever reads has heard of the other host. */
    const mirror: Deed = async ({ patient, stopped, stays }) => {
      await patient.carnet.hosts.add(draftFor(elsewhere));
      await patient.carnet.standing.publish();
      await sent(patient);
      await stopped.carnet.following.refresh(ids.stopped);
      await stays.carnet.following.refresh(ids.stays);
    };
    const wiping: Deed = async ({ patient }) => {
      const [host] = await patient.carnet.hosts.list();
      await patient.carnet.hosts.remove(host!.id, true);
    };
    const check = async (at: Scene) => {
      await everythingIsThere(at);
      expect(await read(at.stopped, ids.stopped)).toContain('Hazelnut');
      const left = [...before.files.keys()].filter((name) => at.host.files.has(name));
      const stays = (await at.patient.carnet.hosts.list()).length === 2;
      expect(left.length > 0).toBe(stays);
    };
    await eachCut(wiping, check, mirror);
  });
});

/** Publishes a record; what is written anew then is the list first, and a helper's after it. */
async function listWith(patient: Device, host: MemoryHost, substance: string): Promise<string> {
  const [known, asked] = [new Set(host.files.keys()), host.calls.length];
  await publishAllergy(patient, substance);
  const puts = host.calls.slice(asked).filter(({ verb }) => verb === 'put');
  return puts.find(({ name }) => known.has(name))?.name ?? '';
}
