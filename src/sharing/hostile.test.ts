import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { aeadKey, seal } from '../crypto/index.ts';
import { makeCard, readCard } from './card.ts';
import { makeDeposit, openDeposit } from './deposit.ts';
import { failAs, SharingError } from './errors.ts';
import type { Consultation } from './fixtures/consultation.ts';
import { addressOf, consult, environmentAt, usualTerms } from './fixtures/consultation.ts';
import { forge, honestParts } from './fixtures/forgery.ts';
import {
  anyBytes,
  anyFields,
  anyMutant,
  givesValueOrRefusal,
  patience,
  slow,
} from './fixtures/hostile.ts';
import { readLink, requestLink } from './link.ts';
import { joinPair, kindCode, messageKind, signFields } from './message.ts';
import { openGrant, openPackage } from './open.ts';
import { openPackageContent, tableContext } from './package.ts';
import { readRequest } from './request.ts';

const env = environmentAt();
const runs = { numRuns: slow ? 3000 : 60 };

let visit: Consultation;
let messages: Record<'card' | 'request' | 'grant' | 'package' | 'deposit', Bytes>;

beforeAll(async () => {
  visit = await consult();
  const { doctor, made, pending, reader } = visit;
  const address = addressOf(await openPackage(env, reader, made.package));
  messages = {
    card: await makeCard(env, { ...doctor.author, ...doctor.keys }),
    request: pending.request.message,
    grant: made.grant,
    package: made.package,
    deposit: await makeDeposit(env, doctor.author, address, utf8('content')),
  };
});

const readers: Record<keyof typeof messages, (bytes: Bytes) => Promise<unknown>> = {
  card: (bytes) => readCard(env, bytes),
  request: (bytes) => readRequest(env, bytes),
  grant: (bytes) => openGrant(env, visit.reader, bytes, visit.made.sealed),
  package: (bytes) => openPackage(env, visit.reader, bytes),
  deposit: (bytes) => openDeposit(env, visit.person.inbox, bytes),
};

const kinds = Object.keys(readers) as (keyof typeof messages)[];

describe.each(kinds)('the reader of a %s', (kind) => {
  it(
    'gives a value or a refusal for any bytes',
    async () => {
      const head = Uint8Array.of(1, kinds.indexOf(kind) + 1, 1);
      await fc.assert(
        fc.asyncProperty(anyBytes(800), fc.boolean(), async (bytes, withHead) => {
          await givesValueOrRefusal(() => readers[kind](withHead ? concat(head, bytes) : bytes));
        }),
        runs,
      );
    },
    patience,
  );

  it(
    'gives a value or a refusal for any mutation of a real one',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMutant(messages[kind]), (hostile) =>
          givesValueOrRefusal(() => readers[kind](hostile)),
        ),
        runs,
      );
    },
    patience,
  );

  it('gives a refusal for every other kind of message, and a value for its own', async () => {
    for (const other of kinds.filter((name) => name !== kind))
      await expect(readers[kind](messages[other])).rejects.toBeInstanceOf(SharingError);
    expect(await readers[kind](messages[kind])).toBeDefined();
  });

  it('gives a refusal for a megabyte of anything', async () => {
    const head = Uint8Array.of(1, kinds.indexOf(kind) + 1, 1);
    for (const fill of [0x00, 0x41, 0xff]) {
      const huge = concat(head, new Uint8Array(2 ** 20).fill(fill));
      await expect(readers[kind](huge)).rejects.toBeInstanceOf(SharingError);
    }
  });
});

describe('a patient’s app that keeps to no rule', () => {
  it(
    'gets a value or a refusal for any body, sealed and signed in order',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyFields, fc.boolean(), async (fields, addressed) => {
          const parts = await honestParts(
            env,
            visit.person,
            visit.pending.request,
            usualTerms.units,
          );
          parts.body = addressed ? new Map([...parts.body, ...fields]) : fields;
          await givesValueOrRefusal(async () =>
            openGrant(env, visit.reader, await forge(env, parts), parts.sealed),
          );
        }),
        { numRuns: runs.numRuns / 3 },
      );
    },
    patience,
  );

  it(
    'gets a value or a refusal for any key table and any streams',
    async () => {
      const scope = { suite: 1, patient: new Uint8Array(32), grantId: new Uint8Array(32) };
      const key = await aeadKey(env.random(32));
      const row = fc.tuple(
        fc.integer({ min: -1, max: 6 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: -1, max: 200 }),
        fc.integer(),
      );
      const table = fc.oneof(
        anyFields,
        fc.array(row, { maxLength: 6 }).map(
          (rows) =>
            new Map<number, CborValue>([
              [1, new Uint8Array(3)],
              [2, rows],
            ]),
        ),
      );
      await fc.assert(
        fc.asyncProperty(table, anyBytes(800), async (fields, streams) => {
          const sealedTable = await seal(key, tableContext(scope), encodeCbor(fields), env.random);
          const packed = joinPair(sealedTable, streams);
          await givesValueOrRefusal(() =>
            failAs('cannot-open', () => openPackageContent(scope, key, packed)),
          );
        }),
        { numRuns: runs.numRuns * 3 },
      );
    },
    patience,
  );
});

describe('an author’s app that keeps to no rule', () => {
  it(
    'gets a value or a refusal for any card or request, signed in order',
    async () => {
      const { identity, author } = visit.doctor;
      await fc.assert(
        fc.asyncProperty(anyFields, fc.constantFrom('card', 'request'), async (fields, kind) => {
          const before = Uint8Array.of(1, kinds.indexOf(kind) + 1, 1);
          const scope = { kind, context: new Uint8Array(32), before } as const;
          const own = new Map<number, CborValue>([...fields, [1, identity]]);
          const message = concat(before, await signFields(scope, own, author.identitySeed));
          await givesValueOrRefusal(() => readers[kind](message));
        }),
        { numRuns: runs.numRuns * 3 },
      );
    },
    patience,
  );
});

describe('the readers of a first look', () => {
  it('never throw', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((tail) => `https://carnet.example/#1${tail}`),
      anyBytes(800).map((bytes) => requestLink('', bytes)),
    );
    fc.assert(
      fc.property(text, anyBytes(800), (hostile, bytes) => {
        const linked = readLink(hostile);
        if (linked !== null) expect(messageKind(linked.message)).toBe(linked.kind);
        const read = messageKind(bytes);
        if (read !== null) expect(kindCode(read)).toBe(bytes[1]);
      }),
      { numRuns: 2000 },
    );
  });

  it('know each kind, and keep it for a newer version', () => {
    for (const kind of kinds) {
      expect(messageKind(messages[kind])).toBe(kind);
      expect(messageKind(concat(Uint8Array.of(2), messages[kind].subarray(1)))).toBe(kind);
    }
    expect(messageKind(utf8('{"resourceType":"Bundle"}'))).toBeNull();
    expect(messageKind(new Uint8Array())).toBeNull();
  });
});
