import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { sealingKeyPair } from '../crypto/index.ts';
import type { AddressedReader } from './addressed.ts';
import type { Card } from './card.ts';
import { makeCard, readCard } from './card.ts';
import type { EmergencyStatement } from './emergency.ts';
import { makeEmergency, openEmergency } from './emergency.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped, newDoctor } from './fixtures/consultation.ts';
import { anyMutant, givesValueOrRefusal, patience, slow } from './fixtures/hostile.ts';
import { newPublisher } from './fixtures/publication.ts';
import { replay } from './fixtures/replay.ts';
import vector from './vectors/emergency.json';
import helping from './vectors/helping.json';
import publication from './vectors/publication.json';

const env = environmentAt();
const lines: EmergencyStatement[] = [
  { kind: 'name', text: 'Ada Example' },
  { kind: 'allergy', text: 'Penicillin: anaphylaxis' },
  { kind: 'contact', text: 'Tom Example, husband, +44 20 7946 0000' },
];

interface Holder {
  card: Card;
  reader: AddressedReader;
}

async function newHolder(): Promise<Holder> {
  const { author, keys, identity } = await newDoctor();
  const sealing = await sealingKeyPair(env.random);
  const own = { ...author, ...keys, sealingPublic: sealing.publicKey };
  const card = await readCard(env, await makeCard(env, own));
  return { card, reader: { identity, sealingSecret: sealing.secretKey } };
}

let patient: Awaited<ReturnType<typeof newPublisher>>['person']['patient'];
let holder: Holder;
let other: Holder;

beforeAll(async () => {
  patient = (await newPublisher()).person.patient;
  [holder, other] = [await newHolder(), await newHolder()];
});

const made = (these: readonly EmergencyStatement[] = lines) =>
  makeEmergency(env, patient, holder.card, { patientName: 'Ada Example', lines: these });

const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof SharingError ? error.code : error),
  );

describe('a sealed emergency card', () => {
  it('opens for the one it was made for, and says who wrote it and when', async () => {
    const opened = await openEmergency(env, holder.reader, await made());
    expect(opened).toMatchObject({ patientName: 'Ada Example', lines });
    expect(Math.abs(opened.issuedAt.getTime() - env.now.getTime())).toBeLessThan(1000);
  });

  it('opens for nobody else, whatever is changed in it', async () => {
    const message = await made();
    expect(await refused(openEmergency(env, other.reader, message))).toBe('not-for-me');
    const changed = flipped(message, message.length - 20);
    expect(await refused(openEmergency(env, holder.reader, changed))).toBe('cannot-open');
  });

  it('fits one still code, or is refused whole', async () => {
    const long = Array.from({ length: 12 }, (_, at) => ({
      ...{ kind: 'medicine' as const, text: `Medicine ${String(at)} ${'x'.repeat(140)}` },
    }));
    expect(await refused(made(long))).toBe('too-large');
    expect((await made(long.slice(0, 5))).length).toBeLessThanOrEqual(1200);
  });

  it('says nothing rather than an empty line', async () => {
    expect(await refused(made([]))).toBe('malformed');
    expect(await refused(made([{ kind: 'directive', text: '\u200b ' }]))).toBe('malformed');
  });

  it(
    'gives a value or a refusal for any mutation of a real one',
    async () => {
      const message = await made();
      await fc.assert(
        fc.asyncProperty(anyMutant(message), (hostile) =>
          givesValueOrRefusal(() => openEmergency(env, holder.reader, hostile)),
        ),
        { numRuns: slow ? 3000 : 60 },
      );
    },
    patience,
  );

  it('is made and read as its vector says', async () => {
    const { identity, sealingPublic, sealingSecret } = helping.doctor;
    const to = { identity: fromHex(identity), sealing: fromHex(sealingPublic) };
    const reader = { identity: to.identity, sealingSecret: fromHex(sealingSecret) };
    const read = await openEmergency(replay(helping.now), reader, fromHex(vector.message));
    expect(read).toEqual({
      patientIdentity: fromHex(publication.patient.identity),
      patientName: helping.patientName,
      issuedAt: new Date(helping.now),
      lines: vector.lines,
    });
    const author = { identitySeed: fromHex(publication.patient.identitySeed) };
    const again = await makeEmergency(replay(helping.now, vector.random), author, to, read);
    expect(toHex(again)).toBe(vector.message);
  });
});
