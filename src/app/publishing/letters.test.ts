import { describe, expect, it, vi } from 'vitest';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { systemRandom } from '../../crypto/index.ts';
import type { HostAccess } from '../environment.ts';
import { device, doctorDevice, passphrase, TestClock, unlock } from '../fixtures/device.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import { giveStanding, hostBase, sent, standingChoice } from '../fixtures/standing-scene.ts';
import { fill, filledPatient } from '../fixtures/filled-patient.ts';

vi.setConfig({ testTimeout: 60_000 });

const note = { kind: 'note', title: 'Result', text: 'Potassium is fine' } as const;
const mayWrite = standingChoice(['medical'], 'all', { mayWrite: true });
let scenes = 0;

async function scene() {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const name = `letters-${(scenes += 1)}`;
  const patient = await filledPatient(clock, world, name);

  await patient.carnet.hosts.add(draftFor(hostBase));
  const doctor = await doctorDevice(clock, 'Dr Imaginary', world);
  lockAfterwards(patient, doctor);
  const given = await giveStanding({ patient, doctor }, mayWrite);
  await doctor.carnet.following.refresh(given.followed.id);
  return { clock, world, host: world.at(hostBase), name, patient, doctor, ...given };
}

/** The same hosts, whose answers to the patient come when they are let through. */
function heldUp(world: MemoryHosts) {
  let letThrough: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const open = new Promise<void>((resolve) => (letThrough = resolve));
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  const hosts: HostAccess = {
    open: (account) => {
      const host = world.open(account);
      const get: typeof host.get = async (name, options) => {
        const bytes = await host.get(name, options);
        arrived();
        await open;
        return bytes;
      };
      return { ...host, get };
    },
    read: (place) => world.read(place),
    test: () => Promise.resolve(true),
  };
  return { hosts, reached, letThrough: () => letThrough() };
}

describe('letters from a host', () => {
  it('@revoke fetched in one window give nobody back who was stopped in another', async () => {
    const at = await scene();
    await at.doctor.carnet.following.sendLetter(at.followed.id, note);
    const slow = heldUp(at.world);
    const other = device(at.clock, at.name, slow.hosts);
    lockAfterwards(other);
    await unlock(other);
    const fetching = other.carnet.standing.fetchLetters();
    await slow.reached;
    await at.patient.carnet.standing.stop(at.approved.grantId, 'plain');
    at.clock.passMinutes(1);
    await at.patient.carnet.standing.publish();
    slow.letThrough();
    await fetching;
    const [person] = await at.patient.carnet.standing.people();
    expect(person?.standing?.state).toBe('stopped');
  });

  it('are not looked for without end on a host that has something under every name', async () => {
    const at = await scene();
    const junk = systemRandom(4096);
    const kept = vi.fn((_: string, bytes: Uint8Array<ArrayBuffer> | null) => {
      if (kept.mock.calls.length > 50) throw new Error('looked for without end');
      return bytes ?? junk;
    });
    at.host.lie = kept;
    expect(await at.patient.carnet.standing.fetchLetters()).toBe(0);
    at.host.lie = null;
    await at.doctor.carnet.following.sendLetter(at.followed.id, note);
    expect(await at.patient.carnet.standing.fetchLetters()).toBe(1);
  });

  it('are read with the drop’s own writer where the drop is another host', async () => {
    const world = new MemoryHosts();
    const seen: unknown[] = [];
    const hosts: HostAccess = {
      open: (account) => {
        seen.push(account);
        return world.open(account);
      },
      read: (place) => world.read(place),
      test: () => Promise.resolve(true),
    };
    const patient = device(new TestClock(), 'letters-elsewhere', hosts);
    lockAfterwards(patient);
    await patient.carnet.createProfile({ label: 'Mine', role: 'patient', colour: 1, passphrase });
    await fill(patient);
    const writer = { user: 'anybody', password: 'may write' };
    await patient.carnet.hosts.add({
      ...draftFor(hostBase),
      drop: { base: 'https://elsewhere.test/in/', writer },
    });
    const doctor = await doctorDevice(patient.clock, 'Dr Imaginary', world);
    lockAfterwards(doctor);
    const { followed } = await giveStanding({ patient, doctor }, mayWrite);
    await sent(patient);
    await doctor.carnet.following.refresh(followed.id);
    await doctor.carnet.following.sendLetter(followed.id, note);
    expect(await patient.carnet.standing.fetchLetters()).toBe(1);
    const there = seen.filter((account) => JSON.stringify(account).includes('elsewhere.test'));
    expect(there.length).toBeGreaterThan(0);
    expect(JSON.stringify(there)).not.toContain('long enough');
  });
});
