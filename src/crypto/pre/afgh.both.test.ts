import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { CryptoError } from '../errors.ts';
import { REPEATED_TEST_MS, runs } from '../fixtures/runs.ts';
import { seededRandom } from '../fixtures/scripted-random.ts';
import { wrongG1, wrongG2, wrongScalars } from '../fixtures/wrong-points.ts';
import type { Tag, TagKind } from '../tag.ts';
import { tagId } from '../tag.ts';
import { afghBls12381 as suite } from './afgh.ts';
import { decodeG2, decodeScalar, encodeScalar, G1, G2 } from './points.ts';
import type { Opened } from './suite.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const random = seededRandom('afgh');
const { Fr } = bls12_381.fields;

interface Consultation {
  tag: Tag;
  tagPublic: Bytes;
  tagSecret: Bytes;
  doctorPublic: Bytes;
  doctorSecret: Bytes;
  capsule: Bytes;
  rk: Bytes;
  sealed: Opened;
}

async function consultation(kind: TagKind = 'visit'): Promise<Consultation> {
  const { publicKey: tagPublic, secretKey: tagSecret } = await suite.tagKeyPair(random);
  const { publicKey: doctorPublic, secretKey: doctorSecret } = await suite.delegateeKeyPair(random);
  const tag = { kind, id: tagId(kind, random(32), random(32)) };
  const { capsule, ...sealed } = await suite.encapsulate(tagPublic, tag, random);
  const rk = await suite.reEncryptionKey(tagSecret, doctorPublic);
  return { tag, tagPublic, tagSecret, doctorPublic, doctorSecret, capsule, rk, sealed };
}

type Way = (c: Consultation) => Promise<Opened>;

const byOwner: Way = (c) => suite.decapsulate(c.tagSecret, c.tagPublic, c.capsule, c.tag);
const byDoctor: Way = (c) =>
  suite.decapsulateFused(c.doctorSecret, c.tagPublic, c.capsule, c.rk, c.tag);
const throughHelper: Way = async (c) => {
  const transformed = await suite.reEncrypt(c.rk, c.capsule, random);
  return suite.decapsulateReEncrypted(c.doctorSecret, c.tagPublic, c.capsule, transformed, c.tag);
};
const ways: [string, Way][] = [
  ['the patient', byOwner],
  ['the doctor', byDoctor],
  ['the doctor through a helper', throughHelper],
];

const base = await consultation();
const other = await consultation();

async function learnsNothing(way: Way, changed: Partial<Consultation>): Promise<void> {
  const opened = await way({ ...base, ...changed });
  expect(opened.sharedKey).not.toEqual(base.sealed.sharedKey);
  expect(opened.commitment).not.toEqual(base.sealed.commitment);
}

describe('re-encryption by AFGH', () => {
  it('declares the sizes it writes', async () => {
    const transformed = await suite.reEncrypt(base.rk, base.capsule, random);
    expect({
      tagPublicKey: base.tagPublic.length,
      tagSecretKey: base.tagSecret.length,
      delegateePublicKey: base.doctorPublic.length,
      delegateeSecretKey: base.doctorSecret.length,
      capsule: base.capsule.length,
      reEncryptionKey: base.rk.length,
      transformedCapsule: transformed.length,
      sharedKey: base.sealed.sharedKey.length,
      commitment: base.sealed.commitment.length,
    }).toEqual(suite.sizes);
  });

  it.each(ways)('lets %s open what was sealed, whatever the tag stands for', async (_name, way) => {
    for (const kind of ['visit', 'standing', 'inbox'] as const) {
      for (let i = 0; i < runs(1, 20); i++) {
        const fresh = await consultation(kind);
        expect(await way(fresh)).toEqual(fresh.sealed);
      }
    }
  });

  it('seals differently every time', async () => {
    const again = await suite.encapsulate(base.tagPublic, base.tag, random);
    expect(again.capsule).not.toEqual(base.capsule);
    expect(again.sharedKey).not.toEqual(base.sealed.sharedKey);
    expect(base.sealed.sharedKey).not.toEqual(base.sealed.commitment);
  });

  it.each(ways)(
    'gives %s another key where a part of the context is another',
    async (_name, way) => {
      await learnsNothing(way, { tag: { ...base.tag, id: other.tag.id } });
      await learnsNothing(way, { tag: { ...base.tag, kind: 'standing' } });
      await learnsNothing(way, { tag: { ...base.tag, kind: 'inbox' } });
      await learnsNothing(way, { tagPublic: other.tagPublic });
      await learnsNothing(way, { capsule: other.capsule });
      expect(await way(base)).toEqual(base.sealed);
    },
  );

  it('gives another doctor another key, with the filmed re-encryption key too', async () => {
    await learnsNothing(byDoctor, { doctorSecret: other.doctorSecret });
    await learnsNothing(throughHelper, { doctorSecret: other.doctorSecret });
    await learnsNothing(byDoctor, { doctorSecret: other.doctorSecret, rk: other.rk });
    await learnsNothing(byOwner, { tagSecret: other.tagSecret });
  });

  it('gives the doctor another key where a helper transformed something else', async () => {
    const transformed = await suite.reEncrypt(base.rk, other.capsule, random);
    const { doctorSecret, tagPublic, capsule, tag, sealed } = base;
    const opened = await suite.decapsulateReEncrypted(
      doctorSecret,
      tagPublic,
      capsule,
      transformed,
      tag,
    );
    expect(opened.commitment).not.toEqual(sealed.commitment);
  });

  it('gives the doctor another key where a helper names another capsule than it transformed', async () => {
    const transformed = await suite.reEncrypt(base.rk, base.capsule, random);
    const { doctorSecret, tagPublic, tag, sealed } = base;
    const open = (capsule: Bytes): Promise<Opened> =>
      suite.decapsulateReEncrypted(doctorSecret, tagPublic, capsule, transformed, tag);
    expect((await open(other.capsule)).commitment).not.toEqual(sealed.commitment);
    expect(await open(base.capsule)).toEqual(sealed);
  });

  it('binds the original capsule and the public key even where the algebra would forgive', async () => {
    // (C^2, pk^2) hides the same group element as (C, pk) under k: only the transcript tells.
    const two = 2n;
    const doubledPk = G1.fromBytes(base.tagPublic).multiply(two).toBytes();
    const doubledC = G1.fromBytes(base.capsule).multiply(two).toBytes();
    const doubledX = encodeScalar(Fr.mul(decodeScalar(base.tagSecret, 'malformed-key'), two));
    await learnsNothing(byOwner, { tagSecret: doubledX, tagPublic: doubledPk, capsule: doubledC });
  });
});

describe('a re-encryption key', () => {
  const verdict = (change: Partial<Consultation> = {}): Promise<boolean | 'not-checkable'> => {
    const { tagPublic, doctorPublic, rk } = { ...base, ...change };
    return suite.verifyReEncryptionKey(tagPublic, doctorPublic, rk);
  };

  it('is checked against the tag and the doctor that it joins', async () => {
    expect(await verdict()).toBe(true);
    expect(await verdict({ tagPublic: other.tagPublic })).toBe(false);
    expect(await verdict({ doctorPublic: other.doctorPublic })).toBe(false);
    expect(await verdict({ rk: other.rk })).toBe(false);
  });

  it('is false, not an error, when any part is malformed', async () => {
    for (const [, tagPublic] of wrongG1) expect(await verdict({ tagPublic })).toBe(false);
    for (const [, wrong] of wrongG2) {
      expect(await verdict({ doctorPublic: wrong })).toBe(false);
      expect(await verdict({ rk: wrong })).toBe(false);
    }
  });

  it('does not open its own tag without the doctor’s secret', async () => {
    // What an onlooker reaches is e(C, rk) = Z^(kb); with b = 1 in place of b it stays that.
    await learnsNothing(byDoctor, { doctorSecret: encodeScalar(1n) });
  });
});

describe('a helper and a doctor together', () => {
  /** rk^(1/b) = g2^(1/x): the most that the two can compute. As a doctor with b = 1 would use it. */
  const colluded = (c: Consultation): Bytes =>
    decodeG2(c.rk, 'malformed-key')
      .multiply(Fr.inv(decodeScalar(c.doctorSecret, 'malformed-key')))
      .toBytes();
  const withColluded = (c: Consultation, rk: Bytes): Promise<Opened> =>
    byDoctor({ ...c, rk, doctorSecret: encodeScalar(1n) });

  it('learn that one tag, every capsule of it, and no other tag of the patient', async () => {
    const value = colluded(base);
    expect(await withColluded(base, value)).toEqual(base.sealed);

    const { capsule, ...later } = await suite.encapsulate(base.tagPublic, base.tag, random);
    expect(await withColluded({ ...base, capsule }, value)).toEqual(later);

    const second = { ...other, doctorSecret: base.doctorSecret, doctorPublic: base.doctorPublic };
    expect((await withColluded(second, value)).sharedKey).not.toEqual(other.sealed.sharedKey);
    expect(await withColluded(other, colluded(other))).toEqual(other.sealed);
  });

  it('get the same value from any doctor of the tag, and never the tag’s secret', async () => {
    const { publicKey, secretKey } = await suite.delegateeKeyPair(random);
    const rk = await suite.reEncryptionKey(base.tagSecret, publicKey);
    expect(colluded({ ...base, rk, doctorSecret: secretKey })).toEqual(colluded(base));
    const x = decodeScalar(base.tagSecret, 'malformed-key');
    expect(toHex(colluded(base))).toBe(toHex(G2.BASE.multiply(Fr.inv(x)).toBytes()));
  });
});

describe('a second doctor who reuses a filmed request', () => {
  /** What a grant draws: nothing in it comes from the request. */
  const grantTo = async (doctorPublic: Bytes): Promise<{ rk: Bytes; tagPublic: Bytes }> => {
    const { publicKey: tagPublic, secretKey } = await suite.tagKeyPair(random);
    return { tagPublic, rk: await suite.reEncryptionKey(secretKey, doctorPublic) };
  };

  it('gets a key for her own visit that opens nothing of the first one', async () => {
    const own = await grantTo(other.doctorPublic);
    expect(own.tagPublic).not.toEqual(base.tagPublic);
    await learnsNothing(byDoctor, { doctorSecret: other.doctorSecret, rk: own.rk });
  });

  it('would open the first visit, had both been given one secret', async () => {
    const rk = await suite.reEncryptionKey(base.tagSecret, other.doctorPublic);
    expect(await byDoctor({ ...base, rk, doctorSecret: other.doctorSecret })).toEqual(base.sealed);
  });
});

describe('malformed input', () => {
  const key = new CryptoError('malformed-key');
  const capsule = new CryptoError('malformed-capsule');

  it.each(wrongG1)('refuses a tag’s public key %s', async (_name, tagPublic) => {
    await expect(suite.encapsulate(tagPublic, base.tag, random)).rejects.toEqual(key);
    for (const [, way] of ways) await expect(way({ ...base, tagPublic })).rejects.toEqual(key);
  });

  it.each(wrongG1)('refuses a capsule %s', async (_name, wrong) => {
    await expect(suite.reEncrypt(base.rk, wrong, random)).rejects.toEqual(capsule);
    const transformed = await suite.reEncrypt(base.rk, base.capsule, random);
    const { doctorSecret, tagPublic, tag } = base;
    await expect(
      suite.decapsulateReEncrypted(doctorSecret, tagPublic, wrong, transformed, tag),
    ).rejects.toEqual(capsule);
    await expect(byOwner({ ...base, capsule: wrong })).rejects.toEqual(capsule);
    await expect(byDoctor({ ...base, capsule: wrong })).rejects.toEqual(capsule);
  });

  it.each(wrongG2)('refuses a doctor’s key and a re-encryption key %s', async (_name, wrong) => {
    await expect(suite.reEncryptionKey(base.tagSecret, wrong)).rejects.toEqual(key);
    await expect(suite.reEncrypt(wrong, base.capsule, random)).rejects.toEqual(key);
    await expect(byDoctor({ ...base, rk: wrong })).rejects.toEqual(key);
  });

  it.each(wrongScalars)('refuses a secret key that is %s', async (_name, wrong) => {
    await expect(byOwner({ ...base, tagSecret: wrong })).rejects.toEqual(key);
    await expect(byDoctor({ ...base, doctorSecret: wrong })).rejects.toEqual(key);
    await expect(throughHelper({ ...base, doctorSecret: wrong })).rejects.toEqual(key);
    await expect(suite.reEncryptionKey(wrong, base.doctorPublic)).rejects.toEqual(key);
  });

  it('refuses a transformed capsule outside the target group', async () => {
    const { doctorSecret, tagPublic, tag } = base;
    const open = (transformed: Bytes): Promise<Opened> =>
      suite.decapsulateReEncrypted(doctorSecret, tagPublic, base.capsule, transformed, tag);
    const one = fromHex('00'.repeat(47) + '01' + '00'.repeat(528));
    await expect(open(one)).rejects.toEqual(capsule);
    await expect(open(new Uint8Array(576))).rejects.toEqual(capsule);
    await expect(open(new Uint8Array(575))).rejects.toEqual(capsule);
    expect(await open(await suite.reEncrypt(base.rk, base.capsule, random))).toEqual(base.sealed);
  });

  const flips = Array.from({ length: runs(12, 200) }, (_, i) => i);

  it.each(['tagPublic', 'capsule', 'rk', 'doctorSecret'] as const)(
    'refuses a flipped bit in %s, or gives another key',
    async (part) => {
      for (const i of flips) {
        const bit = (i * 7919) % (base[part].length * 8);
        const flipped = base[part].map((byte, at) =>
          at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        );
        const opened = await byDoctor({ ...base, [part]: flipped }).catch(
          (error: unknown) => error,
        );
        if (opened instanceof CryptoError) expect(opened.code).toMatch(/^malformed-/);
        else expect(opened).not.toMatchObject({ commitment: base.sealed.commitment });
      }
      expect(await byDoctor(base)).toEqual(base.sealed);
    },
  );
});
