import { beforeAll, describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { sha256, systemRandom } from '../crypto/index.ts';
import { answeredAsk, makeAnswer, readAnswer } from './answer.ts';
import type { HelperAsk } from './ask.ts';
import { ASK_LIFETIME_SECONDS, makeAsk, MAX_ASKED_CAPSULES, readAsk } from './ask.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped } from './fixtures/consultation.ts';
import type { HelpedPatient } from './fixtures/helping.ts';
import { askTerms, helpedPatient } from './fixtures/helping.ts';
import { STATIC_LIMIT } from './fixtures/still-code.ts';
import { MAX_MESSAGE_BYTES } from './message.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);
const many = (count: number, length: number) =>
  Array.from({ length: count }, () => systemRandom(length));

let scene: HelpedPatient;
let ask: HelperAsk;

beforeAll(async () => {
  scene = await helpedPatient();
  ask = await makeAsk(env, scene.doctor.seed, askTerms(scene));
});

describe('an ask', () => {
  it('is read with everything that was asked', async () => {
    const read = await readAsk(env, ask.message);
    expect(read).toEqual(ask);
    expect(read).toMatchObject({ ...askTerms(scene), identity: scene.doctor.to.identity });
    expect(read.hash).toEqual(sha256(ask.message));
  });

  it('is another one each time', async () => {
    const again = await makeAsk(env, scene.doctor.seed, askTerms(scene));
    expect(again.hash).not.toEqual(ask.hash);
  });

  it('is refused with any byte changed, cut short or lengthened', async () => {
    for (let at = 0; at < ask.message.length; at += 5)
      await expect(readAsk(env, flipped(ask.message, at))).rejects.toBeInstanceOf(SharingError);
    for (const wrong of [ask.message.slice(0, -1), concat(ask.message, Uint8Array.of(0))])
      await expect(readAsk(env, wrong)).rejects.toBeInstanceOf(SharingError);
  });

  it('names one capsule at least, none twice, and all that a patient can publish at most', async () => {
    const make = (count: number) =>
      makeAsk(env, scene.doctor.seed, askTerms(scene, many(count, 48)));
    const malformed = refusal('malformed');
    await expect(make(0)).rejects.toEqual(malformed);
    await expect(make(MAX_ASKED_CAPSULES + 1)).rejects.toEqual(malformed);
    const [one] = many(1, 48);
    const twice = askTerms(scene, [one ?? expect.unreachable(), one ?? expect.unreachable()]);
    await expect(makeAsk(env, scene.doctor.seed, twice)).rejects.toEqual(malformed);
    const largest = await make(MAX_ASKED_CAPSULES);
    expect(largest.message).toHaveLength(7899);
    expect(largest.message.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES.ask);
    expect(await readAsk(env, largest.message)).toEqual(largest);
    expect((await make(20)).message.length).toBeLessThanOrEqual(STATIC_LIMIT);
  });

  it('is answered for thirty days', async () => {
    const read = (minutes: number) => readAsk(environmentAt(minutes), ask.message);
    const lifetime = ASK_LIFETIME_SECONDS / 60;
    expect(await read(lifetime)).toBeDefined();
    await expect(read(lifetime + 1)).rejects.toEqual(refusal('ask-too-old'));
    expect(await read(-10)).toBeDefined();
    await expect(read(-11)).rejects.toEqual(refusal('clock-skew'));
  });
});

describe('an answer', () => {
  const transformed = many(3, 576);
  const make = (to = ask, seed = scene.helper.seed) => makeAnswer(env, seed, to, transformed);

  it('gives each capsule its transform, in the order of the ask', async () => {
    const message = await make();
    expect(answeredAsk(env, message)).toEqual(ask.hash);
    expect(await readAnswer(env, ask, message)).toEqual(
      ask.capsules.map((capsule, index) => ({ capsule, transformed: transformed[index] })),
    );
  });

  it('is taken for the ask that it answers alone', async () => {
    const again = await makeAsk(env, scene.doctor.seed, askTerms(scene));
    const refused = refusal('wrong-answer');
    await expect(readAnswer(env, ask, await make(again))).rejects.toEqual(refused);
    expect(await readAnswer(env, again, await make(again))).toHaveLength(3);
  });

  it('is taken from the helper that was asked alone', async () => {
    const message = await make(ask, scene.other.seed);
    await expect(readAnswer(env, ask, message)).rejects.toEqual(refusal('helper-mismatch'));
  });

  it('answers every capsule', async () => {
    const malformed = refusal('malformed');
    const short = transformed.slice(1);
    await expect(makeAnswer(env, scene.helper.seed, ask, short)).rejects.toEqual(malformed);
    const cheat = { ...ask, capsules: ask.capsules.slice(1) };
    const message = await makeAnswer(env, scene.helper.seed, cheat, short);
    await expect(readAnswer(env, ask, message)).rejects.toEqual(malformed);
  });

  it('is refused with any byte changed, cut short or lengthened', async () => {
    const message = await make();
    for (let at = 0; at < message.length; at += 29)
      await expect(readAnswer(env, ask, flipped(message, at))).rejects.toBeInstanceOf(SharingError);
    for (const wrong of [message.slice(0, -1), message.slice(0, 60), concat(message, message)])
      await expect(readAnswer(env, ask, wrong)).rejects.toBeInstanceOf(SharingError);
  });

  it('holds the largest ask', async () => {
    const terms = askTerms(scene, many(MAX_ASKED_CAPSULES, 48));
    const largest = await makeAsk(env, scene.doctor.seed, terms);
    const all = many(MAX_ASKED_CAPSULES, 576);
    const message = await makeAnswer(env, scene.helper.seed, largest, all);
    expect(message.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES.answer);
    expect(await readAnswer(env, largest, message)).toHaveLength(MAX_ASKED_CAPSULES);
  });
});
