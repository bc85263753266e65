import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { systemRandom } from '../crypto/index.ts';
import type { AskTerms } from './ask.ts';
import { makeAsk } from './ask.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped } from './fixtures/consultation.ts';
import type { HelpedPatient } from './fixtures/helping.ts';
import { askTerms, helpedPatient } from './fixtures/helping.ts';
import type { HelperSide } from './transform.ts';
import { servedFor, transformFor } from './transform.ts';

const env = environmentAt();
const { suite } = env;
const refusal = (code: SharingError['code']) => new SharingError(code);

let scene: HelpedPatient;
let self: HelperSide;

beforeAll(async () => {
  scene = await helpedPatient();
  self = {
    identity: scene.helper.to.identity,
    patientIdentity: scene.patient.to.identity,
    until: null,
    usesSpent: 0,
  };
});

const asked = (changed: Partial<AskTerms> = {}, seed = scene.doctor.seed) =>
  makeAsk(env, seed, { ...askTerms(scene), ...changed });

const transform = async (
  changed: { side?: Partial<HelperSide>; list?: Partial<HelpedPatient['list']> } = {},
  ask = asked(),
) => transformFor(env, { ...scene.list, ...changed.list }, { ...self, ...changed.side }, await ask);

describe('a helper', () => {
  it('makes of listed capsules what the doctor opens', async () => {
    const { medical } = scene.tags;
    const transformed = await transform();
    expect(transformed).toHaveLength(3);
    for (const [index, made] of medical.made.entries()) {
      const opened = await suite.decapsulateReEncrypted(
        scene.doctor.delegatee.secretKey,
        medical.publicKey,
        made.capsule,
        transformed[index] ?? expect.unreachable(),
        medical.tag,
      );
      expect(opened.sharedKey).toEqual(made.sharedKey);
      expect(opened.commitment).toEqual(made.commitment);
    }
  });

  it('answers for itself and its own patient alone', async () => {
    const refused = refusal('helper-mismatch');
    const other = scene.other.to.identity;
    await expect(transform({}, asked({ helper: other }))).rejects.toEqual(refused);
    await expect(transform({}, asked({ patient: other }))).rejects.toEqual(refused);
  });

  it('stops when its time is over or its powers are taken back', async () => {
    const expired = refusal('expired');
    const until = env.now;
    await expect(transform({ side: { until } })).rejects.toEqual(expired);
    await expect(transform({ list: { dismissed: true } })).rejects.toEqual(expired);
    const later = new Date(env.now.getTime() + 1000);
    expect(await transform({ side: { until: later } })).toHaveLength(3);
  });

  it('serves whom the patient named, under that grant alone', async () => {
    const refused = refusal('not-served');
    await expect(transform({}, asked({}, scene.helper.seed))).rejects.toEqual(refused);
    const grantId = systemRandom(16);
    await expect(transform({}, asked({ grantId }))).rejects.toEqual(refused);
    const [, second] = scene.list.serves;
    const borrowed = asked({ grantId: second?.grantId ?? expect.unreachable() });
    await expect(transform({}, borrowed)).rejects.toEqual(refused);
    expect(servedFor(scene.list, await asked())).toBe(scene.list.serves[0]);
    expect(servedFor(scene.list, await borrowed)).toBeNull();
  });

  it('stops for one doctor when her time is over', async () => {
    const serving = (until: Date) => ({
      list: { serves: scene.list.serves.map((served) => ({ ...served, until })) },
    });
    await expect(transform(serving(env.now))).rejects.toEqual(refusal('expired'));
    expect(await transform(serving(new Date(env.now.getTime() + 1000)))).toHaveLength(3);
  });

  it('answers as often as was agreed', async () => {
    expect(await transform({ side: { usesSpent: 4 } })).toHaveLength(3);
    await expect(transform({ side: { usesSpent: 5 } })).rejects.toEqual(refusal('uses-spent'));
  });

  it('transforms nothing when one capsule is not on the list for this doctor', async () => {
    const refused = refusal('not-listed');
    const [mine, theirs] = [scene.tags.medical.capsules, scene.tags.prescription.capsules];
    const fresh = await suite.encapsulate(
      scene.tags.medical.publicKey,
      scene.tags.medical.tag,
      systemRandom,
    );
    for (const capsules of [theirs, [...mine, ...theirs], [...mine, fresh.capsule]])
      await expect(transform({}, asked({ capsules }))).rejects.toEqual(refused);
    expect(await transform({}, asked({ capsules: mine.slice(1) }))).toHaveLength(2);
  });

  it('takes a capsule that differs in one bit for another one', async () => {
    const [first] = scene.tags.medical.capsules;
    const capsule: Bytes = first ?? expect.unreachable();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 47 }), async (at) => {
        const ask = asked({ capsules: [flipped(capsule, at)] });
        await expect(transform({}, ask)).rejects.toEqual(refusal('not-listed'));
      }),
      { numRuns: 48 },
    );
    expect(await transform({}, asked({ capsules: [capsule] }))).toHaveLength(1);
  });

  it('says of a key that is none that the list is damaged', async () => {
    const serves = scene.list.serves.map((served) => ({
      ...served,
      keys: [{ group: 0, reEncryptionKey: new Uint8Array(96) }],
    }));
    await expect(transform({ list: { serves } })).rejects.toEqual(refusal('malformed'));
  });
});
