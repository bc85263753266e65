import { describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { mergeBatches, openOwnBatch, relockBatch, sealBatch } from './batch.ts';
import { epochKeys, newEpoch } from './epoch.ts';
import type { SharingErrorCode } from './errors.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped } from './fixtures/consultation.ts';
import type { CardHolder, Publisher } from './fixtures/publication.ts';
import {
  addBatch,
  epochOf,
  laneKey,
  newCardHolder,
  newPublisher,
  publish,
  readManifest,
  readTexts,
  roll,
} from './fixtures/publication.ts';
import { manifestName } from './manifest-form.ts';
import type { LaneKey, Manifest } from './manifest-reading.ts';
import {
  checkManifest,
  lockFor,
  openBatch,
  openBatchTransformed,
  openManifest,
} from './manifest-reading.ts';
import { NO_MANIFEST } from './manifest.ts';
import { paddedSize } from './padding.ts';

const refusal = (code: SharingErrorCode): SharingError => new SharingError(code);

/** Publishes and reads the manifest back. */
async function published(publisher: Publisher): Promise<Manifest> {
  const { stored } = await publish(publisher);
  return readManifest(publisher, epochOf(publisher), stored);
}

const secretOf = ({ doctor }: CardHolder): { delegateeSecret: Bytes } => ({
  delegateeSecret: doctor.keys.delegateeSecret,
});

describe('a published unit', () => {
  it('is read with one re-encryption key of lane all, batch after batch', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    await addBatch(publisher, 'one', 'two');
    await addBatch(publisher);
    await addBatch(publisher, 'three');
    const manifest = await published(publisher);
    const keys = [await laneKey(publisher, doctor, 'all')];
    expect(await readTexts(publisher, doctor, keys, manifest)).toEqual(['one', 'two', 'three']);
  });

  it('opens for nobody else with that key, nor for the doctor with another’s', async () => {
    const publisher = await newPublisher();
    const [doctor, other] = [await newCardHolder(), await newCardHolder('Dr. Other')];
    await addBatch(publisher, 'one');
    const manifest = await published(publisher);
    const [own, theirs] = [
      await laneKey(publisher, doctor, 'all'),
      await laneKey(publisher, other, 'all'),
    ];
    const { env } = publisher;
    const refused = refusal('cannot-open');
    await expect(openBatch(env, { ...secretOf(other), keys: [own] }, manifest, 1)).rejects.toEqual(
      refused,
    );
    await expect(
      openBatch(env, { ...secretOf(doctor), keys: [theirs] }, manifest, 1),
    ).rejects.toEqual(refused);
    expect(await readTexts(publisher, doctor, [own], manifest)).toEqual(['one']);
    expect(await readTexts(publisher, other, [theirs], manifest)).toEqual(['one']);
  });

  it('opens under no key of the other lane', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    await addBatch(publisher, 'one');
    const manifest = await published(publisher);
    const [all, fresh] = [
      await laneKey(publisher, doctor, 'all'),
      await laneKey(publisher, doctor, 'new'),
    ];
    for (const wrong of [
      { ...fresh, lane: 'all' },
      { ...all, lane: 'new' },
    ] as const)
      await expect(readTexts(publisher, doctor, [wrong], manifest)).rejects.toEqual(
        refusal('cannot-open'),
      );
    expect(await readTexts(publisher, doctor, [fresh], manifest)).toEqual(['one']);
  });

  it('keeps the capsules of what is published already as long as its epoch lasts', async () => {
    const publisher = await newPublisher();
    await addBatch(publisher, 'one');
    const before = (await publish(publisher)).capsules;
    await addBatch(publisher, 'two');
    const after = (await publish(publisher)).capsules;
    expect(after.slice(0, 2)).toEqual(before);
    expect(after).toHaveLength(4);
  });

  it('does not open a batch with the capsule of another', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    const one = await addBatch(publisher, 'one');
    const two = await addBatch(publisher, 'two');
    const keys = [await laneKey(publisher, doctor, 'all')];
    publisher.batches = [
      { ...one, locks: two.locks },
      { ...two, locks: one.locks },
    ];
    const swapped = await published(publisher);
    await expect(readTexts(publisher, doctor, keys, swapped)).rejects.toEqual(
      refusal('cannot-open'),
    );
    publisher.batches = [one, two];
    const honest = await published(publisher);
    expect(await readTexts(publisher, doctor, keys, honest)).toEqual(['one', 'two']);
  });
});

describe('an epoch that ended', () => {
  it('leaves a stopped doctor nothing of the next: neither its place, nor its manifest, nor a batch', async () => {
    const publisher = await newPublisher();
    const [doctor, stopped] = [await newCardHolder(), await newCardHolder('Dr. Stopped')];
    await addBatch(publisher, 'one');
    await publish(publisher);
    const old = epochOf(publisher);
    const keysOfStopped = [
      await laneKey(publisher, stopped, 'all'),
      await laneKey(publisher, stopped, 'new'),
    ];
    await roll(publisher);
    await addBatch(publisher, 'two');
    const { stored } = await publish(publisher);
    const { env, shelfKey, person } = publisher;
    expect(manifestName(shelfKey, old)).not.toBe(stored.name);
    const reader = { patientIdentity: person.inbox.identity, shelfKey };
    await expect(openManifest(env, reader, old, stored.bytes)).rejects.toEqual(
      refusal('cannot-open'),
    );
    // Even with the new epoch's id, told by somebody else:
    const manifest = await readManifest(publisher, epochOf(publisher), stored);
    const forAll = keysOfStopped.map((key) => ({ ...key, epochId: manifest.epochId }));
    for (const key of forAll)
      await expect(
        openBatch(env, { ...secretOf(stopped), keys: [key] }, manifest, 2),
      ).rejects.toEqual(refusal('cannot-open'));
    const again = [await laneKey(publisher, doctor, 'all')];
    expect(await readTexts(publisher, doctor, again, manifest)).toEqual(['one', 'two']);
  });

  it('gives somebody who joins from now on nothing older', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    await addBatch(publisher, 'older');
    await publish(publisher);
    await roll(publisher);
    const keys = [await laneKey(publisher, doctor, 'new')];
    await addBatch(publisher, 'newer');
    const manifest = await published(publisher);
    expect(await readTexts(publisher, doctor, keys, manifest)).toEqual(['newer']);
    const { env } = publisher;
    const older = manifest.batches[0]?.locks.new.epochId ?? new Uint8Array();
    const stretched: LaneKey[] = keys.map((key) => ({ ...key, epochId: older }));
    const reader = { ...secretOf(doctor), keys: stretched };
    await expect(openBatch(env, reader, manifest, 1)).rejects.toEqual(refusal('cannot-open'));
    expect(await openBatch(env, { ...reader, keys }, manifest, 1)).toBeNull();
  });

  it('leaves a reader of lane new what appeared in it, with the key of then', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    await addBatch(publisher, 'first');
    const then = await laneKey(publisher, doctor, 'new');
    await roll(publisher);
    await addBatch(publisher, 'second');
    const now = await laneKey(publisher, doctor, 'new');
    const manifest = await published(publisher);
    expect(await readTexts(publisher, doctor, [then, now], manifest)).toEqual(['first', 'second']);
    expect(await readTexts(publisher, doctor, [now], manifest)).toEqual(['second']);
  });

  it('cannot be published with batches that were not locked for the next', async () => {
    const publisher = await newPublisher();
    await addBatch(publisher, 'one');
    const { env, master, person } = publisher;
    const epoch = newEpoch(env.random, 'medical');
    const keys = await epochKeys(env.suite, master, person.inbox.identity, epoch);
    await expect(publish(publisher, { keys })).rejects.toEqual(refusal('mismatch'));
    const relocked = publisher.batches.map((batch) =>
      relockBatch(env, person.inbox.identity, keys, batch),
    );
    expect(await publish(publisher, { keys, batches: await Promise.all(relocked) })).toBeDefined();
  });

  it('keeps its tags out of every other unit', async () => {
    const publisher = await newPublisher();
    const { env, master, person } = publisher;
    const { identity } = person.inbox;
    const batch = await addBatch(publisher, 'one');
    const other = await epochKeys(env.suite, master, identity, {
      ...epochOf(publisher),
      unit: 'personal',
    });
    expect(other.all.publicKey).not.toEqual(publisher.keys.all.publicKey);
    await expect(relockBatch(env, identity, other, batch)).rejects.toEqual(refusal('mismatch'));
    expect(await relockBatch(env, identity, publisher.keys, batch)).toBeDefined();
  });
});

describe('merged batches', () => {
  it('list everything once, under the tag of the oldest', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    const { env, person } = publisher;
    const { identity } = person.inbox;
    await addBatch(publisher, 'one');
    const oldest = publisher.keys;
    const early = await laneKey(publisher, doctor, 'new');
    await roll(publisher);
    const late = await laneKey(publisher, doctor, 'new');
    await addBatch(publisher, 'two');
    const keys = { all: publisher.keys.all, new: oldest.new };
    const merged = await mergeBatches(env, identity, keys, publisher.batches, 3);
    expect(await openOwnBatch(env, identity, merged)).toHaveLength(2);
    await expect(mergeBatches(env, identity, publisher.keys, publisher.batches, 3)).rejects.toEqual(
      refusal('mismatch'),
    );
    publisher.batches = [merged];
    const manifest = await published(publisher);
    const all = await laneKey(publisher, doctor, 'all');
    expect(await readTexts(publisher, doctor, [all], manifest)).toEqual(['one', 'two']);
    expect(await readTexts(publisher, doctor, [early], manifest)).toEqual(['one', 'two']);
    expect(await readTexts(publisher, doctor, [late], manifest)).toEqual([]);
  });
});

describe('through a helper', () => {
  it('a transformed capsule opens its batch, a made-up one or another’s does not', async () => {
    const publisher = await newPublisher();
    const [doctor, other] = [await newCardHolder(), await newCardHolder('Dr. Other')];
    await addBatch(publisher, 'one');
    await addBatch(publisher, 'two');
    const manifest = await published(publisher);
    const { env } = publisher;
    const key = await laneKey(publisher, doctor, 'all');
    const capsules = manifest.batches.map((batch) => lockFor(batch, [key])?.capsule);
    const transform = (rekey: Bytes, capsule: Bytes | undefined) =>
      env.suite.reEncrypt(rekey, capsule ?? new Uint8Array(), env.random);
    const honest = await transform(key.reEncryptionKey, capsules[0]);
    const lies = [
      await transform(key.reEncryptionKey, capsules[1]),
      await transform((await laneKey(publisher, other, 'all')).reEncryptionKey, capsules[0]),
      flipped(honest, 40),
      env.random(honest.length),
      new Uint8Array(honest.length),
    ];
    const open = (transformed: Bytes) =>
      openBatchTransformed(env, secretOf(doctor), manifest, 1, { lane: 'all', transformed });
    for (const lie of lies) await expect(open(lie)).rejects.toEqual(refusal('cannot-open'));
    expect(await open(honest)).toHaveLength(1);
  });
});

describe('a manifest', () => {
  it('opens for its own patient, shelf, unit and epoch alone', async () => {
    const publisher = await newPublisher();
    const { stored } = await publish(publisher);
    const { env, person, shelfKey } = publisher;
    const reader = { patientIdentity: person.inbox.identity, shelfKey };
    const epoch = epochOf(publisher);
    const wrong = [
      [{ ...reader, patientIdentity: env.random(32) }, epoch],
      [{ ...reader, shelfKey: env.random(32) }, epoch],
      [reader, { ...epoch, unit: 'personal' }],
      [reader, newEpoch(env.random, 'medical')],
    ] as const;
    for (const [someone, somewhere] of wrong)
      await expect(openManifest(env, someone, somewhere, stored.bytes)).rejects.toEqual(
        refusal('cannot-open'),
      );
    expect((await openManifest(env, reader, epoch, stored.bytes)).revision).toBe(1);
  });

  it('of another patient is refused, although the reader holds its shelf key', async () => {
    const [publisher, other] = [await newPublisher(), await newPublisher()];
    // A patient who knows another's shelf key and epoch can seal, but not sign.
    other.shelfKey = publisher.shelfKey;
    const { env, person, master } = other;
    other.keys = await epochKeys(env.suite, master, person.inbox.identity, epochOf(publisher));
    const forged = (await publish(other)).stored;
    await expect(readManifest(publisher, epochOf(publisher), forged)).rejects.toEqual(
      refusal('cannot-open'),
    );
    expect((await readManifest(other, epochOf(other), forged)).revision).toBe(1);
  });

  it('is refused with any bit turned, cut, lengthened or replaced', async () => {
    const publisher = await newPublisher();
    await addBatch(publisher, 'one');
    const { stored } = await publish(publisher);
    const { name, bytes } = stored;
    const lies = [
      ...[0, 11, 12, 500, 4000, bytes.length - 1].map((at) => flipped(bytes, at)),
      bytes.slice(0, -1),
      bytes.slice(0, 2048),
      concat(bytes, new Uint8Array(1)),
      new Uint8Array(),
      utf8('<!doctype html>'),
    ];
    for (const lie of lies)
      await expect(
        readManifest(publisher, epochOf(publisher), { name, bytes: lie }),
      ).rejects.toEqual(refusal('cannot-open'));
    expect((await readManifest(publisher, epochOf(publisher), stored)).batches).toHaveLength(1);
  });

  it('older than promised or seen is refused, the same again and the next are not', async () => {
    const publisher = await newPublisher();
    const [one, two, three] = [
      await published(publisher),
      await published(publisher),
      await published(publisher),
    ];
    const { env } = publisher;
    const seen = { revision: two.revision, hash: two.hash };
    const rolledBack = refusal('rolled-back');
    expect(() => checkManifest(env, one, { leastRevision: 2, seen: null })).toThrow(rolledBack);
    expect(() => checkManifest(env, one, { leastRevision: 1, seen })).toThrow(rolledBack);
    for (const fine of [two, three]) checkManifest(env, fine, { leastRevision: 2, seen });
    checkManifest(env, one, { leastRevision: 1, seen: null });
    const farther = { ...three, revision: 9 };
    checkManifest(env, farther, { leastRevision: 1, seen });
  });

  it('that does not follow what was seen is a fork', async () => {
    const publisher = await newPublisher();
    const one = await published(publisher);
    const { env } = publisher;
    const seen = { revision: one.revision, hash: one.hash };
    const { revision } = publisher;
    const fork = await publish(publisher, { previousHash: NO_MANIFEST });
    const forked = await readManifest(publisher, epochOf(publisher), fork.stored);
    expect(() => checkManifest(env, forked, { leastRevision: 0, seen })).toThrow(refusal('forked'));
    publisher.revision = revision;
    const same = await publish(publisher, { revision, previousHash: NO_MANIFEST });
    const twin = await readManifest(publisher, epochOf(publisher), same.stored);
    expect(() => checkManifest(env, twin, { leastRevision: 0, seen })).toThrow(refusal('forked'));
    publisher.previousHash = one.hash;
    publisher.revision = revision;
    checkManifest(env, await published(publisher), { leastRevision: 0, seen });
  });

  it('goes on with its chain over the end of an epoch', async () => {
    const publisher = await newPublisher();
    const { revision, hash } = await published(publisher);
    await roll(publisher);
    const next = await published(publisher);
    expect(next.previousHash).toEqual(hash);
    checkManifest(publisher.env, next, { leastRevision: 2, seen: { revision, hash } });
  });

  it('from a time that has not come is refused, ten minutes are not', async () => {
    const publisher = await newPublisher();
    const manifest = await published(publisher);
    const expected = { leastRevision: 0, seen: null };
    expect(() => checkManifest(environmentAt(-11), manifest, expected)).toThrow(
      refusal('clock-skew'),
    );
    checkManifest(environmentAt(-9), manifest, expected);
  });

  it('says until when it is fresh, and lies padded under a name of the one shape', async () => {
    const publisher = await newPublisher();
    const { stored } = await publish(publisher);
    const { issuedAt, freshUntil, header } = await readManifest(
      publisher,
      epochOf(publisher),
      stored,
    );
    expect(freshUntil.getTime() - issuedAt.getTime()).toBe(7 * 86_400_000);
    expect(new TextDecoder().decode(header)).toBe('{"name":"Sample Person"}');
    expect(stored.name).toMatch(/^[0-9a-f]{32}$/);
    expect(stored.bytes).toHaveLength(4096);
    for (let i = 0; i < 6; i++) await addBatch(publisher, 'more', 'and', 'more');
    const { length } = (await publish(publisher)).stored.bytes;
    expect(length).toBe(paddedSize(length));
  });

  it('lists at most 32 batches, each number once and rising', async () => {
    const publisher = await newPublisher();
    for (let i = 0; i < 32; i++) await addBatch(publisher);
    expect((await published(publisher)).batches).toHaveLength(32);
    const first = publisher.batches[0];
    const { env, person, keys } = publisher;
    const batch = await sealBatch(env, person.inbox.identity, keys, { number: 33, objects: [] });
    const over = publish(publisher, { batches: [...publisher.batches, batch] });
    await expect(over).rejects.toEqual(refusal('too-large'));
    const twice = publish(publisher, { batches: first === undefined ? [] : [first, first] });
    await expect(twice).rejects.toEqual(refusal('malformed'));
    const zero = sealBatch(env, person.inbox.identity, keys, { number: 0, objects: [] });
    await expect(zero).rejects.toEqual(refusal('malformed'));
  });
});
