import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { domain, sign, systemRandom } from '../crypto/index.ts';
import { sealAddressed } from './addressed.ts';
import { makeAnswer, readAnswer } from './answer.ts';
import type { HelperAsk } from './ask.ts';
import { makeAsk, readAsk } from './ask.ts';
import { makeEnrolment, openEnrolment } from './enrolment.ts';
import { SharingError } from './errors.ts';
import { environmentAt } from './fixtures/consultation.ts';
import type { HelpedPatient } from './fixtures/helping.ts';
import { askTerms, helpedPatient } from './fixtures/helping.ts';
import {
  anyBytes,
  anyCbor,
  anyFields,
  anyMutant,
  givesValueOrRefusal,
  patience,
  slow,
} from './fixtures/hostile.ts';
import { openHelperList } from './helper-list.ts';
import { makeInvitation, openInvitation } from './invitation.ts';
import { kindCode, messageHead, signFields } from './message.ts';
import { listName, sealParcel } from './relay.ts';

const env = environmentAt();
const runs = { numRuns: slow ? 3000 : 80 };

type Kind = 'invitation' | 'enrolment' | 'ask' | 'answer';
const kinds = ['invitation', 'enrolment', 'ask', 'answer'] as const;

let scene: HelpedPatient;
let ask: HelperAsk;
let messages: Record<Kind, Bytes>;

beforeAll(async () => {
  scene = await helpedPatient();
  ask = await makeAsk(env, scene.doctor.seed, askTerms(scene));
  const owner = { identitySeed: scene.patient.seed };
  const place = { base: 'https://files.example/carnet/', reader: null };
  const drop = { base: place.base, writer: null };
  const usual = { patientName: 'Sample Person', until: null };
  const helper = { identity: scene.helper.to.identity, drop };
  const invited = { ...usual, grantId: null, letters: null, helper };
  const enrolled = { ...usual, helperKey: scene.helperKey, leastRevision: 0, place, drop };
  const transformed = ask.capsules.map(() => systemRandom(576));
  messages = {
    invitation: await makeInvitation(env, owner, scene.doctor.to, invited),
    enrolment: await makeEnrolment(env, owner, scene.doctor.to, enrolled),
    ask: ask.message,
    answer: await makeAnswer(env, scene.helper.seed, ask, transformed),
  };
});

const readers: Record<Kind, (bytes: Bytes) => Promise<unknown>> = {
  invitation: (bytes) => openInvitation(env, scene.doctor.reader, bytes),
  enrolment: (bytes) => openEnrolment(env, scene.doctor.reader, bytes),
  ask: (bytes) => readAsk(env, bytes),
  answer: (bytes) => readAnswer(env, ask, bytes),
};

describe.each(kinds)('the reader of an %s', (kind) => {
  it(
    'gives a value or a refusal for any bytes and any mutation',
    async () => {
      const head = messageHead(kind, env.suite.id);
      const mutant = anyMutant(messages[kind]);
      await fc.assert(
        fc.asyncProperty(anyBytes(800), mutant, async (bytes, spoiled) => {
          await givesValueOrRefusal(() => readers[kind](bytes));
          await givesValueOrRefusal(() => readers[kind](concat(head, bytes)));
          await givesValueOrRefusal(() => readers[kind](spoiled));
        }),
        runs,
      );
    },
    patience,
  );

  it('refuses every other kind and a megabyte of anything, and takes its own', async () => {
    for (const other of kinds.filter((name) => name !== kind))
      await expect(readers[kind](messages[other])).rejects.toBeInstanceOf(SharingError);
    const head = Uint8Array.of(1, kindCode(kind), 1);
    for (const fill of [0x00, 0x41, 0xff]) {
      const huge = concat(head, new Uint8Array(2 ** 20).fill(fill));
      await expect(readers[kind](huge)).rejects.toEqual(new SharingError('too-large'));
    }
    expect(await readers[kind](messages[kind])).toBeDefined();
  });

  it(
    'gives a value or a refusal for any fields, sealed and signed in order',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyFields, async (fields) => {
          const own = new Map<number, CborValue>([...fields, [1, scene.helper.to.identity]]);
          await givesValueOrRefusal(async () => readers[kind](await signedInOrder(kind, own)));
        }),
        runs,
      );
    },
    patience,
  );
});

async function signedInOrder(kind: Kind, fields: Map<number, CborValue>): Promise<Bytes> {
  const { seed } = scene.helper;
  if (kind === 'invitation' || kind === 'enrolment')
    return sealAddressed(env, kind, scene.doctor.to, fields, seed);
  if (kind === 'answer') fields.set(2, ask.hash);
  const before = messageHead(kind, env.suite.id);
  const context = kind === 'answer' ? ask.hash : new Uint8Array(32);
  return concat(before, await signFields({ kind, context, before }, fields, seed));
}

describe('the reader of a helper’s list', () => {
  it(
    'gives a value or a refusal for any list, signed and sealed in order',
    async () => {
      const expected = {
        patientIdentity: scene.patient.to.identity,
        helperIdentity: scene.helper.to.identity,
        helperKey: scene.helperKey,
        leastRevision: 0,
      };
      const row = fc.oneof(anyCbor, fc.array(anyCbor, { minLength: 4, maxLength: 7 }));
      const rows = fc.array(row, { maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(anyFields, rows, rows, async (fields, groups, serves) => {
          const own = new Map<number, CborValue>([...fields, [4, groups], [5, serves]]);
          const encoded = encodeCbor(own);
          const signed = concat(domain('helper-list'), expected.helperIdentity, encoded);
          const message = concat(encoded, await sign(scene.patient.seed, signed));
          const name = listName(scene.helperKey);
          // What is too large to be carried is refused when it is sealed already.
          await givesValueOrRefusal(async () =>
            openHelperList(env, expected, await sealParcel(env, scene.helperKey, name, message)),
          );
        }),
        runs,
      );
    },
    patience,
  );
});
