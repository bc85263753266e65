import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { decodeCbor } from '../bytes/cbor.ts';
import { hmacSha256 } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import { makeCard, readCard } from './card.ts';
import { SharingError } from './errors.ts';
import type { Consultation } from './fixtures/consultation.ts';
import {
  consult,
  environmentAt,
  flipped,
  newDoctor,
  newPatient,
  scriptedRandom,
  startTime,
  usualAsk,
  usualTerms,
} from './fixtures/consultation.ts';
import { makeGrant } from './grant.ts';
import { joinPair, messageHead, splitPair } from './message.ts';
import { openGrant, openPackage } from './open.ts';
import { makeRequest, readRequest } from './request.ts';
import { unitsOfSet } from './unit.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);
const packageOf = (grant: Bytes, sealed: Bytes) =>
  concat(messageHead('package', 1), joinPair(grant, sealed));

let visit: Consultation;

beforeAll(async () => {
  visit = await consult();
});

async function cardGrant() {
  const doctor = await newDoctor();
  const card = await readCard(env, await makeCard(env, { ...doctor.author, ...doctor.keys }));
  const { patient } = await newPatient();
  const made = await makeGrant(env, patient, { kind: 'card', card }, usualTerms);
  return { doctor, patient, made };
}

describe('a grant that answers a request', () => {
  it('opens to exactly what was granted', async () => {
    const opened = await openPackage(env, visit.reader, visit.made.package);
    expect(opened).toEqual({
      grantId: visit.made.grantId,
      patientIdentity: visit.person.inbox.identity,
      header: usualTerms.header,
      units: usualTerms.units,
      asked: usualAsk.units,
      requestHash: visit.pending.request.hash,
      purpose: 'Check-up',
      grantedAt: startTime,
      expiresAt: new Date(startTime.getTime() + 30 * 60_000),
      inboxPublic: visit.person.inbox.inboxPublic,
      forwardSecret: true,
      mark: hmacSha256(visit.reader.markKey, visit.made.grantId),
    });
    expect(visit.made).toMatchObject({ forwardSecret: true, expiresAt: opened.expiresAt });
  });

  it('opens alike when grant and ciphertext came apart', async () => {
    const { grant, sealed, package: whole } = visit.made;
    expect(await openGrant(env, visit.reader, grant, sealed)).toEqual(
      await openPackage(env, visit.reader, whole),
    );
    expect(whole).toEqual(packageOf(grant, sealed));
  });

  it('carries each of the 32 choices and nothing else', async () => {
    const { patient } = await newPatient();
    const recipient = { kind: 'request', request: visit.pending.request } as const;
    for (let set = 0; set < 32; set++) {
      const units = unitsOfSet(set).map((unit) => ({ unit, content: utf8(`content of ${unit}`) }));
      const made = await makeGrant(env, patient, recipient, { ...usualTerms, units });
      expect((await openPackage(env, visit.reader, made.package)).units).toEqual(units);
    }
  }, 60_000);

  it('stays small enough for a still code', async () => {
    expect(visit.made.grant.length).toBeLessThanOrEqual(575);
    const { made } = await consult({ terms: { purpose: 'x'.repeat(64), minutes: 10_080 } });
    expect(made.grant.length).toBe(642);
  });

  it('carries the patient’s own purpose, or the one asked for', async () => {
    const purposes: [asked: string, granted: string][] = [
      ['Check-up', 'Second opinion'],
      ['Check-up', ''],
      ['', 'Second opinion'],
      ['', ''],
    ];
    for (const [asked, purpose] of purposes) {
      const { made, reader } = await consult({ ask: { purpose: asked }, terms: { purpose } });
      expect((await openPackage(env, reader, made.package)).purpose).toBe(purpose);
    }
  });

  it('may be answered twice with grants that share nothing', async () => {
    const recipient = { kind: 'request', request: visit.pending.request } as const;
    const again = await makeGrant(env, visit.person.patient, recipient, usualTerms);
    expect(again.grantId).not.toEqual(visit.made.grantId);
    expect((await openPackage(env, visit.reader, again.package)).units).toEqual(usualTerms.units);
    const mixed = openGrant(env, visit.reader, again.grant, visit.made.sealed);
    await expect(mixed).rejects.toEqual(refusal('mismatch'));
  });

  it('is the same to the byte with the same clock and randomness', async () => {
    const [first, second] = [await consult({ seed: 'twice' }), await consult({ seed: 'twice' })];
    expect(first.made).toEqual(second.made);
    expect(first.pending).toEqual(second.pending);
    const third = await consult({ seed: 'thrice' });
    expect(third.made.grant).not.toEqual(first.made.grant);
  });
});

describe('a grant to a known card', () => {
  it('opens without a request, and says that it is not forward secret', async () => {
    const { doctor, made } = await cardGrant();
    const opened = await openPackage(env, doctor.reader(), made.package);
    expect(opened).toMatchObject({ forwardSecret: false, requestHash: null, asked: [] });
    expect(opened.purpose).toBe('Check-up');
    expect(made.forwardSecret).toBe(false);
  });

  it('is not for another doctor, even one who owns the card’s delegatee key', async () => {
    const { doctor, made } = await cardGrant();
    const other = await newDoctor();
    await expect(openPackage(env, other.reader(), made.package)).rejects.toEqual(
      refusal('not-for-me'),
    );
    const reader = { ...doctor.reader(), card: { ...doctor.keys, identity: other.identity } };
    await expect(openPackage(env, reader, made.package)).rejects.toEqual(refusal('not-for-me'));
  });

  it('does not open with another delegatee key under the same identity', async () => {
    const { doctor, made } = await cardGrant();
    const other = await newDoctor();
    const reader = { ...doctor.reader(), card: { ...other.keys, identity: doctor.identity } };
    await expect(openPackage(env, reader, made.package)).rejects.toEqual(refusal('cannot-open'));
  });
});

describe('a grant is refused', () => {
  it('when nobody here asked', async () => {
    const other = await newDoctor();
    const theirs = await makeRequest(env, other.author, usualAsk);
    await expect(openPackage(env, other.reader(theirs), visit.made.package)).rejects.toEqual(
      refusal('no-such-request'),
    );
    await expect(openPackage(env, visit.doctor.reader(), visit.made.package)).rejects.toEqual(
      refusal('no-such-request'),
    );
    const later = await makeRequest(env, visit.doctor.author, usualAsk);
    const both = visit.doctor.reader(later, visit.pending);
    expect((await openPackage(env, both, visit.made.package)).units).toHaveLength(2);
  });

  it('from the moment it expires, and before it can have been made', async () => {
    const at = (minutes: number) =>
      openPackage(environmentAt(minutes), visit.reader, visit.made.package);
    for (const minutes of [-10, 0, 29.9]) expect((await at(minutes)).units).toHaveLength(2);
    await expect(at(30)).rejects.toEqual(refusal('expired'));
    await expect(at(60 * 24 * 365)).rejects.toEqual(refusal('expired'));
    await expect(at(-10.1)).rejects.toEqual(refusal('clock-skew'));
  });

  it('when it was opened before', async () => {
    const marks: string[] = [];
    const isMarked = (mark: Bytes) => Promise.resolve(marks.includes(String(mark)));
    const reader = { ...visit.reader, isMarked };
    const { mark } = await openPackage(env, reader, visit.made.package);
    marks.push(String(mark));
    await expect(openPackage(env, reader, visit.made.package)).rejects.toEqual(refusal('replayed'));
    const recipient = { kind: 'request', request: visit.pending.request } as const;
    const next = await makeGrant(env, visit.person.patient, recipient, usualTerms);
    expect((await openPackage(env, reader, next.package)).units).toHaveLength(2);
  });

  it('with other ciphertext, before anything of it is decrypted', async () => {
    const { grant, sealed } = visit.made;
    for (const wrong of [
      flipped(sealed, 0),
      flipped(sealed, sealed.length - 1),
      sealed.slice(0, -1),
      concat(sealed, sealed),
      new Uint8Array(),
      (await consult()).made.sealed,
    ])
      await expect(openGrant(env, visit.reader, grant, wrong)).rejects.toEqual(refusal('mismatch'));
  });

  it('with any byte changed', async () => {
    const { grant, sealed } = visit.made;
    for (let at = 0; at < grant.length; at += 13)
      await expect(openGrant(env, visit.reader, flipped(grant, at), sealed)).rejects.toBeInstanceOf(
        SharingError,
      );
  }, 60_000);

  it('cut short, lengthened, or as another kind', async () => {
    const { grant, sealed } = visit.made;
    for (const wrong of [
      new Uint8Array(),
      grant.slice(0, 3),
      grant.slice(0, -1),
      concat(grant, grant),
    ])
      await expect(openGrant(env, visit.reader, wrong, sealed)).rejects.toBeInstanceOf(
        SharingError,
      );
    await expect(openPackage(env, visit.reader, grant)).rejects.toEqual(refusal('malformed'));
    await expect(openGrant(env, visit.reader, visit.made.package, sealed)).rejects.toBeInstanceOf(
      SharingError,
    );
    await expect(readRequest(env, grant)).rejects.toEqual(refusal('malformed'));
  });

  it('of a newer version or another suite', async () => {
    const { grant, sealed } = visit.made;
    for (const at of [0, 2]) {
      const newer = Uint8Array.from(grant);
      newer[at] = 7;
      await expect(openGrant(env, visit.reader, newer, sealed)).rejects.toEqual(
        refusal('unknown-version'),
      );
    }
  });

  it('before it is made, for a key that is none and for minutes out of range', async () => {
    const { patient } = visit.person;
    const request = { ...visit.pending.request, delegatee: new Uint8Array(96) };
    await expect(makeGrant(env, patient, { kind: 'request', request }, usualTerms)).rejects.toEqual(
      refusal('malformed'),
    );
    const recipient = { kind: 'request', request: visit.pending.request } as const;
    const endless = { ...usualTerms, minutes: 20_000 };
    await expect(makeGrant(env, patient, recipient, endless)).rejects.toEqual(refusal('malformed'));
    const wordy = { ...usualTerms, purpose: 'x'.repeat(65) };
    await expect(makeGrant(env, patient, recipient, wordy)).rejects.toEqual(refusal('too-large'));
  });
});

describe('what stands in clear', () => {
  it('names the request and holds key material that is useless alone, nothing of the patient', () => {
    const { first } = splitPair(visit.made.grant.subarray(3));
    const clear = decodeCbor(first, { maxBytes: 1000 }) as Map<number, Uint8Array>;
    expect([...clear.keys()]).toEqual([1, 3, 4, 5, 6]);
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const shown = hex(visit.made.package);
    for (const secret of [
      visit.person.inbox.identity,
      visit.person.inbox.inboxPublic,
      visit.made.grantId,
      usualTerms.header,
      utf8('AllergyIntolerance'),
      utf8('Check-up'),
    ])
      expect(shown).not.toContain(hex(secret));
    expect(shown).toContain(hex(visit.pending.request.hash));
  });
});

describe('the tag of a grant', () => {
  it('owes nothing to what the doctor sent', async () => {
    const seed = 'the same patient, the same randomness';
    const first = await makeGrant(
      { ...env, random: scriptedRandom(seed) },
      visit.person.patient,
      { kind: 'request', request: visit.pending.request },
      usualTerms,
    );
    const other = await makeRequest(env, visit.doctor.author, usualAsk);
    const second = await makeGrant(
      { ...env, random: scriptedRandom(seed) },
      visit.person.patient,
      { kind: 'request', request: other.request },
      usualTerms,
    );
    const tagPublic = (grant: Bytes) =>
      (
        decodeCbor(splitPair(grant.subarray(3)).first, { maxBytes: 1000 }) as Map<number, Bytes>
      ).get(4);
    expect(tagPublic(first.grant)).toEqual(tagPublic(second.grant));
    expect(tagPublic(first.grant)).not.toEqual(tagPublic(visit.made.grant));
  });

  it('loses its secret before the grant is handed out', async () => {
    const secrets: Bytes[] = [];
    const tagKeyPair: typeof env.suite.tagKeyPair = async (random) => {
      const pair = await env.suite.tagKeyPair(random);
      expect(pair.secretKey.some((byte) => byte !== 0)).toBe(true);
      secrets.push(pair.secretKey);
      return pair;
    };
    const watched = { ...env, suite: { ...env.suite, tagKeyPair } };
    const recipient = { kind: 'request', request: visit.pending.request } as const;
    const made = await makeGrant(watched, visit.person.patient, recipient, usualTerms);
    expect(secrets).toEqual([new Uint8Array(32)]);
    expect((await openPackage(env, visit.reader, made.package)).units).toHaveLength(2);
  });

  it('is drawn anew for each grant', async () => {
    const units: ShareUnit[] = ['medical'];
    const { made } = await consult({ ask: { units } });
    expect(made.grantId).not.toEqual(visit.made.grantId);
  });
});
