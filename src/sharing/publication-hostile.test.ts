import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { aeadKey, seal, sealingKeyPair, sign } from '../crypto/index.ts';
import { sealAddressed } from './addressed.ts';
import { openTable } from './batch.ts';
import { makeCard, readCard } from './card.ts';
import { SharingError } from './errors.ts';
import { environmentAt, newDoctor } from './fixtures/consultation.ts';
import {
  anyBytes,
  anyCbor,
  anyFields,
  anyMutation,
  anyMutant,
  givesValueOrRefusal,
  mutated,
  patience,
  slow,
} from './fixtures/hostile.ts';
import type { CardHolder, Publisher } from './fixtures/publication.ts';
import {
  addBatch,
  epochOf,
  laneKey,
  newPublisher,
  publish,
  readTexts,
  termsFor,
} from './fixtures/publication.ts';
import { openMailbox, sealMailbox } from './mailbox.ts';
import { field, manifestContext, manifestKey, signedManifest } from './manifest-form.ts';
import { openManifest } from './manifest-reading.ts';
import { joinPair } from './message.ts';
import { makeStandingGrant, openStandingGrant } from './standing-grant.ts';

const env = environmentAt();
const numRuns = slow ? 3000 : 60;

const grantId = env.random(16);
let publisher: Publisher;
let holder: CardHolder;
let honest: Record<'manifest' | 'mailbox' | 'standing grant', Bytes>;
let readers: Record<keyof typeof honest, (bytes: Bytes) => Promise<unknown>>;

beforeAll(async () => {
  publisher = await newPublisher();
  const doctor = await newDoctor();
  const sealing = await sealingKeyPair(env.random);
  const keys = { ...doctor.keys, sealingPublic: sealing.publicKey };
  const card = await readCard(env, await makeCard(env, { ...doctor.author, ...keys }));
  holder = { doctor, card };
  await addBatch(publisher, 'one');
  const { shelfKey, person } = publisher;
  const terms = await termsFor(publisher, holder, 'all');
  const standing = await makeStandingGrant(env, person.patient, card, terms);
  honest = {
    manifest: (await publish(publisher)).stored.bytes,
    mailbox: (await sealMailbox(env, shelfKey, grantId, [standing])).bytes,
    'standing grant': standing,
  };
  const reader = { identity: doctor.identity, sealingSecret: sealing.secretKey };
  const shelf = { patientIdentity: person.inbox.identity, shelfKey };
  readers = {
    manifest: (bytes) => openManifest(env, shelf, epochOf(publisher), bytes),
    mailbox: (bytes) => openMailbox(shelfKey, grantId, bytes),
    'standing grant': (bytes) => openStandingGrant(env, reader, bytes),
  };
});

describe.each(['manifest', 'mailbox', 'standing grant'] as const)('the reader of a %s', (kind) => {
  it(
    'gives a value or a refusal for any bytes and any mutation of real ones',
    async () => {
      const hostile = fc.oneof(anyBytes(5000), anyMutant(honest[kind]));
      await fc.assert(
        fc.asyncProperty(hostile, (bytes) => givesValueOrRefusal(() => readers[kind](bytes))),
        { numRuns: 4 * numRuns },
      );
    },
    patience,
  );

  it('gives a refusal for each of the others and for a megabyte of anything, and a value for its own', async () => {
    const others = Object.entries(honest).flatMap(([name, bytes]) =>
      name === kind ? [] : [bytes],
    );
    const huge = [0x00, 0x41, 0xff].map((fill) => new Uint8Array(2 ** 20).fill(fill));
    for (const bytes of [...others, ...huge])
      await expect(readers[kind](bytes)).rejects.toBeInstanceOf(SharingError);
    expect(await readers[kind](honest[kind])).toBeDefined();
  });
});

describe('a patient’s app that keeps to no rule', () => {
  /** Signs and seals any fields as a manifest. */
  async function forgedManifest(fields: ReadonlyMap<number, CborValue>): Promise<Bytes> {
    const { person, shelfKey } = publisher;
    const epoch = epochOf(publisher);
    const context = manifestContext(env.suite.id, person.inbox.identity, epoch);
    const encoded = encodeCbor(fields);
    const signature = await sign(person.patient.identitySeed, signedManifest(context, encoded));
    const plaintext = joinPair(encoded, concat(signature, new Uint8Array(100)));
    return seal(await manifestKey(shelfKey, epoch), context, plaintext, env.random);
  }

  it(
    'gets a value or a refusal for any manifest, sealed and signed in order',
    async () => {
      const { epochId } = epochOf(publisher);
      const plausible = new Map<number, CborValue>([
        [field.patient, publisher.person.inbox.identity],
        [field.unit, 1],
        [field.epochId, epochId],
        [field.revision, 1],
        [field.previousHash, new Uint8Array(32)],
        [field.issuedAt, 1_905_238_800],
        [field.freshUntil, 1_905_843_600],
        [field.header, new Uint8Array()],
        [field.tags, []],
        [field.batches, []],
      ]);
      await fc.assert(
        fc.asyncProperty(anyFields, fc.boolean(), async (fields, whole) => {
          const forged = whole ? new Map([...plausible, ...fields]) : fields;
          const bytes = await forgedManifest(forged);
          await givesValueOrRefusal(() => readers.manifest(bytes));
        }),
        { numRuns: 4 * numRuns },
      );
      expect(await readers.manifest(await forgedManifest(plausible))).toBeDefined();
    },
    patience,
  );

  it(
    'gets a value or a refusal for any table of objects',
    async () => {
      const key = env.random(32);
      const { identity } = publisher.person.inbox;
      const scope = { suite: 1, patientIdentity: identity, unit: 'medical', number: 1 } as const;
      const context = encodeCbor(['carnet/v1/batch-table', 1, 1, identity, 1, 1]);
      const open = async (rows: CborValue) =>
        openTable(
          scope,
          key,
          await seal(await aeadKey(key), context, encodeCbor(rows), env.random),
        );
      const row = fc.tuple(
        fc.constantFrom(16, 15).map((length) => new Uint8Array(length)),
        fc.constant(new Uint8Array(32)),
        fc.constant(new Uint8Array(7)),
        fc.integer({ min: -1, max: 2 ** 33 }),
        fc.constantFrom(0, 52, 104).map((length) => new Uint8Array(length)),
      );
      await fc.assert(
        fc.asyncProperty(fc.oneof(anyCbor, fc.array(row, { maxLength: 4 })), (rows) =>
          givesValueOrRefusal(() => open(rows)),
        ),
        { numRuns: 4 * numRuns },
      );
      expect(await open([])).toEqual([]);
    },
    patience,
  );

  it(
    'gets a value or a refusal for any standing grant, sealed and signed in order',
    async () => {
      const { person } = publisher;
      await fc.assert(
        fc.asyncProperty(anyFields, async (fields) => {
          const own = new Map<number, CborValue>([...fields, [1, person.inbox.identity]]);
          const seed = person.patient.identitySeed;
          // What is too large to be carried is refused when it is sealed already.
          await givesValueOrRefusal(async () =>
            readers['standing grant'](await sealAddressed(env, 'standing', holder.card, own, seed)),
          );
        }),
        { numRuns },
      );
    },
    patience,
  );
});

describe('a host that answers with anything', () => {
  it(
    'never makes a reader see a wrong text',
    async () => {
      const key = await laneKey(publisher, holder, 'all');
      const { shelfKey, person } = publisher;
      const shelf = { patientIdentity: person.inbox.identity, shelfKey };
      const manifest = await openManifest(env, shelf, epochOf(publisher), honest.manifest);
      const truth = new Map(publisher.host);
      await fc.assert(
        fc.asyncProperty(anyMutation, async (mutation) => {
          const host = new Map([...truth].map(([name, bytes]) => [name, mutated(bytes, mutation)]));
          const read = readTexts({ ...publisher, host }, holder, [key], manifest);
          const texts = await read.catch((error: unknown) => error);
          if (texts instanceof Error) expect(texts).toEqual(new SharingError('mismatch'));
          else expect(texts).toEqual(['one']);
        }),
        { numRuns: numRuns / 3 },
      );
      expect(await readTexts(publisher, holder, [key], manifest)).toEqual(['one']);
    },
    patience,
  );
});
