import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { afghBls12381 } from '../crypto/index.ts';
import { sealBatch } from './batch.ts';
import type { Epoch } from './epoch.ts';
import { epochKeys } from './epoch.ts';
import { replay as replayAt } from './fixtures/replay.ts';
import { openMailbox, sealMailbox } from './mailbox.ts';
import { openBatch, openManifest } from './manifest-reading.ts';
import { NO_MANIFEST, sealedManifest } from './manifest.ts';
import { decodeObjectRef, encodeObjectRef } from './object-ref.ts';
import { openObject, sealObject } from './object.ts';
import type { StandingTerms } from './standing-grant.ts';
import { makeStandingGrant, openStandingGrant } from './standing-grant.ts';
import vectors from './vectors/publication.json';

const replay = (draws: readonly string[]) => replayAt(vectors.now, draws);
const reading = replay([]);
const { patient, doctor, manifest, standing } = vectors;
const identity = fromHex(patient.identity);
const identitySeed = fromHex(patient.identitySeed);
const shelfKey = fromHex(patient.shelfKey);
const grantId = fromHex(standing.grantId);
const epoch: Epoch = { unit: 'medical', epochId: fromHex(vectors.epoch.epochId) };

const keys = () => epochKeys(afghBls12381, fromHex(patient.master), identity, epoch);
const batch = async () => {
  const objects = [decodeObjectRef(fromHex(vectors.object.reference))];
  return sealBatch(replay(vectors.batch.random), identity, await keys(), { number: 1, objects });
};
const terms: StandingTerms = {
  grantId,
  units: [
    { ...epoch, lane: 'all', leastRevision: 1, reEncryptionKey: fromHex(standing.reEncryptionKey) },
  ],
  shelfKey,
  until: new Date(standing.until),
  place: { base: standing.base, reader: null },
  patientName: standing.patientName,
  helper: null,
};

describe('the vectors of a publication', () => {
  it.each(['all', 'new'] as const)('hold for the keys of lane %s', async (lane) => {
    const { tag, publicKey, secretKey } = (await keys())[lane];
    const made = {
      tagId: toHex(tag.id),
      publicKey: toHex(publicKey),
      secretKey: toHex(secretKey),
    };
    expect(made).toEqual(vectors.epoch[lane]);
  });

  it('hold for the object', async () => {
    const { random, content, reference, name, bytes } = vectors.object;
    const made = await sealObject(replay(random), identity, fromHex(content));
    expect(toHex(encodeObjectRef(made.ref))).toBe(reference);
    expect(made.stored.map((part) => [part.name, toHex(part.bytes)])).toEqual([[name, bytes]]);
    const fetch = () => Promise.resolve(fromHex(bytes));
    const opened = await openObject(identity, decodeObjectRef(fromHex(reference)), fetch);
    expect(toHex(opened)).toBe(content);
  });

  it('hold for the batch', async () => {
    const { table, locks } = await batch();
    expect(toHex(table)).toBe(vectors.batch.table);
    for (const lane of ['all', 'new'] as const) {
      const { capsule, commitment, wrapped } = vectors.batch.locks[lane];
      expect(toHex(locks[lane].capsule)).toBe(capsule);
      expect(toHex(locks[lane].commitment)).toBe(commitment);
      expect(toHex(locks[lane].wrapped)).toBe(wrapped);
    }
  });

  it('hold for the manifest, and open with the re-encryption key', async () => {
    const state = {
      keys: await keys(),
      revision: manifest.revision,
      previousHash: NO_MANIFEST,
      header: fromHex(manifest.header),
      batches: [await batch()],
      issuedAt: reading.now,
      freshUntil: new Date(manifest.freshUntil),
      shelfKey,
    };
    const made = await sealedManifest(replay(manifest.random), { identitySeed }, state);
    expect(made.stored.name).toBe(manifest.name);
    expect(toHex(made.stored.bytes)).toBe(manifest.bytes);
    expect(toHex(made.hash)).toBe(manifest.hash);
    const shelf = { patientIdentity: identity, shelfKey };
    const opened = await openManifest(reading, shelf, epoch, fromHex(manifest.bytes));
    const delegateeSecret = fromHex(doctor.delegateeSecret);
    const reEncryptionKey = fromHex(standing.reEncryptionKey);
    const reader = { delegateeSecret, keys: [{ ...epoch, lane: 'all', reEncryptionKey } as const] };
    const objects = await openBatch(reading, reader, opened, 1);
    expect(objects?.map((ref) => toHex(encodeObjectRef(ref)))).toEqual([vectors.object.reference]);
  });

  it('hold for the standing grant', async () => {
    const card = { identity: fromHex(doctor.identity), sealing: fromHex(doctor.sealingPublic) };
    const env = replay(standing.random);
    const made = await makeStandingGrant(env, { identitySeed }, card, terms);
    expect(toHex(made)).toBe(standing.message);
    const sealingSecret = fromHex(doctor.sealingSecret);
    const reader = { identity: card.identity, sealingSecret };
    const opened = await openStandingGrant(reading, reader, fromHex(standing.message));
    expect(opened).toEqual({ ...terms, patientIdentity: identity, issuedAt: reading.now });
  });

  it('hold for the mailbox', async () => {
    const { random, name, bytes } = vectors.mailbox;
    const message = fromHex(standing.message);
    const made = await sealMailbox(replay(random), shelfKey, grantId, [message]);
    expect([made.name, toHex(made.bytes)]).toEqual([name, bytes]);
    expect(await openMailbox(shelfKey, grantId, fromHex(bytes))).toEqual([message]);
  });
});
