import { beforeAll, describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { sealingKeyPair } from '../crypto/index.ts';
import type { AddressedReader } from './addressed.ts';
import { makeCard, readCard } from './card.ts';
import type { SharingErrorCode } from './errors.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped, newDoctor } from './fixtures/consultation.ts';
import type { CardHolder, Publisher } from './fixtures/publication.ts';
import {
  addBatch,
  epochOf,
  newPublisher,
  publish,
  readManifest,
  readTexts,
  termsFor,
} from './fixtures/publication.ts';
import { manifestName } from './manifest-form.ts';
import type { LaneKey } from './manifest-reading.ts';
import type { StandingTerms } from './standing-grant.ts';
import { makeStandingGrant, openStandingGrant } from './standing-grant.ts';

const env = environmentAt();
const refusal = (code: SharingErrorCode): SharingError => new SharingError(code);

interface Holder extends CardHolder {
  reader: AddressedReader;
}

async function newHolder(name?: string): Promise<Holder> {
  const doctor = await newDoctor(name);
  const sealing = await sealingKeyPair(env.random);
  const keys = { ...doctor.keys, sealingPublic: sealing.publicKey };
  const card = await readCard(env, await makeCard(env, { ...doctor.author, ...keys }));
  const reader = { identity: doctor.identity, sealingSecret: sealing.secretKey };
  return { doctor: { ...doctor, keys }, card, reader };
}

let publisher: Publisher;
let holder: Holder;

beforeAll(async () => {
  publisher = await newPublisher();
  holder = await newHolder();
  await addBatch(publisher, 'one');
  await publish(publisher);
});

const grant = async (changes: Partial<StandingTerms> = {}, at = env) =>
  makeStandingGrant(
    at,
    publisher.person.patient,
    holder.card,
    await termsFor(publisher, holder, 'all', changes),
  );

const fourUnits = (['personal', 'medical', 'insurance-card', 'prescription'] as const).map(
  (unit) => ({
    unit,
    lane: 'new' as const,
    epochId: env.random(16),
    leastRevision: 2 ** 32 - 1,
    reEncryptionKey: env.random(96),
  }),
);

describe('a standing grant', () => {
  it('brings back what was granted, and opens what is published', async () => {
    const terms = await termsFor(publisher, holder, 'all', {
      until: new Date('2031-01-01T00:00:00Z'),
      place: {
        base: 'https://files.example/anna/',
        reader: { user: 'reader', password: 'pass word' },
      },
    });
    const { patient, inbox } = publisher.person;
    const message = await makeStandingGrant(env, patient, holder.card, terms);
    const opened = await openStandingGrant(env, holder.reader, message);
    const issuedAt = env.now;
    expect(opened).toEqual({ ...terms, patientIdentity: inbox.identity, issuedAt });
    const manifest = await readManifest(publisher, epochOf(publisher), lastManifest());
    const keys = opened.units.flatMap(({ lane, epochId, reEncryptionKey }): LaneKey[] =>
      reEncryptionKey === null ? [] : [{ lane, epochId, reEncryptionKey }],
    );
    expect(await readTexts(publisher, holder, keys, manifest)).toEqual(['one']);
  });

  it('takes at most 800 bytes for four units, a name of 20 and an address of 80', async () => {
    const message = await grant({
      units: fourUnits,
      until: new Date('2031-01-01T00:00:00Z'),
      place: { base: `https://${'x'.repeat(71)}/`, reader: null },
      patientName: 'A'.repeat(20),
    });
    expect(message.length).toBeLessThanOrEqual(800);
    const { units } = await openStandingGrant(env, holder.reader, message);
    expect(units).toEqual(fourUnits);
  });

  it('for a helper names the helper and carries no key', async () => {
    const units = fourUnits.map((unit) => ({ ...unit, reEncryptionKey: null }));
    const helper = env.random(32);
    const opened = await openStandingGrant(env, holder.reader, await grant({ units, helper }));
    expect(opened.helper).toEqual(helper);
    expect(opened.units).toEqual(units);
    await expect(grant({ units: fourUnits, helper })).rejects.toEqual(refusal('malformed'));
    await expect(grant({ units })).rejects.toEqual(refusal('malformed'));
  });

  it('is for one card, and says so to another', async () => {
    const other = await newHolder('Dr. Other');
    const message = await grant();
    await expect(openStandingGrant(env, other.reader, message)).rejects.toEqual(
      refusal('not-for-me'),
    );
    const stolen = { identity: holder.reader.identity, sealingSecret: other.reader.sealingSecret };
    await expect(openStandingGrant(env, stolen, message)).rejects.toEqual(refusal('cannot-open'));
    expect((await openStandingGrant(env, holder.reader, message)).patientName).toBe('Anna Muster');
  });

  it('is refused with any bit turned behind its hint, cut or lengthened', async () => {
    const message = await grant();
    for (let at = 11; at < message.length; at += 7) {
      const code = at < 43 ? 'not-for-me' : 'cannot-open';
      await expect(openStandingGrant(env, holder.reader, flipped(message, at))).rejects.toEqual(
        refusal(code),
      );
    }
    for (const lie of [message.slice(0, -1), concat(message, new Uint8Array(1))])
      await expect(openStandingGrant(env, holder.reader, lie)).rejects.toEqual(
        refusal('cannot-open'),
      );
    expect(await openStandingGrant(env, holder.reader, message)).toBeDefined();
  });

  it('ends when it says, and is not taken from the future', async () => {
    const message = await grant({ until: new Date(env.now.getTime() + 60 * 60_000) });
    await expect(openStandingGrant(environmentAt(60), holder.reader, message)).rejects.toEqual(
      refusal('expired'),
    );
    await expect(openStandingGrant(environmentAt(-11), holder.reader, message)).rejects.toEqual(
      refusal('clock-skew'),
    );
    for (const minutes of [59, -9])
      expect(await openStandingGrant(environmentAt(minutes), holder.reader, message)).toBeDefined();
    const forEver = await grant();
    expect(
      (await openStandingGrant(environmentAt(5_000_000), holder.reader, forEver)).until,
    ).toBeNull();
  });

  it('is for at least one unit, and for each once', async () => {
    const [one] = fourUnits;
    if (one === undefined) return expect.fail();
    for (const units of [[], [one, one], [{ ...one, epochId: env.random(15) }]])
      await expect(grant({ units })).rejects.toEqual(refusal('malformed'));
    expect(await grant({ units: [one] })).toBeDefined();
  });

  it('shows nothing of itself to whoever films it', async () => {
    const terms = await termsFor(publisher, holder, 'all');
    const message = await makeStandingGrant(env, publisher.person.patient, holder.card, terms);
    const seen = Buffer.from(message);
    const secrets = [
      terms.shelfKey,
      terms.grantId,
      publisher.person.inbox.identity,
      holder.card.identity,
      ...terms.units.flatMap(({ epochId, reEncryptionKey }) => [
        epochId,
        reEncryptionKey ?? epochId,
      ]),
    ];
    for (const secret of secrets) expect(seen.includes(Buffer.from(secret))).toBe(false);
    expect(seen.includes('Anna')).toBe(false);
    expect(seen.includes('files.example')).toBe(false);
  });
});

const lastManifest = () => {
  const name = manifestName(publisher.shelfKey, epochOf(publisher));
  return { name, bytes: publisher.host.get(name) ?? new Uint8Array() };
};
