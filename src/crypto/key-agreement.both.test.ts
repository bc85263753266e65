import { describe, expect, it, vi } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { CryptoError } from './errors.ts';
import { REPEATED_TEST_MS, runs } from './fixtures/runs.ts';
import { scriptedRandom, seededRandom } from './fixtures/scripted-random.ts';
import { sealingKeyPair, sharedSecret } from './key-agreement.ts';
import wycheproof from './vectors/wycheproof-x25519.json' with { type: 'json' };

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

describe('X25519', () => {
  it.each([
    [
      'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    ],
    [
      '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    ],
  ])('agrees with RFC 7748 §5.2 for scalar %s', (scalar, point, result) => {
    expect(toHex(sharedSecret(fromHex(scalar), fromHex(point)))).toBe(result);
  });

  it('agrees with RFC 7748 §5.2 after 1 iteration, and where time allows after 1,000', () => {
    let [k, u] = [fromHex('09' + '00'.repeat(31)), fromHex('09' + '00'.repeat(31))];
    for (let i = 1; i <= runs(100, 1000); i++) {
      [k, u] = [sharedSecret(k, u), k];
      if (i === 1)
        expect(toHex(k)).toBe('422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079');
      if (i === 1000)
        expect(toHex(k)).toBe('684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51');
    }
  });

  it('agrees with RFC 7748 §6.1', async () => {
    const bob = '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb';
    const alicePublic = '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a';
    const pair = await sealingKeyPair(scriptedRandom(fromHex(bob)));
    expect(toHex(pair.publicKey)).toBe(
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    );
    const secret = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
    expect(toHex(sharedSecret(pair.secretKey, fromHex(alicePublic)))).toBe(secret);
  });

  it('gives the result of every Wycheproof test, and refuses where it would be zero', () => {
    expect(wycheproof.tests.some(({ zero }) => zero)).toBe(true);
    for (const test of wycheproof.tests) {
      const work = (): string => toHex(sharedSecret(fromHex(test.private), fromHex(test.public)));
      if (test.zero) expect(work, `${test.id}`).toThrow(new CryptoError('malformed-key'));
      else expect(work(), `${test.id}: ${test.what}`).toBe(test.shared);
    }
  });

  it('makes pairs that agree with each other', async () => {
    const random = seededRandom('x25519 pairs');
    const [a, b] = [await sealingKeyPair(random), await sealingKeyPair(random)];
    expect(sharedSecret(a.secretKey, b.publicKey)).toEqual(sharedSecret(b.secretKey, a.publicKey));
    expect(a.publicKey).not.toEqual(b.publicKey);
  });

  it('agrees with WebCrypto on random inputs', async () => {
    const random = seededRandom('x25519');
    let { publicKey } = await sealingKeyPair(random);
    for (let i = 0; i < runs(200, 10_000); i++) {
      const own = random(32);
      const secret = sharedSecret(own, publicKey);
      expect(await nativeSecret(own, publicKey)).toEqual(secret);
      publicKey = secret;
    }
  });

  it('refuses keys of another length', () => {
    const key = new Uint8Array(32).fill(9);
    const malformed = new CryptoError('malformed-key');
    expect(() => sharedSecret(key.slice(1), key)).toThrow(malformed);
    expect(() => sharedSecret(key, key.slice(1))).toThrow(malformed);
    expect(sharedSecret(key, key)).toHaveLength(32);
  });
});

async function nativeSecret(
  secretKey: Uint8Array,
  publicKey: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const pkcs8 = fromHex('302e020100300506032b656e04220420' + toHex(secretKey));
  const own = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits']);
  const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, []);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'X25519', public: other }, own, 256),
  );
}
