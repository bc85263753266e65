import { describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import type { ShareUnit } from '../records/index.ts';
import type { Author } from './author.ts';
import { makeCard, readCard } from './card.ts';
import { makeDeposit, openDeposit } from './deposit.ts';
import type { SharingEnvironment } from './environment.ts';
import { SharingError } from './errors.ts';
import { replay as replayAt } from './fixtures/replay.ts';
import type { GrantTerms, Recipient } from './grant.ts';
import { makeGrant } from './grant.ts';
import { readLink, requestLink } from './link.ts';
import { openGrant, openPackage } from './open.ts';
import type { PendingRequest } from './request.ts';
import { makeRequest, readRequest } from './request.ts';
import vectors from './vectors/consultation.json';
import refusals from './vectors/refusals.json';
import { requestWords } from './words.ts';

const units = (names: readonly string[]) => names as ShareUnit[];

const replay = (draws: readonly string[]) => replayAt(vectors.now, draws);

const reading = replay([]);
const author: Author = {
  name: vectors.doctor.name,
  role: 'doctor',
  identitySeed: fromHex(vectors.doctor.identitySeed),
};
const keys = {
  sealingPublic: fromHex(vectors.doctor.sealingPublic),
  delegateeSecret: fromHex(vectors.doctor.delegateeSecret),
  delegateePublic: fromHex(vectors.doctor.delegateePublic),
};
const patient = {
  identitySeed: fromHex(vectors.patient.identitySeed),
  inboxPublic: fromHex(vectors.patient.inboxPublic),
};
const inbox = {
  identity: fromHex(vectors.patient.identity),
  inboxSecret: fromHex(vectors.patient.inboxSecret),
  inboxPublic: fromHex(vectors.patient.inboxPublic),
};

async function pendingRequest(): Promise<PendingRequest> {
  const request = await readRequest(reading, fromHex(vectors.request.message));
  return { request, delegateeSecret: fromHex(vectors.request.delegateeSecret) };
}

async function recipientOf(kind: string): Promise<Recipient> {
  if (kind === 'request') return { kind, request: (await pendingRequest()).request };
  return { kind: 'card', card: await readCard(reading, fromHex(vectors.card.message)) };
}

const reader = async () => ({
  pending: [await pendingRequest()],
  card: { identity: fromHex(vectors.doctor.identity), ...keys },
  markKey: fromHex(vectors.doctor.markKey),
  isMarked: () => Promise.resolve(false),
});

describe('the vectors of a consultation', () => {
  it('hold for the card', async () => {
    const env = replay(vectors.card.random);
    expect(toHex(await makeCard(env, { ...author, ...keys }))).toBe(vectors.card.message);
    const card = await readCard(reading, fromHex(vectors.card.message));
    expect(card).toMatchObject({ name: vectors.doctor.name, role: 'doctor' });
    expect(toHex(card.delegatee)).toBe(vectors.doctor.delegateePublic);
  });

  it('hold for the request, its words and its link', async () => {
    const { random, message, hash, words, link, minutes, purpose } = vectors.request;
    const ask = { units: units(vectors.request.units), purpose, minutes };
    const made = await makeRequest(replay(random), author, ask);
    expect(toHex(made.request.message)).toBe(message);
    expect(toHex(made.delegateeSecret)).toBe(vectors.request.delegateeSecret);
    expect(await readRequest(reading, fromHex(message))).toEqual(made.request);
    expect(toHex(made.request.hash)).toBe(hash);
    expect(await requestWords(fromHex(message))).toEqual(words);
    expect(requestLink('https://carnet.example/', fromHex(message))).toBe(link);
    expect(readLink(link)).toEqual({ kind: 'request', message: fromHex(message) });
  });

  it.each(vectors.grants)('hold for the grant to a $recipient', async (vector) => {
    const terms: GrantTerms = {
      units: vector.units.map(({ unit, content }) => ({
        unit: unit as ShareUnit,
        content: fromHex(content),
      })),
      purpose: vector.purpose,
      minutes: vector.minutes,
      header: fromHex(vector.header),
    };
    const env = replay(vector.random);
    const made = await makeGrant(env, patient, await recipientOf(vector.recipient), terms);
    expect(toHex(made.package)).toBe(vector.package);
    const opened = await openPackage(reading, await reader(), fromHex(vector.package));
    const { header, purpose, units: granted } = terms;
    const { forwardSecret } = vector;
    expect(opened).toMatchObject({ header, purpose, units: granted, forwardSecret });
    expect(toHex(opened.grantId)).toBe(vector.grantId);
    const apart = [fromHex(vector.grant), fromHex(vector.sealed)] as const;
    expect(await openGrant(reading, await reader(), ...apart)).toEqual(opened);
  });

  it('hold for the deposit', async () => {
    const { random, message, content, grantId } = vectors.deposit;
    const address = { patientIdentity: inbox.identity, inboxPublic: inbox.inboxPublic };
    const to = { ...address, grantId: fromHex(grantId) };
    const made = await makeDeposit(replay(random), author, to, fromHex(content));
    expect(toHex(made)).toBe(message);
    const opened = await openDeposit(reading, inbox, fromHex(message));
    expect(toHex(opened.content)).toBe(content);
    expect(toHex(opened.author.identity)).toBe(vectors.doctor.identity);
  });
});

const readers: Record<string, (env: SharingEnvironment, bytes: Bytes) => Promise<unknown>> = {
  card: readCard,
  request: readRequest,
  package: async (env, bytes) => openPackage(env, await reader(), bytes),
  deposit: (env, bytes) => openDeposit(env, inbox, bytes),
};

describe('the vectors of refusals', () => {
  it.each(refusals.cases)('hold for $title', async ({ reader: name, minutes, message, code }) => {
    const now = new Date(reading.now.getTime() + minutes * 60_000);
    const read = readers[name]!({ ...reading, now }, fromHex(message));
    const outcome = await read.then(() => null).catch((error: unknown) => error);
    expect(outcome instanceof SharingError ? outcome.code : outcome).toBe(code);
  });
});
