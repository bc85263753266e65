import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { signingKeyPair, systemRandom } from '../crypto/index.ts';
import type { HelperLogLine, LogParties } from './helper-log.ts';
import { makeLogPage, readLogPage } from './helper-log.ts';

const zeros = new Uint8Array(32);
const line = (): HelperLogLine => ({
  at: new Date('2030-05-17T09:00:00Z'),
  ask: systemRandom(300),
  answerHash: systemRandom(32),
});

let seed: Bytes;
let parties: LogParties;

beforeAll(async () => {
  const helper = await signingKeyPair(systemRandom);
  seed = helper.seed;
  parties = { helper: helper.publicKey, patient: systemRandom(32) };
});

const first = () => makeLogPage(seed, parties, { number: 0, previousHash: zeros, lines: [line()] });

describe('a helper’s log', () => {
  it('is read page after page', async () => {
    const lines = [line(), line()];
    const one = await makeLogPage(seed, parties, { number: 0, previousHash: zeros, lines });
    const read = await readLogPage(parties, null, one);
    expect(read.lines).toEqual(lines);
    const page = { number: 1, previousHash: read.hash, lines: [line()] };
    const two = await makeLogPage(seed, parties, page);
    expect(await readLogPage(parties, read, two)).toMatchObject(page);
  });

  it('lets no page be left out, doubled or put in from another chain', async () => {
    const page = await readLogPage(parties, null, await first());
    const next = { number: 1, previousHash: page.hash, lines: [line()] };
    const skipped = await makeLogPage(seed, parties, { ...next, number: 2 });
    const foreign = await makeLogPage(seed, parties, { ...next, previousHash: systemRandom(32) });
    for (const wrong of [skipped, foreign, await first()])
      await expect(readLogPage(parties, page, wrong)).rejects.toMatchObject({ code: 'forked' });
    const right = await makeLogPage(seed, parties, next);
    expect((await readLogPage(parties, page, right)).number).toBe(1);
  });

  it('is signed by this helper for this patient', async () => {
    const page = await first();
    const refused = { code: 'bad-signature' };
    const elsewhere = { ...parties, patient: systemRandom(32) };
    await expect(readLogPage(elsewhere, null, page)).rejects.toMatchObject(refused);
    const stranger = await signingKeyPair(systemRandom);
    const other = { ...parties, helper: stranger.publicKey };
    await expect(readLogPage(other, null, page)).rejects.toMatchObject(refused);
    page[20]! ^= 1;
    await expect(readLogPage(parties, null, page)).rejects.toThrow();
  });

  it('answers every other sequence of bytes with a refusal', async () => {
    for (const length of [0, 1, 64, 65, 400])
      await expect(readLogPage(parties, null, systemRandom(length))).rejects.toMatchObject({
        name: 'SharingError',
      });
  });

  it('fits asks of every size, up to its limit', async () => {
    const lines = Array.from({ length: 20 }, () => ({ ...line(), ask: systemRandom(8192) }));
    await expect(
      makeLogPage(seed, parties, { number: 0, previousHash: zeros, lines }),
    ).rejects.toMatchObject({ code: 'too-large' });
    const fewer = { number: 0, previousHash: zeros, lines: lines.slice(0, 15) };
    const page = await readLogPage(parties, null, await makeLogPage(seed, parties, fewer));
    expect(page.lines).toHaveLength(15);
  });
});
