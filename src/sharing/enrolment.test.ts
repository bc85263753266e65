import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { sha256, systemRandom } from '../crypto/index.ts';
import type { EnrolmentTerms } from './enrolment.ts';
import { makeEnrolment, openEnrolment } from './enrolment.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped, startTime } from './fixtures/consultation.ts';
import type { CardOwner } from './fixtures/helping.ts';
import { newCardOwner } from './fixtures/helping.ts';
import { STATIC_LIMIT } from './fixtures/still-code.ts';
import { makeInvitation, openInvitation } from './invitation.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);
const terms: EnrolmentTerms = {
  patientName: 'Sample Person',
  helperKey: systemRandom(32),
  leastRevision: 7,
  until: new Date('2031-01-01T00:00:00Z'),
  place: { base: 'https://files.example/carnet/', reader: { user: 'r', password: 'p' } },
  drop: { base: 'https://files.example/drop/', writer: { user: 'w', password: 'q' } },
};

let patient: CardOwner;
let helper: CardOwner;

beforeAll(async () => {
  patient = await newCardOwner();
  helper = await newCardOwner();
});

const make = (changed: Partial<EnrolmentTerms> = {}) =>
  makeEnrolment(env, { identitySeed: patient.seed }, helper.to, { ...terms, ...changed });

describe('an enrolment', () => {
  it('opens for the helper it was made for', async () => {
    for (const changed of [{}, { until: null }, { drop: null }]) {
      const message = await make(changed);
      expect(await openEnrolment(env, helper.reader, message)).toEqual({
        ...terms,
        ...changed,
        patientIdentity: patient.to.identity,
        issuedAt: startTime,
        hash: sha256(message),
      });
    }
  });

  it('opens for nobody else', async () => {
    const message = await make();
    const stranger = await newCardOwner();
    await expect(openEnrolment(env, stranger.reader, message)).rejects.toEqual(
      refusal('not-for-me'),
    );
    for (let at = 0; at < message.length; at += 7)
      await expect(openEnrolment(env, helper.reader, flipped(message, at))).rejects.toBeInstanceOf(
        SharingError,
      );
  });

  it('is no invitation, even with its kind changed', async () => {
    const message = await make();
    message[1] = 8;
    await expect(openInvitation(env, helper.reader, message)).rejects.toEqual(
      refusal('cannot-open'),
    );
    const helps = { identity: systemRandom(32), drop: { base: terms.place.base, writer: null } };
    const invited = { patientName: 'A', grantId: null, until: null, letters: null, helper: helps };
    const twin = await makeInvitation(env, { identitySeed: patient.seed }, helper.to, invited);
    expect(await openInvitation(env, helper.reader, twin)).toMatchObject(invited);
  });

  it('says when it is over', async () => {
    const message = await make();
    const at = (time: string) => ({ ...env, now: new Date(time) });
    const open = (time: string) => openEnrolment(at(time), helper.reader, message);
    expect(await open('2030-12-31T23:59:59Z')).toBeDefined();
    await expect(open('2031-01-01T00:00:00Z')).rejects.toEqual(refusal('expired'));
    await expect(open('2030-05-17T08:00:00Z')).rejects.toEqual(refusal('clock-skew'));
  });

  it('fits a still code and shows nobody', async () => {
    const message = await make();
    expect(message.length).toBeLessThan(STATIC_LIMIT / 2);
    for (const hidden of [patient.to.identity, helper.to.identity, terms.helperKey])
      expect(toHex(message)).not.toContain(toHex(hidden));
  });

  it('fits a still code with the longest of names, addresses and secrets', async () => {
    const base = `https://${'h'.repeat(60)}.example/${'p'.repeat(42)}/`;
    const message = await make({
      patientName: 'é'.repeat(32),
      leastRevision: 2 ** 32 - 1,
      place: { base, reader: { user: 'u'.repeat(64), password: 'p'.repeat(128) } },
      drop: { base, writer: { token: 't'.repeat(256) } },
    });
    expect(message).toHaveLength(982);
  });

  it('is not made for a card whose key is none, nor for a place that is none', async () => {
    const to = { ...helper.to, sealing: new Uint8Array(32) };
    const owner = { identitySeed: patient.seed };
    await expect(makeEnrolment(env, owner, to, terms)).rejects.toEqual(refusal('malformed'));
    const place = { base: 'http://files.example/', reader: null };
    await expect(make({ place })).rejects.toEqual(refusal('malformed'));
    await expect(make({ patientName: '…' })).rejects.toEqual(refusal('name-invalid'));
  });
});
