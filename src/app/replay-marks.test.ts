import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { afghBls12381, systemRandom } from '../crypto/index.ts';
import { openVault, type UnlockedProfile } from '../vault/index.ts';
import { makeKeyring } from './keyring.ts';
import { ReplayMarks } from './replay-marks.ts';

const start = new Date('2026-03-02T09:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const mark = (fill: number) => new Uint8Array(32).fill(fill);

async function profile(databaseName: string): Promise<UnlockedProfile> {
  const random = systemRandom;
  const keyring = () => makeKeyring({ random, suite: afghBls12381 });
  const now = () => start;
  const vault = await openVault({ random, now, databaseName, makeKeyring: keyring });
  const card = { label: 'Practice', role: 'doctor', colour: 1, sample: true } as const;
  return vault.create({ ...card, factor: { kind: 'open' } });
}

describe('a replay mark', () => {
  it('stays until no clock would take its grant, and then goes', async () => {
    const marks = new ReplayMarks(await profile('marks-swept'));
    await marks.keep(mark(1), after(30), []);
    await marks.keep(mark(2), after(60), []);
    await marks.sweep(after(50));
    expect([await marks.has(mark(1)), await marks.has(mark(2))]).toEqual([true, true]);
    await marks.sweep(after(51));
    expect([await marks.has(mark(1)), await marks.has(mark(2))]).toEqual([false, true]);
  });

  it('is kept once, whichever window is first', async () => {
    const practice = await profile('marks-once');
    const [one, two] = [new ReplayMarks(practice), new ReplayMarks(practice)];
    await one.keep(mark(1), after(30), []);
    await expect(two.keep(mark(1), after(30), [])).rejects.toMatchObject({ code: 'conflict' });
    await expect(two.keep(mark(2), after(30), [])).resolves.toBeUndefined();
  });
});
