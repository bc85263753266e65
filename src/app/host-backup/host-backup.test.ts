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

/** What lies there and is read by nobody who brings the backup back. */
async function unread(at: Pick<Scene, 'clock' | 'world' | 'host' | 'entropy'>): Promise<string[]> {
  const { host } = at;
  const before = host.calls.length;
  await browser(at).carnet.backup.fetchFromHost(account, at.entropy);
  const read = new Set(host.calls.slice(before).map(({ name }) => name));
  return [...host.files.keys()].filter((name) => !read.has(name));
}

/** Bytes that went there since so many calls. */
const sentSince = (host: MemoryHost, calls: number): number =>
  host.calls.slice(calls).reduce((sum, { verb, size }) => sum + (verb === 'put' ? size : 0), 0);

const lying = (host: MemoryHost): number =>
  [...host.files.values()].reduce((sum, { length }) => sum + length, 0);

async function scanOf({ carnet }: Device, length: number): Promise<void> {
  const pieces = Array.from({ length: Math.ceil(length / 65_536) }, () =>
    crypto.getRandomValues(new Uint8Array(65_536)),
  );
  const scan = new Blob(pieces).slice(0, length);
  await carnet.saveDocument(scan, { title: 'Scan', date: '', fileName: 'scan' });
}

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
    const words = await kitOf(at.patient);
    expect(words.entropy).not.toEqual(at.entropy);
    await at.patient.carnet.backup.leaveOnHosts();
    expect([...at.host.files.keys()].filter((name) => once.includes(name))).toEqual([]);
  });

  it('takes the place of the one before, of which nothing stays', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    for (const substance of ['Walnut', 'Hazelnut', 'Pecan']) {
      await later(at, substance);
      await at.patient.carnet.backup.leaveOnHosts();
      expect(await unread(at)).toEqual([]);
    }
    const { fresh } = await restored(at);
    expect(await titles(fresh)).toContain('Pecan');
  });

  it('is left anew by the browser that was restored from it, and the older one goes', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    await at.patient.carnet.lock();
    const { fresh } = await restored(at);
    await recordAllergy(fresh, 'Pecan');
    await fresh.carnet.backup.leaveOnHosts();
    expect(await unread(at)).toEqual([]);
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
    const next = await kitOf(at.patient);
    expect((await viewOf(at.patient)).last).toBeNull();
    await at.patient.carnet.backup.leaveOnHosts();
    expect(await unread({ ...at, entropy: next.entropy })).toEqual([]);
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

describe('a host that is removed and cleared', () => {
  it('keeps nothing of a backup that was on its way there', async () => {
    const at = await scene();
    const [host] = await at.patient.carnet.hosts.list();
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    const begun = new Promise<void>((resolve) => {
      at.host.beforePut = () => {
        resolve();
        return held;
      };
    });
    const leaving = codeOf(at.patient.carnet.backup.leaveOnHosts());
    await begun;
    at.host.aborts = false;
    const removing = at.patient.carnet.hosts.remove(host!.id, true);
    setTimeout(go, 50);
    await removing;
    expect(await leaving).toBe('cancelled');
    expect([...at.host.files.keys()]).toEqual([]);
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

  it('none is left for a day after a copy went to a new phone, which then leaves its own', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const first = (await viewOf(at.patient)).last?.at;
    at.clock.passMinutes(2 * 24 * 60);
    const phone = browser(at);
    const { message, words } = await phone.carnet.moving.ask('Carnet 1');
    const { moving } = at.patient.carnet;
    const asker = await moving.hear({ kind: 12, bytes: message });
    const answers = asker.questions.map(({ position }) => words[position - 1]!);
    await moving.answerWords(asker.handle, answers);
    await phone.carnet.moving.arrive((await moving.send(asker.handle, factor)).file);
    at.clock.passMinutes(10);
    await looked(at);
    expect((await viewOf(at.patient)).last?.at).toBe(first);
    await phone.carnet.unlock((await phone.carnet.profiles())[0]!.id, passphrase);
    await phone.carnet.backup.leaveOnHosts();
    expect((await viewOf(phone)).problem).toBeNull();
    at.clock.passMinutes(25 * 60);
    await expect
      .poll(async () => (await viewOf(at.patient)).problem, { timeout: 5000 })
      .toBe('newer-backup-on-host');
  });
});

describe('by itself, whatever the clock says', () => {
  it('one is left for a record that was changed after a clock had been years ahead', async () => {
    const at = await scene();
    const years = 5 * 366 * 24 * 60;
    await recordAllergy(at.patient, 'Almond');
    at.clock.turnMinutes(years);
    await recordAllergy(at.patient, 'Walnut');
    at.clock.turnMinutes(-years);
    await at.patient.carnet.backup.leaveOnHosts();
    const { entries } = await at.patient.carnet.entries({ kind: 'allergy' });
    const entry = entries.find(({ title }) => title === 'Almond');
    const rest = { reaction: '', severity: '', since: '2026-01-01', active: true } as const;
    await at.patient.carnet.saveForm({ form: 'allergy', substance: 'Pecan', ...rest }, entry!.id);
    const first = (await viewOf(at.patient)).last?.at;
    at.clock.passMinutes(25 * 60);
    await expect.poll(async () => (await viewOf(at.patient)).last?.at).not.toBe(first);
  });

  it('one is proven again after a month in which nothing changed, and sent where it is gone', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const first = (await viewOf(at.patient)).last?.provenAt;
    at.host.files.clear();
    at.clock.passMinutes(32 * 24 * 60);
    await expect.poll(async () => (await viewOf(at.patient)).last?.provenAt).not.toBe(first);
    await restored(at);
  });
});

describe('a phone that does not have the newest', () => {
  it('does not take the place of one that another phone left while it was sending', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const { fresh } = await restored(at);
    await recordAllergy(fresh, 'Pecan');
    await recordAllergy(at.patient, 'Walnut');
    const names = new Set(at.host.files.keys());
    let isFirst = true;
    at.host.beforePut = async () => {
      if (!isFirst) return;
      isFirst = false;
      await fresh.carnet.backup.leaveOnHosts();
    };
    await at.patient.carnet.backup.leaveOnHosts();
    expect((await viewOf(at.patient)).problem).toBe('newer-backup-on-host');
    expect((await viewOf(fresh)).problem).toBeNull();
    expect([...at.host.files.keys()].some((name) => !names.has(name))).toBe(true);
    await fresh.carnet.lock();
    expect(await titles((await restored(at)).fresh)).toContain('Pecan');
  });

  it('leaves the newer backup of another phone where it is, until it is told twice', async () => {
    const at = await scene();
    const { file } = await at.patient.carnet.backup.make();
    await later(at, 'Walnut', 90);
    await at.patient.carnet.backup.leaveOnHosts();
    await at.patient.carnet.lock();
    const older = browser(at);
    await older.carnet.backup.restore(file, kitFactor(at.entropy));
    at.clock.passMinutes(25 * 60);
    await recordAllergy(older, 'Pecan');
    at.clock.passMinutes(1);
    await expect
      .poll(async () => (await viewOf(older)).problem, { timeout: 5000 })
      .toBe('newer-backup-on-host');
    expect(await titles((await restored(at)).fresh)).toContain('Walnut');
    await older.carnet.backup.leaveOnHosts();
    const { problem, last } = await viewOf(older);
    expect([problem, last?.records]).toEqual([null, resources.length + 1]);
    expect(await titles((await restored(at)).fresh)).toContain('Pecan');
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
    expect(await unread(at)).toEqual([]);
    expect(await titles((await restored(at)).fresh)).toContain('Nut 0');
  });

  it('leaves one of both whole, wherever the browser dies, and the next clears up', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
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
    expect(await unread(at)).toEqual([]);
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
    expect(await unread(at)).toEqual([]);
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

describe('what lies there already', () => {
  const big = process.env['SLOW'] ? 20_000_000 : 5_000_000;

  it('is not sent again: after one new allergy, a fiftieth at most', async () => {
    const at = await scene();
    for (let scans = 0; scans < 3; scans += 1) await scanOf(at.patient, Math.ceil(big / 3));
    await at.patient.carnet.backup.leaveOnHosts();
    const whole = lying(at.host);
    expect(whole).toBeGreaterThan(big);
    await later(at, 'Walnut');
    const calls = at.host.calls.length;
    await at.patient.carnet.backup.leaveOnHosts();
    expect(sentSince(at.host, calls) / whole).toBeLessThan(0.02);
    expect(await unread(at)).toEqual([]);
    expect(await titles((await restored(at)).fresh)).toContain('Walnut');
  });

  it('is not sent again after a lock in the middle, but for what was on the wire', async () => {
    const at = await scene();
    await scanOf(at.patient, big);
    at.host.beforePut = async () => {
      if (lying(at.host) > big / 2) await at.patient.carnet.lock();
    };
    await codeOf(at.patient.carnet.backup.leaveOnHosts());
    at.host.beforePut = null;
    const [before, calls] = [lying(at.host), at.host.calls.length];
    expect(before).toBeGreaterThan(big / 2);
    expect(before).toBeLessThan(0.95 * big);
    const [profile] = await at.patient.carnet.profiles();
    await at.patient.carnet.unlock(profile!.id, passphrase);
    await recordAllergy(at.patient, 'Walnut');
    await at.patient.carnet.backup.leaveOnHosts();
    const rows = 600_000;
    expect(sentSince(at.host, calls)).toBeLessThan(lying(at.host) - before + rows);
    expect(await unread(at)).toEqual([]);
    expect(await titles((await restored(at)).fresh)).toContain('Walnut');
  });

  it('and got lost is put back as it was', async () => {
    const at = await scene();
    await scanOf(at.patient, 3_000_000);
    await at.patient.carnet.backup.leaveOnHosts();
    const before = new Map(at.host.files);
    const [longest] = [...before].toSorted(([, one], [, other]) => other.length - one.length);
    for (const damage of ['gone', 'another'] as const) {
      if (damage === 'gone') at.host.files.delete(longest![0]);
      else at.host.files.set(longest![0], longest![1].with(77, longest![1][77]! ^ 1));
      await later(at, damage);
      await at.patient.carnet.backup.leaveOnHosts();
      expect((await viewOf(at.patient)).problem).toBeNull();
      expect(equal(at.host.files.get(longest![0])!, longest![1])).toBe(true);
      const { fresh } = await restored(at);
      expect(await titles(fresh)).toContain(damage);
      await fresh.carnet.lock();
    }
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
    const part = [...at.host.files.keys()].find(
      (name) => !old.has(name) && !isLast(at.host, name),
    )!;
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

  it('and cannot give one part of the newest gives the one before', async () => {
    const at = await scene();
    await at.patient.carnet.backup.leaveOnHosts();
    const old = new Map(at.host.files);
    const first = (await viewOf(at.patient)).last!.at;
    await later(at, 'Walnut');
    await at.patient.carnet.backup.leaveOnHosts();
    const newer = (await viewOf(at.patient)).last!.at;
    const fresh = [...at.host.files.keys()].filter((name) => !old.has(name));
    const part = fresh.find((name) => !isLast(at.host, name))!;
    for (const [name, bytes] of old) if (!at.host.files.has(name)) at.host.files.set(name, bytes);
    at.host.lie = (name, bytes) => {
      if (name === part) throw new HostError('server');
      return bytes;
    };
    const asked = browser(at).carnet.backup.fetchFromHost(account, at.entropy);
    const found = await whileTimePasses(at.clock, asked);
    expect(found).toMatchObject({ newerBroken: newer, view: { createdAt: first } });
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
