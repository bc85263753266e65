import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { afghBls12381, signingPublicKey, systemRandom } from '../crypto/index.ts';
import { messageLink } from './link.ts';
import { kindCode, messageHead, messageKind, NO_CONTEXT, signFields } from './message.ts';
import { makeSuccession, readSuccession } from './successor.ts';

const env = {
  now: new Date('2026-03-02T09:00:00Z'),
  random: systemRandom,
  suite: afghBls12381,
};
const [old, fresh, thief] = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill)) as [
  Uint8Array<ArrayBuffer>,
  Uint8Array<ArrayBuffer>,
  Uint8Array<ArrayBuffer>,
];
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('a successor statement', () => {
  it('is read as it was made, with a number of its own, and fits a still code', async () => {
    const message = await makeSuccession(env, old, fresh, 'Leo Marsh');
    expect(await readSuccession(env, message)).toMatchObject({
      predecessor: await signingPublicKey(old),
      successor: await signingPublicKey(fresh),
      name: 'Leo Marsh',
      time: env.now,
    });
    expect(messageKind(message)).toBe('successor');
    expect(kindCode('successor')).toBe(15);
    expect((await makeSuccession(env, old, fresh, 'x'.repeat(64))).length).toBeLessThan(512);
  });

  it('goes into no link', async () => {
    const message = await makeSuccession(env, old, fresh, 'Leo Marsh');
    expect(() => messageLink('https://carnet.example/', message)).toThrow('malformed');
  });

  it('is refused with any byte altered', async () => {
    const message = await makeSuccession(env, old, fresh, 'Leo Marsh');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(message.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const altered = Uint8Array.from(message);
          altered[at] = (altered[at] ?? 0) ^ by;
          expect(await codeOf(readSuccession(env, altered))).not.toBe('done');
        },
      ),
      { numRuns: 60 },
    );
    expect(await codeOf(readSuccession(env, message))).toBe('done');
  });

  it('is refused where only one of the two keys signed', async () => {
    const [predecessor, successor] = [await signingPublicKey(old), await signingPublicKey(fresh)];
    const head = messageHead('successor', env.suite.id);
    const seconds = env.now.getTime() / 1000;
    const forged = async (claimedBy: Uint8Array, namedBy: Uint8Array) => {
      const signer = await signingPublicKey(claimedBy);
      const claim = await signFields(
        { kind: 'successor', context: predecessor, before: head },
        new Map<number, Uint8Array | number>([
          [1, signer],
          [2, predecessor],
          [3, seconds],
        ]),
        claimedBy,
      );
      const fields = new Map<number, Uint8Array | number | string>([
        [1, await signingPublicKey(namedBy)],
        [2, successor],
        [3, seconds],
        [4, 'Leo Marsh'],
        [5, claim],
      ]);
      const scope = { kind: 'successor', context: NO_CONTEXT, before: head } as const;
      return readSuccession(env, concat(head, await signFields(scope, fields, namedBy)));
    };
    expect(await codeOf(forged(fresh, old))).toBe('done');
    // Somebody with the old key alone names a key that never agreed.
    expect(await codeOf(forged(old, old))).toBe('mismatch');
    expect(await codeOf(forged(thief, old))).toBe('mismatch');
    // Somebody who claims to succeed a key that never said so.
    expect(await codeOf(forged(fresh, thief))).toBe('bad-signature');
  });

  it('is none of a key to itself, and none from the future', async () => {
    expect(await codeOf(makeSuccession(env, old, old, 'Leo'))).toBe('malformed');
    const message = await makeSuccession(env, old, fresh, 'Leo');
    const before = { ...env, now: new Date('2026-03-02T08:00:00Z') };
    expect(await codeOf(readSuccession(before, message))).toBe('clock-skew');
  });
});
