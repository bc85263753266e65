import mcl from 'mcl-wasm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../../bytes/bytes.ts';
import { concat } from '../../bytes/bytes.ts';
import { REPEATED_TEST_MS, runs } from '../fixtures/runs.ts';
import { scriptedRandom, seededRandom } from '../fixtures/scripted-random.ts';
import { domain, hkdfSha256 } from '../hash.ts';
import type { Tag } from '../tag.ts';
import { afghBls12381 as suite } from './afgh.ts';
import { encodeScalar, randomScalar } from './points.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

/** A second implementation of the scheme on mcl, which shares no code with noble. */
beforeAll(async () => {
  await mcl.init(mcl.BLS12_381);
  mcl.setETHserialization(true);
});

const own = (bytes: Uint8Array): Bytes => Uint8Array.from(bytes);
const g1 = (bytes: Uint8Array): mcl.G1 => read(new mcl.G1(), bytes);
const g2 = (bytes: Uint8Array): mcl.G2 => read(new mcl.G2(), bytes);
const fr = (bytes: Uint8Array): mcl.Fr => read(new mcl.Fr(), bytes);

function read<T extends { deserialize(bytes: Uint8Array): void }>(target: T, bytes: Uint8Array): T {
  target.deserialize(bytes);
  return target;
}

/** mcl writes the imaginary half of each pair first. */
function targetBytes(element: mcl.GT): Bytes {
  const bytes = element.serialize();
  const halves = Array.from({ length: 12 }, (_, i) =>
    bytes.slice((i ^ 1) * 48, ((i ^ 1) + 1) * 48),
  );
  return concat(...halves);
}

const generators = async (): Promise<{ one: mcl.G1; two: mcl.G2 }> => {
  const seed = new Uint8Array(48);
  const [tag, delegatee] = [
    await suite.tagKeyPair(scriptedRandom(seed)),
    await suite.delegateeKeyPair(scriptedRandom(seed)),
  ];
  return { one: g1(tag.publicKey), two: g2(delegatee.publicKey) };
};

describe('mcl, an independent implementation', () => {
  const random = seededRandom('mcl');

  it('computes the same keys, capsule, re-encryption key, transform and shared key', async () => {
    const { one, two } = await generators();
    for (let i = 0; i < runs(5, 200); i++) {
      const seed = random(48);
      const k = fr(encodeScalar(randomScalar(() => own(seed))));
      const tagKeys = await suite.tagKeyPair(random);
      const delegatee = await suite.delegateeKeyPair(random);
      const [x, b] = [fr(tagKeys.secretKey), fr(delegatee.secretKey)];
      const tag: Tag = { kind: 'visit', id: random(32) };

      expect(own(mcl.mul(one, x).serialize())).toEqual(tagKeys.publicKey);
      expect(own(mcl.mul(two, b).serialize())).toEqual(delegatee.publicKey);
      const rk = mcl.mul(g2(delegatee.publicKey), mcl.inv(x));
      expect(own(rk.serialize())).toEqual(
        await suite.reEncryptionKey(tagKeys.secretKey, delegatee.publicKey),
      );

      const made = await suite.encapsulate(tagKeys.publicKey, tag, scriptedRandom(own(seed)));
      const capsule = mcl.mul(g1(tagKeys.publicKey), k);
      expect(own(capsule.serialize())).toEqual(made.capsule);
      const transformed = mcl.pairing(capsule, rk);
      expect(targetBytes(transformed)).toEqual(
        await suite.reEncrypt(own(rk.serialize()), made.capsule, random),
      );

      const secret = mcl.pow(mcl.pairing(one, two), k);
      expect(mcl.pow(transformed, mcl.inv(b)).isEqual(secret)).toBe(true);
      const info = concat(
        domain('kem/afgh-bls12381'),
        new Uint8Array([1]),
        tag.id,
        tagKeys.publicKey,
        made.capsule,
      );
      const okm = hkdfSha256({ key: targetBytes(secret), info, length: 64 });
      expect(concat(made.sharedKey, made.commitment)).toEqual(okm);
    }
  });

  it('finds the pairing bilinear over our encodings', async () => {
    const { one, two } = await generators();
    const pairing = mcl.pairing(one, two);
    for (let i = 0; i < runs(10, 200); i++) {
      const [a, b] = [await suite.tagKeyPair(random), await suite.delegateeKeyPair(random)];
      const both = mcl.mul(fr(a.secretKey), fr(b.secretKey));
      expect(mcl.pairing(g1(a.publicKey), g2(b.publicKey)).isEqual(mcl.pow(pairing, both))).toBe(
        true,
      );
      expect(mcl.pairing(g1(a.publicKey), two).isEqual(mcl.pow(pairing, both))).toBe(false);
    }
  });
});
