import { describe, expect, it, vi } from 'vitest';
import { REPEATED_TEST_MS } from './fixtures/runs.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { aeadKey, open, seal } from './aead.ts';
import { CryptoError } from './errors.ts';
import { scriptedRandom, seededRandom } from './fixtures/scripted-random.ts';
import wycheproof from './vectors/wycheproof-aes-gcm.json' with { type: 'json' };

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const random = seededRandom('aead');
const notAuthentic = new CryptoError('not-authentic');

describe('AES-256-GCM', () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16.
  const key16 = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
  const text15 =
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
  const sealed15 =
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';
  it.each([
    [13, '00'.repeat(32), '00'.repeat(12), '', '', '530f8afbc74536b9a963b4f1c4cb738b'],
    [
      14,
      '00'.repeat(32),
      '00'.repeat(12),
      '',
      '00'.repeat(16),
      'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    ],
    [
      15,
      key16,
      'cafebabefacedbaddecaf888',
      '',
      text15,
      sealed15 + 'b094dac5d93471bdec1a502270e3cc6c',
    ],
    [
      16,
      key16,
      'cafebabefacedbaddecaf888',
      'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      text15.slice(0, 120),
      sealed15.slice(0, 120) + '76fc6ece0f4e1768cddf8853bb2d551b',
    ],
  ])(
    'agrees with test case %i of the GCM specification',
    async (_case, key, nonce, aad, text, sealed) => {
      const own = await seal(
        await aeadKey(fromHex(key)),
        fromHex(aad),
        fromHex(text),
        scriptedRandom(fromHex(nonce)),
      );
      expect(toHex(own)).toBe(nonce + sealed);
    },
  );

  it('gives the verdict of every Wycheproof test', async () => {
    expect(wycheproof.tests.length).toBe(66);
    for (const test of wycheproof.tests) {
      const sealed = fromHex(test.iv + test.ct + test.tag);
      const opened = open(await aeadKey(fromHex(test.key)), fromHex(test.aad), sealed).then(
        toHex,
        () => null,
      );
      expect(await opened, `${test.id}: ${test.what}`).toBe(test.valid ? test.msg : null);
    }
  });

  const context = utf8('profile 1, record 7, revision 2');
  const plaintext = utf8('penicillin');
  const raw = random(32);
  const sealedNow = async (): Promise<Bytes> =>
    seal(await aeadKey(raw), context, plaintext, random);

  it('opens under the same key and context', async () => {
    expect(await open(await aeadKey(raw), context, await sealedNow())).toEqual(plaintext);
  });

  it('draws a fresh nonce for every sealing', async () => {
    expect(toHex(await sealedNow()).slice(0, 24)).not.toBe(toHex(await sealedNow()).slice(0, 24));
  });

  it('refuses another context, and a context cut or lengthened', async () => {
    const key = await aeadKey(raw);
    for (const wrong of [
      utf8('profile 2, record 7, revision 2'),
      context.slice(1),
      concat(context, new Uint8Array(1)),
    ]) {
      await expect(open(key, wrong, await sealedNow())).rejects.toEqual(notAuthentic);
    }
  });

  it('refuses another key', async () => {
    await expect(open(await aeadKey(random(32)), context, await sealedNow())).rejects.toEqual(
      notAuthentic,
    );
  });

  it('refuses a flip of any one bit and every cut', async () => {
    const key = await aeadKey(raw);
    const sealed = await sealedNow();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = sealed.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      await expect(open(key, context, flipped)).rejects.toEqual(notAuthentic);
    }
    for (let length = 0; length < sealed.length; length++) {
      await expect(open(key, context, sealed.slice(0, length))).rejects.toEqual(notAuthentic);
    }
  });

  it('refuses a raw key that is not 32 bytes', async () => {
    for (const length of [0, 16, 24, 31, 33]) {
      await expect(aeadKey(new Uint8Array(length))).rejects.toEqual(
        new CryptoError('malformed-key'),
      );
    }
    await expect(aeadKey(new Uint8Array(32))).resolves.toHaveProperty('brand', 'aead-key');
  });

  it('refuses a key that it did not make', async () => {
    const forged = { brand: 'aead-key' } as const;
    await expect(seal(forged, context, plaintext, random)).rejects.toEqual(
      new CryptoError('malformed-key'),
    );
  });

  it('shows nothing of the key in the handle', async () => {
    expect(JSON.stringify(await aeadKey(raw))).toBe('{"brand":"aead-key"}');
  });
});
