import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { titles } from '../fixtures/titles.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { equal, type Bytes } from '../../bytes/bytes.ts';
import { HostError } from '../../hosts/index.ts';
import { paddedSize } from '../../sharing/index.ts';
import { resources } from '../fixtures/bundle.ts';
import { cutOff } from '../fixtures/cut-off.ts';
import { device, passphrase, TestClock, type Device, unlock } from '../fixtures/device.ts';
import { draftFor, MemoryHosts, type MemoryHost } from '../fixtures/memory-hosts.ts';
import { hostBase, recordAllergy, whileTimePasses } from '../fixtures/standing-scene.ts';
import { filledPatient } from '../fixtures/filled-patient.ts';

const factor = { kind: 'passphrase', passphrase } as const;
const account = draftFor(hostBase).account;

interface Scene {
  clock: TestClock;
  world: MemoryHosts;
  host: MemoryHost;
  patient: Device;
  words: string[];
  entropy: Bytes;
}

let scenes = 0;

async function kitOf({ carnet }: Device): Promise<{ words: string[]; entropy: Bytes }> {
  const { words, asked } = await carnet.waysIn.makeKit(factor);
  await carnet.waysIn.proveKit(asked.map((place) => words[place - 1] ?? ''));
  const read = await carnet.waysIn.readKit(words.join(' '));
  if (read.state !== 'complete') throw new Error(read.state);
  return { words, entropy: read.entropy };
}

/** A patient with a record, a proven kit and a host. */
async function scene(bases: readonly string[] = [hostBase]): Promise<Scene & { name: string }> {
  const [clock, world] = [new TestClock(), new MemoryHosts()];
  const name = `host-backup-${(scenes += 1)}`;
  const patient = await filledPatient(clock, world, name);
  lockAfterwards(patient);
  const kit = await kitOf(patient);
  for (const base of bases) await patient.carnet.hosts.add(draftFor(base));
  return { clock, world, host: world.at(hostBase), patient, name, ...kit };
}

function browser({ clock, world }: Pick<Scene, 'clock' | 'world'>): Device {
  const made = device(clock, undefined, world);
  lockAfterwards(made);
  return made;
}

const kitFactor = (entropy: Bytes) => ({ kind: 'kit', entropy: new Uint8Array(entropy) }) as const;

async function restored(at: Pick<Scene, 'clock' | 'world' | 'entropy'>) {
  const fresh = browser(at);
  const found = await fresh.carnet.backup.fetchFromHost(account, at.entropy);
  await fresh.carnet.backup.restore(found.file, kitFactor(at.entropy));
  return { fresh, found };
}

const viewOf = async ({ carnet }: Device) => (await carnet.backup.onHosts()).hosts[0]!;

/** Days later, with something new. */
async function later({ clock, patient }: Scene, substance: string, days = 2): Promise<void> {
  clock.turnMinutes(days * 24 * 60);
  await recordAllergy(patient, substance);
}

const isStillThere = (host: MemoryHost, files: ReadonlyMap<string, Bytes>): boolean =>
  [...files].every(([name, bytes]) => equal(host.files.get(name) ?? new Uint8Array(), bytes));

/** The last index that was left: it has a name that nothing else does. */
function isLast(host: MemoryHost, name: string): boolean {
  return host.calls.findLast(({ verb }) => verb === 'put')?.name === name;
}

describe('a backup on a host', () => {
  it('brings everything back with the words of the kit and the host’s address', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const { last, problem } = await viewOf(at.patient);
    expect(problem).toBeNull();
    expect(last).toMatchObject({ records: resources.length, readBack: 'whole' });
    const before = await titles(at.patient);
    await at.patient.carnet.lock();
    const { fresh, found } = await restored(at);
    expect(found).toMatchObject({ newerBroken: null, view: { label: 'Mine', isHere: false } });
    expect(found.view.createdAt).toBe(last?.at);
    expect(await titles(fresh)).toEqual(before);
  });

  it('shows the host random names and padded sizes, and neither the kit nor what is in it', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    for (const [name, bytes] of at.host.files) {
      expect(name).toMatch(/^[0-9a-f]{32}$/);
      expect(paddedSize(bytes.length)).toBe(bytes.length);
      const text = Buffer.from(bytes).toString('latin1');
      for (const told of ['CARNETBK', 'Mine', 'record', 'passphrase'])
        expect(text).not.toContain(told);
    }
    const once = [...at.host.files.keys()];
    await later(at, 'Walnut');
    await at.patient.carnet.backup.leaveOnHosts();
    expect([...at.host.files.keys()].filter((name) => once.includes(name))).toEqual([]);
  });

  it('takes the place of the one before, of which nothing stays', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const files = at.host.files.size;
    for (const substance of ['Walnut', 'Hazelnut', 'Pecan']) {
      await later(at, substance);
      await at.patient.carnet.backup.leaveOnHosts();
      expect(at.host.files.size).toBe(files);
    }
    const { fresh } = await restored(at);
    expect(await titles(fresh)).toContain('Pecan');
  });

  it('is left anew by the browser that was restored from it, and the older one goes', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const files = at.host.files.size;
    await at.patient.carnet.lock();
    const { fresh } = await restored(at);
    await recordAllergy(fresh, 'Pecan');
    await fresh.carnet.backup.leaveOnHosts();
    expect(at.host.files.size).toBe(files);
    expect(await titles((await restored(at)).fresh)).toContain('Pecan');
  });

  it('is found by no other kit’s words, and by the newest kit’s once it is renewed', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const other = at.entropy.map((byte) => byte ^ 1);
    const fresh = browser(at);
    expect(await codeOf(fresh.carnet.backup.fetchFromHost(account, other))).toBe(
      'no-backup-on-host',
    );
    const files = at.host.files.size;
    const next = await kitOf(at.patient);
    expect((await viewOf(at.patient)).last).toBeNull();
    await at.patient.carnet.backup.leaveOnHosts();
    expect(at.host.files.size).toBe(files);
    const older = fresh.carnet.backup.fetchFromHost(account, at.entropy);
    expect(await codeOf(older)).toBe('no-backup-on-host');
    await restored({ ...at, entropy: next.entropy });
  });

  it('goes to every host, and what one fails at stands there while the other has it', async () => {
    const two = 'https://two.test/';
    const at = await scene([hostBase, two]);
    at.host.failing = 'full';
    await at.patient.carnet.backup.leaveOnHosts();
    const views = (await at.patient.carnet.backup.onHosts()).hosts;
    expect(views.map(({ problem }) => problem)).toEqual(['host-full', null]);
    expect(views.map(({ last }) => last === null)).toEqual([true, false]);
    at.host.failing = null;
    await at.patient.carnet.backup.leaveOnHosts();
    expect((await viewOf(at.patient)).problem).toBeNull();
    expect(at.host.files.size).toBe(at.world.at(two).files.size);
  });

  it('keeps the reminder quiet while it is younger than a week', async () => {
    const at = await scene();
    const reminder = async () => (await at.patient.carnet.backup.state()).reminder;
    await at.patient.carnet.backup.leaveOnHosts();
    await later(at, 'Walnut', 6);
    expect(await reminder()).toBe('none');
    at.clock.turnMinutes(2 * 24 * 60);
    expect(await reminder()).toBe('line');
  });

  it('is refused before a kit is proven, and without a host', async () => {
    const [clock, world] = [new TestClock(), new MemoryHosts()];
    const patient = device(clock, undefined, world);
    lockAfterwards(patient);
    const { carnet } = patient;
    await carnet.createProfile({ label: 'Mine', role: 'patient', colour: 1, passphrase });
    expect(await codeOf(carnet.backup.leaveOnHosts())).toBe('no-host');
    await carnet.hosts.add(draftFor(hostBase));
    expect((await carnet.backup.onHosts()).because).toBe('no-kit');
    expect(await codeOf(carnet.backup.leaveOnHosts())).toBe('kit-needed');
    await kitOf(patient);
    expect((await carnet.backup.onHosts()).because).toBeNull();
    expect(await codeOf(carnet.backup.leaveOnHosts())).toBe('done');
  });

  it('goes from a host that is removed and cleared', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const [host] = await at.patient.carnet.hosts.list();
    await at.patient.carnet.hosts.remove(host!.id, true);
    expect(at.host.files.size).toBe(0);
  });
});

describe('by itself', () => {
  /** A look begins a while after the change; the work after it is waited for. */
  const looked = async ({ clock, patient }: Scene) => {
    clock.passMinutes(1);
    await expect
      .poll(async () => {
        const { making, hosts } = await patient.carnet.backup.onHosts();
        return making === null && hosts.every(({ progress }) => progress === null);
      })
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it('one is left soon after the first kit, then once a day where something changed', async () => {
    const at = await scene();
    await recordAllergy(at.patient, 'Walnut');
    at.clock.passMinutes(1);
    await expect.poll(async () => (await viewOf(at.patient)).last).not.toBeNull();
    const first = (await viewOf(at.patient)).last?.at;
    await recordAllergy(at.patient, 'Hazelnut');
    await looked(at);
    expect((await viewOf(at.patient)).last?.at).toBe(first);
    at.clock.passMinutes(25 * 60);
    await looked(at);
    await expect.poll(async () => (await viewOf(at.patient)).last?.at).not.toBe(first);
    const second = (await viewOf(at.patient)).last?.at;
    at.clock.passMinutes(25 * 60);
    await looked(at);
    expect((await viewOf(at.patient)).last?.at).toBe(second);
  });
});

describe('a backup that is cut off on its way', () => {
  it('leaves the one before whole, wherever the host goes away, and the next clears up', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const files = at.host.files.size;
    for (let puts = 0; puts < files; puts += 1) {
      await later(at, `Nut ${puts}`);
      at.host.putsLeft = puts;
      await whileTimePasses(at.clock, at.patient.carnet.backup.leaveOnHosts());
      at.host.putsLeft = null;
      const found = await browser(at).carnet.backup.fetchFromHost(account, at.entropy);
      expect(found.newerBroken).toBeNull();
    }
    await at.patient.carnet.backup.leaveOnHosts();
    expect(at.host.files.size).toBe(files);
    expect(await titles((await restored(at)).fresh)).toContain('Nut 0');
  });

  it('leaves one of both whole, wherever the browser dies, and the next clears up', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const files = at.host.files.size;
    for (let commits = 0; ; commits += 1) {
      await later(at, `Nut ${commits}`);
      const cut = await cutOff(at.name, commits, () => at.patient.carnet.backup.leaveOnHosts());
      const found = await browser(at).carnet.backup.fetchFromHost(account, at.entropy);
      expect(found.newerBroken).toBeNull();
      await at.patient.carnet.lock();
      await unlock(at.patient);
      if (!cut) break;
      expect(commits).toBeLessThan(20);
    }
    await later(at, 'Last');
    await at.patient.carnet.backup.leaveOnHosts();
    expect(at.host.files.size).toBe(files);
    expect(await titles((await restored(at)).fresh)).toContain('Last');
  });

  it('leaves the one before whole where the host is full in the middle', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const before = new Map(at.host.files);
    const scan = new Blob([new Uint8Array(1_500_000)]);
    await at.patient.carnet.saveDocument(scan, { title: 'Scan', date: '', fileName: 'a' });
    let puts = 0;
    at.host.beforePut = () => {
      puts += 1;
      return puts > 1 ? Promise.reject(new HostError('full')) : Promise.resolve();
    };
    await at.patient.carnet.backup.leaveOnHosts();
    expect((await viewOf(at.patient)).problem).toBe('host-full');
    expect(isStillThere(at.host, before)).toBe(true);
    at.host.beforePut = null;
    await at.patient.carnet.backup.leaveOnHosts();
    expect((await viewOf(at.patient)).problem).toBeNull();
    // One index, and the two parts of a file that is now longer than one.
    expect(at.host.files.size).toBe(3);
  });

  it('goes on where it was once the host is back', async () => {
    const at = await scene();
    const big = new Blob([
      crypto.getRandomValues(new Uint8Array(60_000)),
      new Uint8Array(3_000_000),
    ]);
    await at.patient.carnet.saveDocument(big, { title: 'Scan', date: '2026-01-01', fileName: 'a' });
    const base = at.host.files.size;
    at.host.putsLeft = 2;
    await whileTimePasses(at.clock, at.patient.carnet.backup.leaveOnHosts());
    expect(at.host.files.size).toBe(base + 2);
    expect((await viewOf(at.patient)).problem).toBe('host-unreachable');
    const before = new Map(at.host.files);
    at.host.putsLeft = null;
    await recordAllergy(at.patient, 'Walnut');
    at.clock.passMinutes(16);
    await expect
      .poll(async () => (await viewOf(at.patient)).last, { timeout: 5000 })
      .not.toBeNull();
    expect(isStillThere(at.host, before)).toBe(true);
  });
});

describe('a host that lies', () => {
  it('brings an older backup back under its own date, and nothing that is not whole', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const old = new Map(at.host.files);
    const first = (await viewOf(at.patient)).last!.at;
    await later(at, 'Walnut');
    await at.patient.carnet.backup.leaveOnHosts();
    const newer = (await viewOf(at.patient)).last!.at;
    const fresh = browser(at);
    at.host.lie = (name) => old.get(name) ?? null;
    const found = await fresh.carnet.backup.fetchFromHost(account, at.entropy);
    expect(found).toMatchObject({ newerBroken: null, view: { createdAt: first } });
    // Both are there, and the newer one lacks a part.
    const both = new Map([...old, ...at.host.files]);
    const part = [...at.host.files.keys()].find((name) => !isLast(at.host, name))!;
    at.host.lie = (name) => (name === part ? null : (both.get(name) ?? null));
    const older = await fresh.carnet.backup.fetchFromHost(account, at.entropy);
    expect(older).toMatchObject({ newerBroken: newer, view: { createdAt: first } });
  });

  it('is found out by what is cut, changed, missing, or another profile’s', async () => {
    const at = await scene();
    const other = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    await other.patient.carnet.backup.leaveOnHosts();
    const fresh = browser(at);
    const told = async (lie: MemoryHost['lie']) => {
      at.host.lie = lie;
      const code = await codeOf(fresh.carnet.backup.fetchFromHost(account, at.entropy));
      at.host.lie = null;
      return code;
    };
    const index = at.host.calls.findLast(({ verb }) => verb === 'put')!.name;
    const turned = (bytes: Bytes) => bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte));
    expect(await told((name, bytes) => (name === index ? bytes : null))).toBe(
      'backup-gone-from-host',
    );
    const altered = 'backup-altered-on-host';
    expect(await told((name, bytes) => (name === index ? bytes : bytes && turned(bytes)))).toBe(
      altered,
    );
    expect(
      await told((name, bytes) => (name === index ? bytes : bytes && bytes.slice(0, 4096))),
    ).toBe(altered);
    expect(await told((name, bytes) => (name === index ? bytes && turned(bytes) : bytes))).toBe(
      altered,
    );
    const theirs = [...other.host.files.values()];
    expect(await told((_, bytes) => bytes && theirs[0]!)).toBe(altered);
    expect(await told(() => null)).toBe('no-backup-on-host');
    expect(await fresh.carnet.profiles()).toEqual([]);
    expect(await told((_, bytes) => bytes)).toBe('done');
  });

  it('that changes what is left there is noticed before the older one goes', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const before = new Map(at.host.files);
    await later(at, 'Walnut');
    at.host.lie = (name, bytes) =>
      bytes && !before.has(name) ? bytes.map((byte) => byte ^ 1) : bytes;
    await at.patient.carnet.backup.leaveOnHosts();
    expect((await viewOf(at.patient)).problem).toBe('host-not-bytes');
    expect(isStillThere(at.host, before)).toBe(true);
  });
});
