import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { CryptoError } from './errors.ts';
import { REPEATED_TEST_MS, runs } from './fixtures/runs.ts';
import { seededRandom } from './fixtures/scripted-random.ts';
import { sign, signingKeyPair, signingPublicKey, signNatively, verify } from './signature.ts';
import wycheproof from './vectors/wycheproof-ed25519.json' with { type: 'json' };

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

async function verifyNatively(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

/** RFC 8032 §7.1: seed, public key, message, signature. */
const rfc8032: [string, string, string, string, string][] = [
  [
    'TEST 1',
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    'TEST 2',
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'TEST 3',
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    'TEST SHA(abc)',
    '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
];

describe('Ed25519', () => {
  it.each(rfc8032)(
    'agrees with RFC 8032 %s',
    async (_name, seed, publicKey, message, signature) => {
      expect(toHex(await signingPublicKey(fromHex(seed)))).toBe(publicKey);
      expect(toHex(await sign(fromHex(seed), fromHex(message)))).toBe(signature);
      expect(await verify(fromHex(publicKey), fromHex(message), fromHex(signature))).toBe(true);
    },
  );

  it('gives the verdict of every Wycheproof test', async () => {
    for (const test of wycheproof.tests) {
      const verdict = await verify(fromHex(test.pk), fromHex(test.msg), fromHex(test.sig));
      expect(verdict, `${test.id}: ${test.what}`).toBe(test.valid);
    }
    expect(wycheproof.tests.filter(({ valid }) => valid).length).toBeGreaterThan(30);
  });

  it('gives WebCrypto’s verdict on every Wycheproof test', async () => {
    for (const test of wycheproof.tests) {
      const verdict = await verifyNatively(fromHex(test.pk), fromHex(test.msg), fromHex(test.sig));
      expect(verdict, `${test.id}: ${test.what}`).toBe(test.valid);
    }
  });

  it('signs by WebCrypto as by noble, on random inputs', async () => {
    const random = seededRandom('ed25519');
    for (let i = 0; i < runs(200, 10_000); i++) {
      const [seed, message] = [random(32), random(i % 200)];
      expect(await signNatively(seed, message)).toEqual(ed25519.sign(message, seed));
    }
  });

  it('makes signatures that WebCrypto accepts as it does itself', async () => {
    const random = seededRandom('ed25519 pairs');
    for (let i = 0; i < runs(100, 2000); i++) {
      const [{ seed, publicKey }, message] = [await signingKeyPair(random), random(i * 7)];
      const signature = await sign(seed, message);
      expect(await verifyNatively(publicKey, message, signature)).toBe(true);
      expect(await verify(publicKey, message, signature)).toBe(true);
      const altered = concat(message, new Uint8Array(1));
      expect(await verifyNatively(publicKey, altered, signature)).toBe(false);
      expect(await verify(publicKey, altered, signature)).toBe(false);
    }
  });

  it('signs the same where WebCrypto knows no Ed25519', async () => {
    const { seed, publicKey } = await signingKeyPair(seededRandom('fallback'));
    const message = new Uint8Array([1, 2, 3]);
    const usual = await sign(seed, message);
    const refusing = (): Promise<never> =>
      Promise.reject(new DOMException('', 'NotSupportedError'));
    try {
      Object.defineProperty(crypto.subtle, 'importKey', { value: refusing, configurable: true });
      expect(await signNatively(seed, message)).toBeNull();
      expect(await sign(seed, message)).toEqual(usual);
    } finally {
      Reflect.deleteProperty(crypto.subtle, 'importKey');
    }
    expect(await verify(publicKey, message, usual)).toBe(true);
  });

  it('refuses a flip of any one bit in key, message or signature', async () => {
    const { seed, publicKey } = await signingKeyPair(seededRandom('flip'));
    const message = new Uint8Array([0xaf, 0x82]);
    const whole = concat(publicKey, message, await sign(seed, message));
    const verdict = (bytes: Bytes): Promise<boolean> =>
      verify(bytes.slice(0, 32), bytes.slice(32, 34), bytes.slice(34));
    expect(await verdict(whole)).toBe(true);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      expect(
        await verdict(whole.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))),
      ).toBe(false);
    }
  });

  /** All encodings of the eight points of small order, the unreduced ones included. */
  const smallOrder = [
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '0000000000000000000000000000000000000000000000000000000000000000',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    '0100000000000000000000000000000000000000000000000000000000000080',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  ].map(fromHex);

  it('refuses a key of small order, under which one signature would fit many messages', async () => {
    const identity = smallOrder[0]!;
    const signature = concat(identity, new Uint8Array(32));
    for (const key of smallOrder) {
      for (let message = 0; message < 16; message++) {
        expect(await verify(key, new Uint8Array([message]), signature)).toBe(false);
      }
    }
    // What is refused is the key: the permissive equation holds for it.
    expect(ed25519.verify(signature, new Uint8Array(1), identity, { zip215: true })).toBe(true);
  });

  it('refuses S plus the group’s order, which names the same scalar', async () => {
    const { seed, publicKey } = await signingKeyPair(seededRandom('malleable'));
    const signature = await sign(seed, new Uint8Array(1));
    const s = BigInt('0x' + toHex(signature.slice(32).reverse())) + ed25519.Point.Fn.ORDER;
    const raised = fromHex(s.toString(16).padStart(64, '0')).reverse();
    expect(await verify(publicKey, new Uint8Array(1), signature)).toBe(true);
    expect(await verify(publicKey, new Uint8Array(1), concat(signature.slice(0, 32), raised))).toBe(
      false,
    );
  });

  it('answers false to wrong lengths, and refuses to sign with a seed of one', async () => {
    const { seed, publicKey } = await signingKeyPair(seededRandom('length'));
    const message = new Uint8Array(3);
    const signature = await sign(seed, message);
    expect(await verify(publicKey.slice(1), message, signature)).toBe(false);
    expect(await verify(publicKey, message, signature.slice(1))).toBe(false);
    expect(await verify(publicKey, message, concat(signature, new Uint8Array(1)))).toBe(false);
    const malformed = new CryptoError('malformed-key');
    await expect(sign(seed.slice(1), message)).rejects.toEqual(malformed);
    await expect(signingPublicKey(concat(seed, seed))).rejects.toEqual(malformed);
  });
});
