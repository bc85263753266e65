import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { systemRandom } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import { makeAnswer, readAnswer } from './answer.ts';
import { makeAsk } from './ask.ts';
import { scopeOf } from './batch.ts';
import type { Epoch, Lane } from './epoch.ts';
import { epochKeys, newEpoch } from './epoch.ts';
import { SharingError } from './errors.ts';
import { flipped } from './fixtures/consultation.ts';
import type { CardOwner } from './fixtures/helping.ts';
import { newCardOwner } from './fixtures/helping.ts';
import type { CardHolder, Publisher } from './fixtures/publication.ts';
import {
  addBatch,
  laneKey,
  newCardHolder,
  newPublisher,
  publish,
  readManifest,
  roll,
} from './fixtures/publication.ts';
import type { HelperList } from './helper-list.ts';
import { openHelperList, sealHelperList } from './helper-list.ts';
import type { BatchLock, Unlock } from './lock.ts';
import { openLock } from './lock.ts';
import type { LaneKey, Manifest } from './manifest-reading.ts';
import { openBatch, openBatchTransformed } from './manifest-reading.ts';
import type { Served } from './served.ts';
import { transformFor } from './transform.ts';

/**
 * Amara reads the medical part with its history, Lena the medical part from the second batch on and
 * the prescriptions, both through one helper. Then Amara is stopped, and a third batch appears.
 */
interface Scene {
  medical: Publisher;
  amara: CardHolder;
  lena: CardHolder;
  helper: CardOwner;
  /** What the helper was given, as it lay on the host. */
  list: HelperList;
  manifest: Manifest;
  /** Every lock that was ever on the host, of every epoch. */
  locks: { batch: string; unit: ShareUnit; number: number; lock: BatchLock }[];
}

const slow = typeof process !== 'undefined' && Boolean(process.env['SLOW']);

let scene: Scene;

/** The same patient's next unit, on the same host. */
async function alsoPublishing(publisher: Publisher, unit: ShareUnit): Promise<Publisher> {
  const { env, person, master } = publisher;
  const keys = await epochKeys(
    env.suite,
    master,
    person.inbox.identity,
    newEpoch(env.random, unit),
  );
  return { ...publisher, keys, batches: [], revision: 0 };
}

const locksOf = ({ keys, batches }: Publisher): Scene['locks'] =>
  batches.flatMap(({ number, locks }) =>
    [locks.all, locks.new].map((lock) => ({
      batch: `${keys.all.unit} ${number}`,
      unit: keys.all.unit,
      number,
      lock,
    })),
  );

const served = (holder: CardHolder, keys: Served['keys']): Served => ({
  identity: holder.card.identity,
  name: holder.card.name,
  grantId: systemRandom(16),
  relayKey: systemRandom(32),
  until: null,
  uses: 1000,
  keys,
});

interface Group {
  publisher: Publisher;
  lane: Lane;
  epoch: Epoch;
}

const groupOf = ({ publisher, lane, epoch }: Group): HelperList['groups'][number] => ({
  unit: epoch.unit,
  lane,
  epochId: epoch.epochId,
  capsules: publisher.batches
    .map(({ locks }) => locks[lane])
    .filter((lock) => equal(lock.epochId, epoch.epochId))
    .map(({ capsule }) => capsule),
});

/** A list goes over the host, so that what the helper holds is what it could read there. */
async function asHelperReads(publisher: Publisher, helper: CardOwner, list: HelperList) {
  const { env, person } = publisher;
  const helperKey = systemRandom(32);
  const to = { identity: helper.to.identity, helperKey };
  const { bytes } = await sealHelperList(env, person.patient, to, list);
  const patientIdentity = person.inbox.identity;
  const expected = { patientIdentity, helperIdentity: to.identity, helperKey, leastRevision: 1 };
  return openHelperList(env, expected, bytes);
}

async function listFor(
  medical: Publisher,
  prescription: Publisher,
  [amara, lena]: readonly [CardHolder, CardHolder],
): Promise<HelperList> {
  const key = async (publisher: Publisher, holder: CardHolder, lane: Lane, group: number) => ({
    group,
    reEncryptionKey: (await laneKey(publisher, holder, lane)).reEncryptionKey,
  });
  const groups = [
    { publisher: medical, lane: 'all', epoch: medical.keys.all },
    { publisher: medical, lane: 'new', epoch: medical.keys.new },
    { publisher: prescription, lane: 'all', epoch: prescription.keys.all },
  ] as const;
  const forLena = [await key(medical, lena, 'new', 1), await key(prescription, lena, 'all', 2)];
  return {
    revision: 1,
    dismissed: false,
    groups: groups.map(groupOf),
    serves: [served(amara, [await key(medical, amara, 'all', 0)]), served(lena, forLena)],
  };
}

beforeAll(async () => {
  const medical = await newPublisher();
  const prescription = await alsoPublishing(medical, 'prescription');
  const doctors = [await newCardHolder(), await newCardHolder('Dr. Lena Brandt')] as const;
  const helper = await newCardOwner();
  await addBatch(medical, 'blood pressure');
  await addBatch(prescription, 'metformin');
  const before = locksOf(medical);
  await roll(medical);
  await addBatch(medical, 'a new allergy');
  const list = await listFor(medical, prescription, doctors);
  const { stored } = await publish(medical);
  const manifest = await readManifest(medical, medical.keys.all, stored);
  const shared = locksOf(medical);
  await roll(medical);
  await addBatch(medical, 'after Amara was stopped');
  scene = {
    medical,
    amara: doctors[0],
    lena: doctors[1],
    helper,
    list: await asHelperReads(medical, helper, list),
    manifest,
    locks: [...before, ...shared, ...locksOf(medical), ...locksOf(prescription)],
  };
}, 60_000);

const one = Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 1 : 0));

/**
 * Every re-encryption key of the list with every secret of these doctors. A doctor's secret turns
 * her own key into g2^(1/x), which opens the tag by itself; the ways through the fused form and
 * through the helper's transform end at the same shared secret and take turns when there is time.
 */
async function poolOf(
  colluding: readonly CardHolder[],
): Promise<((lock: BatchLock) => Promise<Unlock>)[]> {
  const { suite, random } = scene.medical.env;
  const secrets = colluding.map(({ doctor }) => doctor.keys.delegateeSecret);
  const keys = scene.list.serves.flatMap((entry) => entry.keys.map((key) => key.reEncryptionKey));
  const pairs = secrets.flatMap((secret) => keys.map((key) => ({ secret, key })));
  const bared = await Promise.all(
    pairs.map(({ secret, key }) => suite.reEncryptionKey(secret, key)),
  );
  const bare = bared.map((key) => () => fused(one, key));
  if (!slow) return bare;
  const transforming = pairs.map(({ secret, key }) => async ({ capsule }: BatchLock) => ({
    delegateeSecret: secret,
    transformed: await suite.reEncrypt(key, capsule, random),
  }));
  return [
    ...bare,
    ...pairs.map(
      ({ secret, key }) =>
        () =>
          fused(secret, key),
    ),
    ...transforming,
  ];
}

const fused = (delegateeSecret: Bytes, reEncryptionKey: Bytes): Promise<Unlock> =>
  Promise.resolve({ delegateeSecret, reEncryptionKey });

async function opens(entry: Scene['locks'][number], unlock: Unlock): Promise<boolean> {
  const { env, person } = scene.medical;
  const scope = scopeOf(env, person.inbox.identity, entry.unit, entry.number);
  try {
    await openLock(env, scope, entry.lock, unlock);
    return true;
  } catch (error) {
    expect(error).toEqual(new SharingError('cannot-open'));
    return false;
  }
}

/** The batches that the helper opens with these doctors when all tell each other everything. */
async function opened(...colluding: readonly CardHolder[]): Promise<string[]> {
  const pool = await poolOf(colluding);
  const open = new Set<string>();
  for (const entry of scene.locks)
    for (const attempt of pool)
      if (await opens(entry, await attempt(entry.lock))) open.add(entry.batch);
  return [...open].sort();
}

describe('a helper and a doctor who tell each other everything', () => {
  it('open what that doctor was granted, and nothing of another unit, epoch, lane or doctor', async () => {
    expect(new Set(scene.locks.map(({ batch }) => batch)).size).toBe(4);
    expect(await opened(scene.amara)).toEqual(['medical 1', 'medical 2']);
    expect(await opened(scene.lena)).toEqual(['medical 2', 'prescription 1']);
  }, 600_000);

  it('open with another doctor’s help what the two were granted', async () => {
    expect(await opened(scene.amara, scene.lena)).toEqual([
      'medical 1',
      'medical 2',
      'prescription 1',
    ]);
  }, 600_000);

  it('open nothing where the doctor was granted nothing', async () => {
    expect(await opened(await newCardHolder('Dr. Nobody'))).toEqual([]);
  }, 600_000);
});

describe('a doctor who reads through a helper', () => {
  const answered = async (spoil: (transformed: Bytes[]) => Bytes[] | Promise<Bytes[]>) => {
    const { medical, amara, helper, list, manifest } = scene;
    const { env, person } = medical;
    const patient = person.inbox.identity;
    const grantId = list.serves[0]?.grantId ?? expect.unreachable();
    const capsules = manifest.batches.map(({ locks }) => locks.all.capsule);
    const terms = { helper: helper.to.identity, patient, grantId, capsules };
    const ask = await makeAsk(env, amara.doctor.author.identitySeed, terms);
    const identity = helper.to.identity;
    const side = { identity, patientIdentity: patient, until: null, usesSpent: 0 };
    const transformed = await spoil(await transformFor(env, list, side, ask));
    return readAnswer(env, ask, await makeAnswer(env, helper.seed, ask, transformed));
  };

  const reading = async (spoil: (transformed: Bytes[]) => Bytes[] | Promise<Bytes[]>) => {
    const { medical, amara, manifest } = scene;
    const reader = { delegateeSecret: amara.doctor.keys.delegateeSecret };
    const answers = await answered(spoil);
    return Promise.all(
      manifest.batches.map(({ number }, index) => {
        const transformed = answers[index]?.transformed ?? expect.unreachable();
        const part = { lane: 'all', transformed } as const;
        return openBatchTransformed(medical.env, reader, manifest, number, part);
      }),
    );
  };

  it('opens the very objects that a key of her own would open', async () => {
    const { medical, amara, list, manifest } = scene;
    const key = list.serves[0]?.keys[0]?.reEncryptionKey ?? expect.unreachable();
    const own: LaneKey = { lane: 'all', epochId: manifest.epochId, reEncryptionKey: key };
    const reader = { delegateeSecret: amara.doctor.keys.delegateeSecret, keys: [own] };
    const read = await reading((honest) => honest);
    expect(read).toHaveLength(2);
    for (const [index, { number }] of manifest.batches.entries())
      expect(read[index]).toEqual(await openBatch(medical.env, reader, manifest, number));
  });

  it('is shown nothing that a helper made up', async () => {
    const { suite, random } = scene.medical.env;
    const { capsules } = scene.list.groups[0] ?? expect.unreachable();
    const [first = expect.unreachable(), second = expect.unreachable()] = capsules;
    const foreign = scene.list.serves[1]?.keys[0]?.reEncryptionKey ?? expect.unreachable();
    const madeUp: ((honest: Bytes[]) => Bytes[] | Promise<Bytes[]>)[] = [
      (honest) => [...honest].reverse(),
      ([one = first]) => [one, one],
      (honest) => honest.map((bytes) => flipped(bytes, 100)),
      (honest) => honest.map(() => systemRandom(576)),
      (honest) => honest.map(() => new Uint8Array(576)),
      () => Promise.all([first, second].map((each) => suite.reEncrypt(foreign, each, random))),
    ];
    for (const spoil of madeUp)
      await expect(reading(spoil)).rejects.toEqual(new SharingError('cannot-open'));
  });
});
