import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { makeAnswer, readAnswer } from './answer.ts';
import { makeAsk, readAsk } from './ask.ts';
import { dropName, letterGrantId } from './drop.ts';
import { makeEnrolment, openEnrolment } from './enrolment.ts';
import { replay } from './fixtures/replay.ts';
import type { HelperList } from './helper-list.ts';
import { openHelperList, sealHelperList } from './helper-list.ts';
import { makeLogPage, readLogPage } from './helper-log.ts';
import { makeInvitation, openInvitation } from './invitation.ts';
import { openBatchTransformed, openManifest } from './manifest-reading.ts';
import { encodeObjectRef } from './object-ref.ts';
import { answerName, askName, logName, openParcel, relayKey, sealParcel } from './relay.ts';
import type { StandingTerms } from './standing-grant.ts';
import { makeStandingGrant, openStandingGrant } from './standing-grant.ts';
import { transformFor } from './transform.ts';
import vectors from './vectors/helping.json';
import publication from './vectors/publication.json';

const { patientName, place, letterDrop, helperDrop } = vectors;
const reading = replay(vectors.now);
const drawing = (draws: readonly string[]) => replay(vectors.now, draws);
const until = new Date(vectors.until);
const patient = { identitySeed: fromHex(publication.patient.identitySeed) };
const patientIdentity = fromHex(publication.patient.identity);
const shelfKey = fromHex(publication.patient.shelfKey);
const [grantId, relay] = [fromHex(vectors.grantId), fromHex(vectors.relayKey)];
const [helperKey, dropKey] = [fromHex(vectors.helperKey), fromHex(vectors.dropKey)];
const epoch = { unit: 'medical', epochId: fromHex(publication.epoch.epochId) } as const;

const person = (keys: Record<'identity' | 'sealingPublic' | 'sealingSecret', string>) => {
  const [identity, sealing] = [fromHex(keys.identity), fromHex(keys.sealingPublic)];
  return {
    to: { identity, sealing },
    reader: { identity, sealingSecret: fromHex(keys.sealingSecret) },
  };
};
const [doctor, helper] = [person(vectors.doctor), person(vectors.helper)];
const opened = { patientIdentity, issuedAt: new Date(vectors.now) };

describe('the vectors of a helper', () => {
  it('hold for a standing grant that is read through it', async () => {
    const { random, leastRevision, message } = vectors.standing;
    const terms: StandingTerms = {
      ...{ grantId, shelfKey, until, place, patientName, helper: helper.to.identity },
      units: [{ ...epoch, lane: 'all', leastRevision, reEncryptionKey: null }],
    };
    const made = await makeStandingGrant(drawing(random), patient, doctor.to, terms);
    expect(toHex(made)).toBe(message);
    const read = await openStandingGrant(reading, doctor.reader, fromHex(message));
    expect(read).toEqual({ ...terms, ...opened });
  });

  it('hold for the invitation, and for the names of letters', async () => {
    const { random, message } = vectors.invitation;
    const inboxPublic = fromHex(vectors.inboxPublic);
    const terms = {
      ...{ patientName, grantId, until },
      letters: { inboxPublic, dropKey, drop: letterDrop },
      helper: { identity: helper.to.identity, drop: helperDrop },
    };
    const made = await makeInvitation(drawing(random), patient, doctor.to, terms);
    expect(toHex(made)).toBe(message);
    const read = await openInvitation(reading, doctor.reader, fromHex(message));
    expect(read).toEqual({ ...terms, ...opened });
    expect(toHex(letterGrantId(dropKey))).toBe(vectors.letters.grantId);
    for (const { n, name } of vectors.letters.names) expect(dropName(dropKey, n)).toBe(name);
  });

  it('hold for the enrolment', async () => {
    const { random, leastRevision, message } = vectors.enrolment;
    const terms = { patientName, helperKey, leastRevision, until, place, drop: helperDrop };
    const made = await makeEnrolment(drawing(random), patient, helper.to, terms);
    expect(toHex(made)).toBe(message);
    const read = await openEnrolment(reading, helper.reader, fromHex(message));
    expect(read).toMatchObject({ ...terms, ...opened });
  });

  it('hold for the list', async () => {
    const { random, name, bytes, message } = vectors.list;
    const to = { identity: helper.to.identity, helperKey };
    const made = await sealHelperList(drawing(random), patient, to, list);
    expect([made.name, toHex(made.bytes)]).toEqual([name, bytes]);
    expect(toHex(await openParcel(helperKey, name, fromHex(bytes)))).toBe(message);
    const expected = { patientIdentity, helperIdentity: to.identity, helperKey, leastRevision: 1 };
    const read = await openHelperList(reading, expected, fromHex(bytes));
    expect(read).toEqual({ ...list, issuedAt: opened.issuedAt });
  });

  it('hold for the ask, and where it lies', async () => {
    const { random, message, hash, parcel } = vectors.ask;
    const seed = fromHex(vectors.doctor.identitySeed);
    const terms = { helper: helper.to.identity, patient: patientIdentity, grantId };
    const capsules = [fromHex(vectors.ask.capsule)];
    const made = await makeAsk(drawing(random), seed, { ...terms, capsules });
    expect([toHex(made.message), toHex(made.hash)]).toEqual([message, hash]);
    expect(await readAsk(reading, fromHex(message))).toEqual(made);
    expect(toHex(relayKey(shelfKey, grantId))).toBe(vectors.relayKey);
    expect(askName(relay, parcel.n)).toBe(parcel.name);
    const sealed = await sealParcel(drawing(parcel.random), relay, parcel.name, fromHex(message));
    expect(toHex(sealed)).toBe(parcel.bytes);
  });

  it('hold for the answer, which opens the batch', async () => {
    const { transformed, message, parcel } = vectors.answer;
    const ask = await readAsk(reading, fromHex(vectors.ask.message));
    const side = { identity: helper.to.identity, patientIdentity, until: null, usesSpent: 0 };
    const turned = await transformFor(drawing(vectors.answer.random), list, side, ask);
    expect(turned.map(toHex)).toEqual([transformed]);
    const made = await makeAnswer(reading, fromHex(vectors.helper.identitySeed), ask, turned);
    expect(toHex(made)).toBe(message);
    const [answer] = await readAnswer(reading, ask, fromHex(message));
    const manifest = await openManifest(
      reading,
      { patientIdentity, shelfKey },
      epoch,
      fromHex(publication.manifest.bytes),
    );
    const delegatee = { delegateeSecret: fromHex(vectors.doctor.delegateeSecret) };
    const transform = { lane: 'all', transformed: answer?.transformed ?? fromHex('') } as const;
    const refs = await openBatchTransformed(reading, delegatee, manifest, 1, transform);
    expect(refs.map((ref) => toHex(encodeObjectRef(ref)))).toEqual([publication.object.reference]);
    expect(answerName(relay, ask.hash)).toBe(parcel.name);
    const sealed = await sealParcel(drawing(parcel.random), relay, parcel.name, fromHex(message));
    expect(toHex(sealed)).toBe(parcel.bytes);
  });

  it('hold for two pages of the log', async () => {
    const { at, answerHash, page, next, parcel } = vectors.log;
    const seed = fromHex(vectors.helper.identitySeed);
    const parties = { helper: helper.to.identity, patient: patientIdentity };
    const ask = fromHex(vectors.ask.message);
    const lines = [{ at: new Date(at), ask, answerHash: fromHex(answerHash) }];
    const first = { number: 0, previousHash: new Uint8Array(32), lines };
    expect(toHex(await makeLogPage(seed, parties, first))).toBe(page);
    const read = await readLogPage(parties, null, fromHex(page));
    const second = { number: 1, previousHash: read.hash, lines };
    expect(toHex(await makeLogPage(seed, parties, second))).toBe(next);
    expect(await readLogPage(parties, read, fromHex(next))).toMatchObject(second);
    expect(logName(helperKey, 0)).toBe(parcel.name);
    const sealed = await sealParcel(drawing(parcel.random), helperKey, parcel.name, fromHex(page));
    expect(toHex(sealed)).toBe(parcel.bytes);
  });
});

const list: HelperList = {
  revision: vectors.list.revision,
  dismissed: false,
  groups: [{ ...epoch, lane: 'all', capsules: [fromHex(vectors.ask.capsule)] }],
  serves: [
    {
      ...{ identity: doctor.to.identity, name: vectors.list.doctorName, grantId, until },
      ...{ relayKey: relay, uses: vectors.list.uses },
      keys: [{ group: 0, reEncryptionKey: fromHex(vectors.list.reEncryptionKey) }],
    },
  ],
};
