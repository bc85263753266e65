import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256 as Native, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { CryptoError } from './errors.ts';
import { REPEATED_TEST_MS, runs } from './fixtures/runs.ts';
import { scriptedRandom, seededRandom } from './fixtures/scripted-random.ts';
import { HPKE_ENC_BYTES, HPKE_OVERHEAD_BYTES, openSealedTo, sealTo } from './hpke.ts';
import { sealingKeyPair } from './key-agreement.ts';
import vector from './vectors/rfc9180-hpke.json' with { type: 'json' };

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const random = seededRandom('hpke');
const info = utf8('carnet/v1/test\0');
const ad = utf8('head');
const plaintext = utf8('Nobody but the doctor');

const kdf = new HkdfSha256();
const aead = new Aes256Gcm();
const overNoble = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf, aead });
const overWebCrypto = new CipherSuite({ kem: new Native(), kdf, aead });

const flipped = (bytes: Uint8Array, at: number): Bytes => {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('HPKE', () => {
  const given = {
    info: fromHex(vector.info),
    ad: fromHex(vector.aad),
    sealed: fromHex(vector.pkEm + vector.ct),
  };

  it('seals as RFC 9180 says, the ephemeral key drawn by DeriveKeyPair', async () => {
    const draws = scriptedRandom(fromHex(vector.ikmE));
    const to = fromHex(vector.pkRm);
    const sealed = await sealTo(to, given.info, given.ad, fromHex(vector.pt), draws);
    expect(toHex(sealed)).toBe(toHex(given.sealed));
  });

  it('opens the vector of RFC 9180', async () => {
    const opened = await openSealedTo(fromHex(vector.skRm), given.info, given.ad, given.sealed);
    expect(toHex(opened)).toBe(vector.pt);
  });

  it.each([
    ['noble', overNoble],
    ['WebCrypto', overWebCrypto],
  ])(
    'is opened by the library’s own single call over %s, and opens what that sealed',
    async (_, suite) => {
      for (let i = 0; i < runs(10, 200); i++) {
        const { publicKey, secretKey } = await sealingKeyPair(random);
        const sealed = await sealTo(publicKey, info, ad, plaintext, random);
        const recipientKey = await suite.kem.deserializePrivateKey(secretKey);
        const enc = sealed.slice(0, HPKE_ENC_BYTES);
        const opened = await suite.open({ recipientKey, info, enc }, sealed.slice(32), ad);
        expect(new Uint8Array(opened)).toEqual(plaintext);
        const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
        const theirs = await suite.seal({ recipientPublicKey, info }, plaintext, ad);
        const joined = concat(new Uint8Array(theirs.enc), new Uint8Array(theirs.ct));
        expect(await openSealedTo(secretKey, info, ad, joined)).toEqual(plaintext);
      }
    },
  );

  it('brings back any plaintext, 48 bytes longer while sealed', async () => {
    const { publicKey, secretKey } = await sealingKeyPair(random);
    const bytes = fc.uint8Array({ maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, async (content, about, context) => {
        const sealed = await sealTo(publicKey, about, context, content, random);
        expect(sealed).toHaveLength(content.length + HPKE_OVERHEAD_BYTES);
        expect(await openSealedTo(secretKey, about, context, sealed)).toEqual(
          Uint8Array.from(content),
        );
      }),
      { numRuns: runs(50, 2000) },
    );
  });

  it('gives nothing to another key, under another info or context, or with any bit turned', async () => {
    const [own, other] = [await sealingKeyPair(random), await sealingKeyPair(random)];
    const sealed = await sealTo(own.publicKey, info, ad, plaintext, random);
    const refused = new CryptoError('not-authentic');
    const tries = [
      [other.secretKey, info, ad, sealed],
      [own.secretKey, ad, ad, sealed],
      [own.secretKey, info, info, sealed],
      [own.secretKey, info, ad, sealed.slice(0, -1)],
      [own.secretKey, info, ad, sealed.slice(0, 47)],
      [own.secretKey, info, ad, concat(sealed, new Uint8Array(1))],
      [own.secretKey, info, ad, concat(new Uint8Array(32), sealed.slice(32))],
    ] as const;
    for (const [key, about, context, bytes] of tries)
      await expect(openSealedTo(key, about, context, bytes)).rejects.toEqual(refused);
    for (const at of sealed.keys())
      await expect(openSealedTo(own.secretKey, info, ad, flipped(sealed, at))).rejects.toEqual(
        refused,
      );
    expect(await openSealedTo(own.secretKey, info, ad, sealed)).toEqual(plaintext);
  });

  it('refuses keys of another length and keys of small order', async () => {
    const refused = new CryptoError('malformed-key');
    const { publicKey, secretKey } = await sealingKeyPair(random);
    for (const key of [publicKey.slice(1), concat(publicKey, publicKey), new Uint8Array(32)])
      await expect(sealTo(key, info, ad, plaintext, random)).rejects.toEqual(refused);
    const sealed = await sealTo(publicKey, info, ad, plaintext, random);
    await expect(openSealedTo(secretKey.slice(1), info, ad, sealed)).rejects.toEqual(refused);
    expect(await openSealedTo(secretKey, info, ad, sealed)).toEqual(plaintext);
  });

  it('never seals twice with one ephemeral key', async () => {
    const { publicKey } = await sealingKeyPair(random);
    const [a, b] = [
      await sealTo(publicKey, info, ad, plaintext, random),
      await sealTo(publicKey, info, ad, plaintext, random),
    ];
    expect(toHex(a.slice(0, 32))).not.toBe(toHex(b.slice(0, 32)));
  });
});
