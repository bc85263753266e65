import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { systemRandom } from '../crypto/index.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped, startTime } from './fixtures/consultation.ts';
import type { HelpedPatient } from './fixtures/helping.ts';
import { helpedPatient, newCardOwner } from './fixtures/helping.ts';
import type { ExpectedList, HelperList } from './helper-list.ts';
import { openHelperList, sealHelperList } from './helper-list.ts';
import { listName, sealParcel } from './relay.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);

let scene: HelpedPatient;
let expected: ExpectedList;

beforeAll(async () => {
  scene = await helpedPatient();
  expected = {
    patientIdentity: scene.patient.to.identity,
    helperIdentity: scene.helper.to.identity,
    helperKey: scene.helperKey,
    leastRevision: 3,
  };
});

const sealed = async (list: HelperList = scene.list, seed = scene.patient.seed) => {
  const helper = { identity: scene.helper.to.identity, helperKey: scene.helperKey };
  return sealHelperList(env, { identitySeed: seed }, helper, list);
};

describe('a helper’s list', () => {
  it('lies under its name and opens for its helper', async () => {
    const until = new Date('2030-07-01T00:00:00Z');
    const [first, ...others] = scene.list.serves;
    const serves = [{ ...(first ?? expect.unreachable()), until }, ...others];
    for (const list of [
      scene.list,
      { ...scene.list, serves },
      { revision: 4, dismissed: true, groups: [], serves: [] },
    ]) {
      const { name, bytes } = await sealed(list);
      expect(name).toBe(listName(scene.helperKey));
      expect(await openHelperList(env, expected, bytes)).toEqual({ ...list, issuedAt: startTime });
    }
  });

  it('is refused when it is older than one that was seen', async () => {
    const { bytes } = await sealed({ ...scene.list, revision: 4 });
    const open = (leastRevision: number) =>
      openHelperList(env, { ...expected, leastRevision }, bytes);
    expect((await open(4)).revision).toBe(4);
    await expect(open(5)).rejects.toEqual(refusal('rolled-back'));
  });

  it('is signed by this patient for this helper', async () => {
    const stranger = await newCardOwner();
    const forged = await sealed(scene.list, stranger.seed);
    const cannot = refusal('cannot-open');
    await expect(openHelperList(env, expected, forged.bytes)).rejects.toEqual(cannot);
    const { bytes } = await sealed();
    const elsewhere = { ...expected, helperIdentity: stranger.to.identity };
    await expect(openHelperList(env, elsewhere, bytes)).rejects.toEqual(cannot);
    const otherKey = { ...expected, helperKey: systemRandom(32) };
    await expect(openHelperList(env, otherKey, bytes)).rejects.toEqual(cannot);
    expect(await openHelperList(env, expected, bytes)).toBeDefined();
  });

  it('is refused with any byte changed, cut short, or from the future', async () => {
    const { bytes } = await sealed();
    for (let at = 0; at < bytes.length; at += 97)
      await expect(openHelperList(env, expected, flipped(bytes, at))).rejects.toEqual(
        refusal('cannot-open'),
      );
    await expect(openHelperList(env, expected, bytes.slice(0, -1))).rejects.toEqual(
      refusal('cannot-open'),
    );
    const early = openHelperList(environmentAt(-11), expected, bytes);
    await expect(early).rejects.toEqual(refusal('clock-skew'));
  });

  it('stays small for many doctors and 32 batches in each of five units', async () => {
    const random = (length: number) => (): Bytes => systemRandom(length);
    const many = <T>(count: number, make: (at: number) => T) =>
      Array.from({ length: count }, (_, at) => make(at));
    const units = ['personal', 'medical', 'insurance-card', 'insurance-claims', 'prescription'];
    const groups = units.flatMap((name) => {
      const unit = scene.list.groups.find((group) => group.unit === name)?.unit ?? 'medical';
      return {
        unit,
        lane: 'all' as const,
        epochId: systemRandom(16),
        capsules: many(32, random(48)),
      };
    });
    const serves = many(20, (at) => ({
      ...(scene.list.serves[0] ?? expect.unreachable()),
      name: `Dr. ${at}`,
      keys: many(5, (group) => ({ group, reEncryptionKey: systemRandom(96) })),
    }));
    const list = { revision: 9, dismissed: false, groups, serves };
    const { bytes } = await sealed(list);
    expect(bytes.length).toBeLessThan(32 * 1024);
    expect(await openHelperList(env, expected, bytes)).toMatchObject(list);
  });

  it('is not made with a group that is not there, too many capsules, or a key cut short', async () => {
    const [served, group] = [scene.list.serves[0], scene.list.groups[0]];
    if (served === undefined || group === undefined) expect.unreachable();
    const key = served.keys[0] ?? expect.unreachable();
    const serving = (keys: typeof served.keys) => ({
      ...scene.list,
      serves: [{ ...served, keys }],
    });
    for (const wrong of [
      serving([{ ...key, group: 2 }]),
      serving([{ ...key, group: -1 }]),
      serving([{ ...key, reEncryptionKey: key.reEncryptionKey.slice(1) }]),
      { ...scene.list, revision: -1 },
      { ...scene.list, groups: [{ ...group, epochId: systemRandom(15) }], serves: [] },
    ])
      await expect(sealed(wrong)).rejects.toEqual(refusal('malformed'));
    const capsules = Array.from({ length: 33 }, () => systemRandom(48));
    const crowded = { ...scene.list, groups: [{ ...group, capsules }], serves: [] };
    await expect(sealed(crowded)).rejects.toEqual(refusal('too-large'));
    const full = { ...scene.list, groups: [{ ...group, capsules: capsules.slice(1) }], serves: [] };
    expect(await sealed(full)).toBeDefined();
  });

  it('is refused to the maker when it is too long for its reader', async () => {
    const served = scene.list.serves[0] ?? expect.unreachable();
    const key = served.keys[0] ?? expect.unreachable();
    const serving = (count: number) => ({
      ...scene.list,
      serves: [{ ...served, keys: Array.from({ length: count }, () => key) }],
    });
    await expect(sealed(serving(2700))).rejects.toEqual(refusal('too-large'));
    expect(await sealed(serving(2600))).toBeDefined();
  });

  it('answers every message of a stranger with a refusal', async () => {
    for (const length of [0, 1, 64, 65, 300]) {
      const name = listName(scene.helperKey);
      const parcel = await sealParcel(env, scene.helperKey, name, systemRandom(length));
      await expect(openHelperList(env, expected, parcel)).rejects.toEqual(refusal('cannot-open'));
    }
  });
});
