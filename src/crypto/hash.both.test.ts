import { describe, expect, it, vi } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { REPEATED_TEST_MS, runs } from './fixtures/runs.ts';
import { seededRandom } from './fixtures/scripted-random.ts';
import { domain, hkdfSha256, hmacSha256, Sha256, sha256, sha256OfLarge } from './hash.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

describe('hashing', () => {
  it('agrees with FIPS 180-4 on "abc", whole or in parts', () => {
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(toHex(sha256(utf8('abc')))).toBe(digest);
    expect(toHex(sha256(utf8('a'), utf8(''), utf8('bc')))).toBe(digest);
  });

  it('gives the same piece by piece, however it is cut', () => {
    const whole = seededRandom('pieces')(1000);
    for (const cut of [0, 1, 63, 64, 65, 999, 1000]) {
      const hash = new Sha256();
      hash.update(whole.subarray(0, cut));
      hash.update(whole.subarray(cut));
      expect(toHex(hash.digest())).toBe(toHex(sha256(whole)));
    }
  });

  it('agrees with RFC 4231 test case 2, whole or in parts', () => {
    const mac = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(toHex(hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(mac);
    expect(toHex(hmacSha256(utf8('Jefe'), utf8('what do ya '), utf8('want for nothing?')))).toBe(
      mac,
    );
  });

  const range = (from: number, to: number): Uint8Array =>
    Uint8Array.from({ length: to - from }, (_, i) => from + i);

  it.each([
    [
      'A.1',
      {
        key: new Uint8Array(22).fill(0x0b),
        salt: range(0, 13),
        info: range(0xf0, 0xfa),
        length: 42,
      },
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      'A.2',
      { key: range(0, 0x50), salt: range(0x60, 0xb0), info: range(0xb0, 0x100), length: 82 },
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      'A.3',
      { key: new Uint8Array(22).fill(0x0b), info: new Uint8Array(0), length: 42 },
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('agrees with RFC 5869 %s', (_name, input, okm) => {
    expect(toHex(hkdfSha256(input))).toBe(okm);
  });

  it('agrees with WebCrypto’s SHA-256 on random inputs', async () => {
    const random = seededRandom('hash');
    for (let i = 0; i < runs(1000, 10_000); i++) {
      const data = random(i % 200);
      expect(await sha256OfLarge(data)).toEqual(sha256(data));
    }
  });

  it('derives what WebCrypto derives from random inputs', async () => {
    const random = seededRandom('hkdf');
    for (let i = 0; i < runs(1000, 10_000); i++) {
      const [key, salt, info, length] = [random(32), random(i % 48), random(i % 90), 1 + (i % 96)];
      expect(hkdfSha256({ key, salt, info, length })).toEqual(
        await nativeHkdf(key, salt, info, length),
      );
    }
  });

  it('ends every domain with a zero byte, so that none begins another', () => {
    expect(toHex(domain('tag'))).toBe('6361726e65742f76312f74616700');
    expect(toHex(domain('tags')).startsWith(toHex(domain('tag')))).toBe(false);
    expect(fromHex('6361726e65742f76312f00')).toEqual(domain(''));
  });
});

async function nativeHkdf(
  key: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array> {
  const base = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, base, length * 8));
}
