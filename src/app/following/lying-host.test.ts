import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { concat, utf8, type Bytes } from '../../bytes/bytes.ts';
import type { HostErrorCode } from '../../hosts/index.ts';
import type { FollowedPatient } from '../api.ts';
import { canaries } from '../fixtures/bundle.ts';
import type { MemoryHost } from '../fixtures/memory-hosts.ts';
import {
  giveStanding,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
  standingScene,
  whileTimePasses,
  type StandingScene,
} from '../fixtures/standing-scene.ts';

type Lie = (bytes: Bytes | null) => Bytes | null;

/** The names that an honest opening asks for, in order: mailbox, list, objects. */
async function namesRead({ doctor, host }: StandingScene, id: string): Promise<string[]> {
  host.calls.length = 0;
  await readStanding(doctor, id);
  return host.calls.filter(({ verb }) => verb === 'get').map(({ name }) => name);
}

function only(name: string, lie: Lie): MemoryHost['lie'] {
  return (asked, bytes) => (asked === name ? lie(bytes) : bytes);
}

const here = (bytes: Bytes | null): Bytes => bytes ?? new Uint8Array();
const flipped = (bytes: Bytes | null): Bytes =>
  here(bytes).map((byte, i) => (i === 99 ? byte ^ 1 : byte));
const page = utf8(
  '<!doctype html><title>Sign in</title><p>Please sign in to the guest network.</p>',
);

/** What stays although the host lies: everything but when it was asked and why it failed. */
const kept = ({ refreshedAt, problem, state, ...rest }: FollowedPatient) => {
  expect([refreshedAt, problem, state]).toHaveLength(3);
  return rest;
};

describe('@lying-host a doctor with standing access', () => {
  let scene: StandingScene;
  let id: string;
  let [list, first, second] = ['', '', ''];
  let [olderList, foreign]: Bytes[] = [];

  const opening = () => whileTimePasses(scene.clock, readStanding(scene.doctor, id));
  const refreshing = () => whileTimePasses(scene.clock, scene.doctor.carnet.following.refresh(id));

  beforeAll(async () => {
    scene = await standingScene();
    ({ id } = (await giveStanding(scene, standingChoice(['medical']))).followed);
    const [, before = ''] = await namesRead(scene, id);
    olderList = scene.host.files.get(before);
    await publishAllergy(scene.patient, 'Walnut');
    [, list = '', first = '', second = ''] = await namesRead(scene, id);
    foreign = await anotherPatientsObject();
    expect([list, first, second].every(Boolean)).toBe(true);
    expect(list).toBe(before);
  });

  afterEach(() => {
    scene.host.lie = null;
    scene.host.failing = null;
  });

  /** Nothing is shown, nothing is forgotten, and the honest twin opens. */
  async function refuses(code: string, state: FollowedPatient['state'] = 'out-of-date') {
    const before = (await scene.doctor.carnet.following.list())[0]!;
    expect(await codeOf(opening())).toBe(code);
    const after = (await scene.doctor.carnet.following.list())[0]!;
    expect(kept(after)).toEqual(kept(before));
    expect(after).toMatchObject({ problem: code, state });
    expect(after.asOf).not.toBeNull();
    await twinOpens();
  }

  async function twinOpens() {
    scene.host.lie = null;
    scene.host.failing = null;
    const text = await opening();
    expect(text).toContain(canaries.medical);
    expect(text).toContain('Walnut');
    const [now] = await scene.doctor.carnet.following.list();
    expect(now).toMatchObject({ problem: null, state: 'current' });
  }

  async function anotherPatientsObject(): Promise<Bytes> {
    const other = await standingScene();
    const { followed } = await giveStanding(other, standingChoice(['medical']));
    const [, , object = ''] = await namesRead(other, followed.id);
    return here(other.host.files.get(object) ?? null);
  }

  it.each<[string, HostErrorCode]>([
    ['answers 500', 'server'],
    ['does not answer in time', 'timeout'],
    ['is busy', 'busy'],
    ['cannot be reached', 'unreachable'],
    ['sends elsewhere', 'redirected'],
    ['lets nobody in', 'refused'],
  ])('is told when the host %s', async (_, failing) => {
    scene.host.failing = failing;
    await refuses(`host-${failing}`, 'unreachable');
  });

  it.each<[string, Lie, string]>([
    ['a web page', () => page, 'altered-on-host'],
    ['half of it', (bytes) => here(bytes).slice(0, here(bytes).length / 2), 'altered-on-host'],
    ['a flipped bit', flipped, 'altered-on-host'],
    ['it twice', (bytes) => concat(here(bytes), here(bytes)), 'altered-on-host'],
    ['nothing', () => new Uint8Array(), 'altered-on-host'],
    ['an object', () => here(scene.host.files.get(first) ?? null), 'altered-on-host'],
    ['an older revision', () => here(olderList ?? null), 'rolled-back'],
    ['that there is none', () => null, 'host-not-found'],
  ])('refuses for a list: %s', async (_, lie, code) => {
    scene.host.lie = only(list, lie);
    await refuses(code);
  });

  it.each<[string, Lie, string]>([
    ['a web page', () => page, 'altered-on-host'],
    ['half of it', (bytes) => here(bytes).slice(0, here(bytes).length / 2), 'altered-on-host'],
    ['a flipped bit', flipped, 'altered-on-host'],
    ['it twice', (bytes) => concat(here(bytes), here(bytes)), 'host-too-large'],
    ['nothing', () => new Uint8Array(), 'altered-on-host'],
    ['another object', () => here(scene.host.files.get(second) ?? null), 'altered-on-host'],
    ['another patient’s', () => here(foreign ?? null), 'altered-on-host'],
    ['that there is none', () => null, 'host-not-found'],
  ])('refuses for an object: %s', async (_, lie, code) => {
    scene.host.lie = only(first, lie);
    await refuses(code);
  });

  it('refuses objects that were swapped for each other', async () => {
    const { files } = scene.host;
    const swapped = new Map([
      [first, second],
      [second, first],
    ]);
    scene.host.lie = (name) => files.get(swapped.get(name) ?? name) ?? null;
    await refuses('altered-on-host');
  });

  it('says how old it is when the host is frozen, and refuses nothing that is still promised', async () => {
    const frozen = new Map(scene.host.files);
    await publishAllergy(scene.patient, 'Hazel');
    scene.host.lie = (name) => frozen.get(name) ?? null;
    const [before] = await scene.doctor.carnet.following.list();
    const still = await refreshing();
    expect(still).toMatchObject({ state: 'current', problem: null, asOf: before?.asOf });
    scene.clock.turnMinutes(8 * 24 * 60);
    expect(await refreshing()).toMatchObject({ state: 'out-of-date', asOf: before?.asOf });
    scene.host.lie = null;
    await scene.patient.carnet.standing.publish();
    await sent(scene.patient);
    expect(await refreshing()).toMatchObject({ state: 'current', news: 1 });
    expect(await opening()).toContain('Hazel');
  });

  it('keeps a record that is open while the host begins to lie', async () => {
    const visit = await scene.doctor.carnet.following.open(id);
    scene.host.lie = (name, bytes) => (name === list ? flipped(bytes) : bytes);
    expect(await refreshing()).toMatchObject({ problem: 'altered-on-host' });
    const [open] = await scene.doctor.carnet.visits();
    expect(open).toEqual({ ...visit, secondsLeft: open?.secondsLeft });
    await scene.doctor.carnet.endVisit(visit.visitId);
    await twinOpens();
  });
});

describe('@lying-host a second host', () => {
  it('makes good what the first one lies about or lacks', async () => {
    const [one, two] = ['https://one.test/', 'https://two.test/'];
    const { world, doctor, patient, clock } = await standingScene([one, two]);
    const { followed } = await giveStanding({ patient, doctor }, standingChoice(['medical']));
    expect(await readStanding(doctor, followed.id)).toContain(canaries.medical);
    const read = () => whileTimePasses(clock, readStanding(doctor, followed.id));
    const lies: Lie[] = [flipped, () => null, () => page];
    for (const lie of lies) {
      world.at(one).lie = (_, bytes) => lie(bytes);
      expect(await read()).toContain(canaries.medical);
    }
    world.at(one).failing = 'busy';
    world.at(one).retryAfterMs = 3_600_000;
    expect(await readStanding(doctor, followed.id)).toContain(canaries.medical);
    world.at(one).failing = null;
    world.at(two).lie = (_, bytes) => flipped(bytes);
    expect(await codeOf(read())).toMatch(/altered-on-host|host-not-found/);
  });
});
