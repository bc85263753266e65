import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { makeCard, readCard } from './card.ts';
import { SharingError } from './errors.ts';
import type { Consultation } from './fixtures/consultation.ts';
import {
  consult,
  environmentAt,
  newDoctor,
  usualAsk,
  usualTerms,
} from './fixtures/consultation.ts';
import { readEnvelope } from './envelope.ts';
import { clearField, makeGrant } from './grant.ts';
import { openPackage } from './open.ts';
import type { PendingRequest } from './request.ts';
import { makeRequest, readRequest } from './request.ts';

const env = environmentAt();
const { suite } = env;

let visit: Consultation;

beforeAll(async () => {
  visit = await consult();
});

/** What a camera sees of a grant. */
function filmed(grant: Bytes) {
  const { clear } = readEnvelope('grant', suite.id, grant, Object.values(clearField));
  return {
    tag: { kind: 'visit', id: clear.bytes(clearField.tagId, 32) } as const,
    tagPublic: clear.bytes(clearField.tagPublic, 48),
    capsule: clear.bytes(clearField.capsule, 48),
    rekey: clear.bytes(clearField.reEncryptionKey, 96),
  };
}

describe('somebody who filmed every code and later steals the doctor’s device', () => {
  it('opens nothing of a consultation by request', async () => {
    const { doctor, pending, made } = visit;
    // The request as filmed, with every secret that is left on the device.
    const request = await readRequest(env, pending.request.message);
    const stolen: PendingRequest = { request, delegateeSecret: doctor.keys.delegateeSecret };
    await expect(openPackage(env, doctor.reader(stolen), made.package)).rejects.toEqual(
      new SharingError('cannot-open'),
    );
    await expect(openPackage(env, doctor.reader(), made.package)).rejects.toEqual(
      new SharingError('no-such-request'),
    );
    const { tag, tagPublic, capsule, rekey } = filmed(made.grant);
    const real = await suite.decapsulateFused(
      pending.delegateeSecret,
      tagPublic,
      capsule,
      rekey,
      tag,
    );
    const secret = doctor.keys.delegateeSecret;
    const tried = await suite.decapsulateFused(secret, tagPublic, capsule, rekey, tag);
    expect(equal(tried.sharedKey, real.sharedKey)).toBe(false);
  });

  it('opens a grant to the card, which is why that is said not to be forward secret', async () => {
    const { doctor, person } = visit;
    const card = await readCard(env, await makeCard(env, { ...doctor.author, ...doctor.keys }));
    const made = await makeGrant(env, person.patient, { kind: 'card', card }, usualTerms);
    const opened = await openPackage(env, doctor.reader(), made.package);
    expect(opened.units).toEqual(usualTerms.units);
    expect([made.forwardSecret, opened.forwardSecret]).toEqual([false, false]);
  });
});

describe('a second doctor who reuses a filmed nonce', () => {
  it('opens their own grant and nothing of the first one', async () => {
    const { nonce } = visit.pending.request;
    const second = await newDoctor('Dr. Second');
    const reusing = {
      ...env,
      random: (length: number) => (length === nonce.length ? nonce.slice() : env.random(length)),
    };
    const asked = await makeRequest(reusing, second.author, usualAsk);
    expect(asked.request.nonce).toEqual(nonce);
    const recipient = { kind: 'request', request: asked.request } as const;
    const own = await makeGrant(env, visit.person.patient, recipient, usualTerms);
    const reader = second.reader(asked);
    expect((await openPackage(env, reader, own.package)).units).toHaveLength(2);
    await expect(openPackage(env, reader, visit.made.package)).rejects.toEqual(
      new SharingError('no-such-request'),
    );
    const first = filmed(visit.made.grant);
    const { sharedKey } = await suite.decapsulateFused(
      visit.pending.delegateeSecret,
      first.tagPublic,
      first.capsule,
      first.rekey,
      first.tag,
    );
    for (const rekey of [first.rekey, filmed(own.grant).rekey]) {
      const tried = await suite.decapsulateFused(
        asked.delegateeSecret,
        first.tagPublic,
        first.capsule,
        rekey,
        first.tag,
      );
      expect(equal(tried.sharedKey, sharedKey)).toBe(false);
    }
  });
});
