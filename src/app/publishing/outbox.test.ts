import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { utf8, type Bytes } from '../../bytes/bytes.ts';
import { afghBls12381, systemRandom } from '../../crypto/index.ts';
import { parseFile } from '../../records/index.ts';
import { openVault, type UnlockedProfile } from '../../vault/index.ts';
import type { CarnetEvent } from '../api.ts';
import type { Environment } from '../environment.ts';
import { TestClock } from '../fixtures/device.ts';
import { draftFor, MemoryHosts, type MemoryHost } from '../fixtures/memory-hosts.ts';
import { makeKeyring } from '../keyring.ts';
import { Hosts } from './hosts.ts';
import { nothingWanted } from './uploads.ts';

const [here, there] = ['https://one.test/', 'https://two.test/'];

interface Desk {
  env: Environment;
  clock: TestClock;
  world: MemoryHosts;
  profile: UnlockedProfile;
  events: CarnetEvent[];
  hosts: Hosts;
  again: () => Promise<Hosts>;
}

async function desk(bases: readonly string[] = [here]): Promise<Desk> {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const { now, monotonic, every, wait } = clock;
  const env: Environment = {
    ...{ random: systemRandom, suite: afghBls12381, now, monotonic, every, wait, hosts: world },
    parse: (file, options) => parseFile(file, options),
  };
  const databaseName = `outbox-${Array.from(systemRandom(8)).join('')}`;
  const place = { random: systemRandom, now, databaseName, calibrateMs: 0 };
  const vault = await openVault({ ...place, makeKeyring: () => makeKeyring(env) });
  const factor = { kind: 'open' } as const;
  const shown = { label: 'Mine', role: 'patient', colour: 1, sample: true } as const;
  const profile = await vault.create({ ...shown, factor });
  const events: CarnetEvent[] = [];
  const again = async () => {
    const hosts = await Hosts.open(env, profile, (event) => events.push(event));
    hosts.outbox.sendFor({ seal: noFile, sealed: noFile, arrived: noFile, lost: () => undefined });
    return hosts;
  };
  const hosts = await again();
  for (const base of bases) await hosts.add(draftFor(base));
  for (const base of bases) world.at(base).calls.length = 0;
  return { env, clock, world, profile, events, hosts, again };
}

const noFile = () => Promise.reject(new Error('there is no file'));

const named = (...names: string[]) =>
  names.map((name) => ({ name, bytes: utf8(`bytes of ${name}`), rank: 'object' as const }));

const textOf = (bytes: Bytes | undefined) =>
  bytes === undefined ? null : new TextDecoder().decode(bytes);

async function want(hosts: Hosts, change: Partial<ReturnType<typeof nothingWanted>>) {
  await hosts.outbox.want({ ...nothingWanted(), ...change }, []);
}

async function settled({ hosts }: { hosts: Hosts }): Promise<void> {
  await expect.poll(() => hosts.outbox.view().state).not.toBe('working');
}

/** Holds the next puts up until they are let through. */
function heldUp(host: MemoryHost) {
  let letThrough = () => {};
  const open = new Promise<void>((resolve) => (letThrough = resolve));
  host.beforePut = () => open;
  const arrived = async () => {
    await expect.poll(() => host.count('put')).toBe(1);
    host.beforePut = null;
  };
  return { arrived, letThrough: () => letThrough() };
}

describe('the queue to the hosts', () => {
  it('brings every wanted name to every host, lists after what they name', async () => {
    const at = await desk([here, there]);
    const list = { name: 'list', bytes: utf8('list'), rank: 'manifest' as const };
    await want(at.hosts, { put: [list, ...named('a', 'b')] });
    await settled(at);
    for (const base of [here, there]) {
      expect(at.world.at(base).calls.map(({ name }) => name)).toEqual(['a', 'b', 'list']);
      expect(textOf(at.world.at(base).files.get('a'))).toBe('bytes of a');
    }
    expect(at.hosts.outbox.view()).toMatchObject({ waiting: 0, state: 'idle', problem: null });
    expect(at.events).toContainEqual({ kind: 'queue-changed' });
  });

  it('goes on with the other host while one fails, and comes back to it after a wait', async () => {
    const at = await desk([here, there]);
    at.world.at(there).failing = 'server';
    await want(at.hosts, { put: named('a', 'b') });
    await settled(at);
    expect([...at.world.at(here).files.keys()]).toEqual(['a', 'b']);
    expect(at.world.at(there).count('put')).toBe(1);
    const [one, two] = await at.hosts.list();
    expect([one?.problem, two?.problem]).toEqual([null, 'host-server']);
    expect([one?.waitingBytes, two?.waitingBytes]).toEqual([0, 20]);
    expect(at.hosts.outbox.view()).toMatchObject({ state: 'waiting-to-try-again', waiting: 2 });
    at.world.at(there).failing = null;
    at.clock.passMinutes(1);
    await settled(at);
    expect([...at.world.at(there).files.keys()]).toEqual(['a', 'b']);
    await expect.poll(async () => (await at.hosts.list())[1]?.problem).toBeNull();
  });

  it('waits longer after each failure, and at least as long as the host asks', async () => {
    const at = await desk();
    at.world.at(here).failing = 'busy';
    at.world.at(here).retryAfterMs = 120_000;
    await want(at.hosts, { put: named('a') });
    await settled(at);
    at.clock.passMinutes(1);
    await settled(at);
    expect(at.world.at(here).count('put')).toBe(1);
    at.clock.passMinutes(1.1);
    await settled(at);
    expect(at.world.at(here).count('put')).toBe(2);
  });

  it('goes on where it was cut off, and sends nothing twice', async () => {
    const at = await desk();
    at.world.at(here).putsLeft = 2;
    await want(at.hosts, { put: named('a', 'b', 'c', 'd') });
    await settled(at);
    at.hosts.close();
    at.world.at(here).putsLeft = null;
    const hosts = await at.again();
    await settled({ hosts });
    expect([...at.world.at(here).files.keys()]).toEqual(['a', 'b', 'c', 'd']);
    expect(at.world.at(here).calls.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'c', 'd']);
  });

  it('deletes what is not wanted any more, after everything else', async () => {
    const at = await desk();
    await want(at.hosts, { put: named('a', 'b') });
    await settled(at);
    await want(at.hosts, { drop: ['a'], put: named('c') });
    await settled(at);
    expect([...at.world.at(here).files.keys()]).toEqual(['b', 'c']);
    expect(at.world.at(here).calls.at(-1)).toMatchObject({ verb: 'delete', name: 'a' });
    expect(await at.profile.read('upload', 'a')).toBeNull();
    expect(await at.profile.read('publication', 'bytes.a')).toBeNull();
  });

  it('sends parts of long files last, but before a list that names them', async () => {
    const at = await desk();
    at.hosts.close();
    const hosts = await Hosts.open(at.env, at.profile, () => undefined);
    const arrived = vi.fn(() => Promise.resolve());
    const part = (name: string) => ({ name, size: 9, file: 'f', index: 0, rank: 'part' as const });
    await want(hosts, { parts: [part('p1'), part('p2')] });
    const list = { name: 'list', bytes: utf8('list'), rank: 'manifest' as const };
    await want(hosts, { put: [list], named: ['p2'] });
    hosts.outbox.sendFor({
      seal: () => Promise.resolve(utf8('a part')),
      sealed: () => Promise.resolve(),
      arrived,
      lost: () => undefined,
    });
    await settled({ hosts });
    expect(at.world.at(here).calls.map(({ name }) => name)).toEqual(['p2', 'list', 'p1']);
    expect(arrived).toHaveBeenCalledTimes(1);
  });

  it('does not take for sent what is not on this device any more, and says so', async () => {
    const at = await desk();
    at.world.at(here).failing = 'unreachable';
    await want(at.hosts, { put: named('a', 'b') });
    await settled(at);
    await at.profile.commit([{ kind: 'delete', collection: 'publication', id: 'bytes.a' }]);
    at.world.at(here).failing = null;
    await at.hosts.tryNow();
    await settled(at);
    expect([...at.world.at(here).files.keys()]).toEqual(['b']);
    const { outbox } = at.hosts;
    const said = (name: string) => [outbox.isLost(name), outbox.reachedOne(name)];
    expect([said('a'), said('b')]).toEqual([
      [true, false],
      [false, true],
    ]);
    expect([outbox.hasArrived('a'), outbox.hasArrived('b')]).toEqual([false, true]);
    await want(at.hosts, { put: named('a') });
    await settled(at);
    expect(outbox.hasArrived('a')).toBe(true);
  });

  it('sends the newest bytes of a name that changed while it was on its way', async () => {
    const at = await desk();
    const first = heldUp(at.world.at(here));
    await want(at.hosts, { put: [{ name: 'list', bytes: utf8('old'), rank: 'manifest' }] });
    await first.arrived();
    await want(at.hosts, { put: [{ name: 'list', bytes: utf8('new'), rank: 'manifest' }] });
    first.letThrough();
    await settled(at);
    expect(textOf(at.world.at(here).files.get('list'))).toBe('new');
    expect(at.hosts.outbox.view().waiting).toBe(0);
  });

  it('stands still while paused, also after a lock, until it is told to try', async () => {
    const at = await desk();
    await at.hosts.pause();
    await want(at.hosts, { put: named('a') });
    at.hosts.close();
    const hosts = await at.again();
    expect(hosts.outbox.view().state).toBe('stopped');
    expect(at.world.at(here).files.size).toBe(0);
    await hosts.tryNow();
    await settled({ hosts });
    expect([...at.world.at(here).files.keys()]).toEqual(['a']);
  });

  it('is sent by one window at a time', async () => {
    const at = await desk();
    const first = heldUp(at.world.at(here));
    await want(at.hosts, { put: named('a') });
    await first.arrived();
    const waiting = vi.spyOn(at.env, 'wait');
    const other = await at.again();
    await expect.poll(() => waiting.mock.calls.length).toBe(1);
    expect(at.world.at(here).count('put')).toBe(1);
    first.letThrough();
    await settled(at);
    other.close();
    expect(at.world.at(here).count('put')).toBe(1);
  });
});

describe('the hosts', () => {
  it('that are added later get everything that is wanted', async () => {
    const at = await desk();
    await want(at.hosts, { put: named('a', 'b') });
    await settled(at);
    await at.hosts.add(draftFor(there));
    await settled(at);
    expect([...at.world.at(there).files.keys()].toSorted()).toEqual(['a', 'b']);
  });

  it('are wiped before they are forgotten, when asked', async () => {
    const at = await desk([here, there]);
    await want(at.hosts, { put: named('a') });
    await settled(at);
    const [one, two] = await at.hosts.list();
    await at.hosts.remove(one?.id ?? '', true);
    await at.hosts.remove(two?.id ?? '', false);
    expect([at.world.at(here).files.size, at.world.at(there).files.size]).toEqual([0, 1]);
    expect(await at.hosts.list()).toEqual([]);
  });

  it('stay when they cannot be wiped, and get back what was gone already', async () => {
    const at = await desk();
    await want(at.hosts, { put: named('a', 'b') });
    await settled(at);
    at.world.at(here).callsLeft = 1;
    const [one] = await at.hosts.list();
    await expect(at.hosts.remove(one?.id ?? '', true)).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(await at.hosts.list()).toHaveLength(1);
    at.world.at(here).callsLeft = null;
    await at.hosts.tryNow();
    await settled(at);
    expect([...at.world.at(here).files.keys()].toSorted()).toEqual(['a', 'b']);
  });

  it('are not added when what was written does not come back', async () => {
    const at = await desk([]);
    at.world.at(here).lie = (_, bytes) => bytes && bytes.map((byte) => byte ^ 1);
    await expect(at.hosts.add(draftFor(here))).rejects.toMatchObject({ code: 'not-bytes' });
    at.world.at(here).lie = null;
    expect(await at.hosts.add(draftFor(here, 'Shelf'))).toMatchObject({ label: 'Shelf' });
    await at.hosts.rename((await at.hosts.list())[0]?.id ?? '', 'Cellar');
    expect(await at.hosts.list()).toMatchObject([{ label: 'Cellar', base: here, problem: null }]);
  });

  it('show no secret', async () => {
    const at = await desk();
    expect(JSON.stringify(await at.hosts.list())).not.toContain('long enough');
  });
});
