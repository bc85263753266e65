import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { sha256OfLarge } from '../crypto/index.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped } from './fixtures/consultation.ts';
import { fetchFrom } from './fixtures/publication.ts';
import {
  contentBytesOfPart,
  MAX_OBJECT_BYTES,
  PART_BYTES,
  partCount,
  partsFor,
} from './object-layout.ts';
import type { ObjectRef } from './object-ref.ts';
import { decodeObjectRef, encodeObjectRef } from './object-ref.ts';
import type { FetchPart, Stored } from './object.ts';
import {
  draftObject,
  finishObject,
  openObject,
  openParts,
  sealObject,
  sealPart,
} from './object.ts';
import { paddedSize } from './padding.ts';

const env = environmentAt();
const patient = env.random(32);
const FULL_PART = 16 * (262_144 + 16);

const shelfOf = (stored: readonly Stored[]): Map<string, Bytes> =>
  new Map(stored.map(({ name, bytes }) => [name, bytes]));

/** Bytes that do not repeat within 4 MiB. */
const contentOf = (length: number): Bytes => {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = 1; i < length; i += 1)
    bytes[i] = state = (state * 16_807) % 2_147_483_647;
  return bytes;
};

const refusal = (code: SharingError['code']): SharingError => new SharingError(code);

/** Every length at which the layout changes, and its neighbours. */
const edges = [
  0,
  1,
  4080,
  4081,
  5000,
  262_128,
  262_144,
  262_145,
  PART_BYTES - 1,
  PART_BYTES,
].concat(PART_BYTES + 1, 2 * PART_BYTES);

describe('an object', () => {
  it.each(edges)(
    'of %i bytes comes back as it was, under names and sizes that say little',
    async (length) => {
      const content = contentOf(length);
      const { ref, stored } = await sealObject(env, patient, content);
      const back = await openObject(patient, ref, fetchFrom(shelfOf(stored)));
      expect(await sha256OfLarge(back)).toEqual(await sha256OfLarge(content));
      for (const { name, bytes } of stored) {
        expect(name).toMatch(/^[0-9a-f]{32}$/);
        expect([paddedSize(bytes.length), FULL_PART]).toContain(bytes.length);
      }
    },
  );

  it('has parts that hold its content, whatever its length', () => {
    const length = fc.oneof(fc.nat({ max: 3 * PART_BYTES }), fc.nat({ max: MAX_OBJECT_BYTES }));
    fc.assert(
      fc.property(length, (bytes) => {
        const parts = partsFor(bytes);
        expect(partCount(bytes)).toBe(parts.length);
        const room = parts.reduce((sum, { plaintextBytes }) => sum + plaintextBytes, 0);
        expect(room).toBeGreaterThanOrEqual(bytes);
        expect(room).toBeLessThan(Math.max(4096, bytes * 1.12) + 300_000);
        // Looked at together: up to a thousand parts in each of hundreds of files.
        const wrong = parts.filter(({ plaintextBytes, storedBytes }, i) => {
          const chunks = Math.max(1, Math.ceil(plaintextBytes / 262_144));
          const holds = plaintextBytes >= contentBytesOfPart(bytes, i);
          const isWhole = i === parts.length - 1 || plaintextBytes === PART_BYTES;
          const isSealed = storedBytes === plaintextBytes + 16 * chunks;
          const isPadded = [paddedSize(storedBytes), FULL_PART].includes(storedBytes);
          return !(holds && isWhole && isSealed && isPadded);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('of ten thousand random lengths takes only a few different sizes', () => {
    const lengths = fc.sample(fc.nat({ max: 200_000 }), 10_000);
    const sizes = new Set(lengths.flatMap((n) => partsFor(n).map((part) => part.storedBytes)));
    expect(sizes.size).toBeLessThan(120);
  });

  it('is never longer than 4 GiB, nor of a length that is none', () => {
    expect(() => partsFor(MAX_OBJECT_BYTES + 1)).toThrow(refusal('too-large'));
    for (const length of [-1, 0.5, NaN]) expect(() => partsFor(length)).toThrow('malformed');
    expect(partsFor(MAX_OBJECT_BYTES)).toHaveLength(1024);
  });

  it('opens for no other patient', async () => {
    const { ref, stored } = await sealObject(env, patient, utf8('secret'));
    const fetch = fetchFrom(shelfOf(stored));
    await expect(openObject(env.random(32), ref, fetch)).rejects.toEqual(refusal('cannot-open'));
    expect(await openObject(patient, ref, fetch)).toEqual(utf8('secret'));
  });

  it('is refused before decryption when a bit was turned, or it was cut, lengthened, withheld or swapped', async () => {
    const one = await sealObject(env, patient, utf8('one'));
    const two = await sealObject(env, patient, utf8('two'));
    const bytes = one.stored[0]?.bytes ?? new Uint8Array();
    const lies = [
      flipped(bytes, 100),
      bytes.slice(0, -1),
      concat(bytes, new Uint8Array(1)),
      new Uint8Array(),
      two.stored[0]?.bytes ?? new Uint8Array(),
      utf8('<!doctype html><title>Sign in</title>'),
    ];
    for (const lie of lies) {
      const fetch = () => Promise.resolve(lie);
      await expect(openObject(patient, one.ref, fetch)).rejects.toEqual(refusal('mismatch'));
    }
    const fetch = fetchFrom(shelfOf(one.stored));
    expect(await openObject(patient, one.ref, fetch)).toEqual(utf8('one'));
  });

  it('is refused when its parts come in another order', async () => {
    const content = contentOf(PART_BYTES + 10);
    const { ref, stored } = await sealObject(env, patient, content);
    const fetch = fetchFrom(shelfOf(stored));
    const swapped: ObjectRef = { ...ref, parts: ref.parts.toReversed() };
    await expect(openObject(patient, swapped, fetch)).rejects.toEqual(refusal('cannot-open'));
    const doubled: ObjectRef = { ...ref, parts: ref.parts.slice(0, 1) };
    await expect(openObject(patient, doubled, fetch)).rejects.toEqual(refusal('cannot-open'));
    expect(await openObject(patient, ref, fetch)).toHaveLength(content.length);
  });

  it('comes piece by piece as well', async () => {
    const content = contentOf(PART_BYTES + 70_000);
    const { ref, stored } = await sealObject(env, patient, content);
    const pieces = [];
    for await (const piece of openParts(patient, ref, fetchFrom(shelfOf(stored))))
      pieces.push(piece);
    expect(pieces.map(({ length }) => length)).toEqual([PART_BYTES, 70_000]);
    expect(await sha256OfLarge(concat(...pieces))).toEqual(await sha256OfLarge(content));
  });

  it('that is larger than the reader wants is not even fetched', async () => {
    const { ref, stored } = await sealObject(env, patient, new Uint8Array(5000));
    let fetched = 0;
    const fetch: FetchPart = (part) => {
      fetched += 1;
      return fetchFrom(shelfOf(stored))(part);
    };
    await expect(openObject(patient, ref, fetch, 4999)).rejects.toEqual(refusal('too-large'));
    expect(fetched).toBe(0);
    expect(await openObject(patient, ref, fetch, 5000)).toHaveLength(5000);
  });

  it('says what went wrong on the way as the host said it', async () => {
    const { ref } = await sealObject(env, patient, utf8('x'));
    const fetch = () => Promise.reject(new RangeError('offline'));
    await expect(openObject(patient, ref, fetch)).rejects.toBeInstanceOf(RangeError);
  });
});

describe('an object sealed part by part', () => {
  const content = contentOf(PART_BYTES + 1000);
  const slice = (i: number): Bytes => content.slice(i * PART_BYTES, (i + 1) * PART_BYTES);

  it('gives the same bytes when it goes on after an interruption', async () => {
    const draft = draftObject(env.random, content.length);
    const parts = [];
    const stored = [];
    for (const i of draft.names.keys()) {
      const [first, again] = [
        await sealPart(patient, draft, i, slice(i)),
        await sealPart(patient, structuredClone(draft), i, slice(i)),
      ];
      expect(await sha256OfLarge(again.bytes)).toEqual(await sha256OfLarge(first.bytes));
      stored.push(first);
      parts.push({ size: first.bytes.length, hash: await sha256OfLarge(first.bytes) });
    }
    const ref = finishObject(draft, parts);
    const back = await openObject(patient, ref, fetchFrom(shelfOf(stored)));
    expect(await sha256OfLarge(back)).toEqual(await sha256OfLarge(content));
  });

  it('takes each part whole and in its place, and all of them', async () => {
    const draft = draftObject(env.random, content.length);
    const malformed = refusal('malformed');
    await expect(sealPart(patient, draft, 0, slice(1))).rejects.toEqual(malformed);
    await expect(sealPart(patient, draft, 2, slice(1))).rejects.toEqual(malformed);
    await expect(sealPart(patient, draft, -1, slice(0))).rejects.toEqual(malformed);
    const parts = partsFor(content.length).map(({ storedBytes: size }) => ({
      size,
      hash: patient,
    }));
    expect(() => finishObject(draft, parts.slice(1))).toThrow(malformed);
    expect(() => finishObject(draft, parts.toReversed())).toThrow(malformed);
    expect(() => finishObject(draft, [...parts, ...parts])).toThrow(malformed);
    expect(finishObject(draft, parts).parts).toHaveLength(2);
  });
});

describe('a reference to an object', () => {
  it('comes back from its bytes', async () => {
    const { ref } = await sealObject(env, patient, new Uint8Array(PART_BYTES + 1));
    expect(decodeObjectRef(encodeObjectRef(ref))).toEqual(ref);
  });

  it('whose parts do not follow from its length is refused', async () => {
    const { ref } = await sealObject(env, patient, utf8('x'));
    const part = ref.parts[0];
    const lies: ObjectRef[] = [
      { ...ref, parts: [] },
      { ...ref, parts: [...ref.parts, ...ref.parts] },
      { ...ref, parts: part === undefined ? [] : [{ ...part, size: 2 ** 31 }] },
      { ...ref, length: 5000 },
      { ...ref, key: ref.key.slice(1) },
    ];
    for (const lie of lies)
      expect(() => decodeObjectRef(encodeObjectRef(lie))).toThrow(refusal('malformed'));
    const huge = { ...ref, length: 2 * MAX_OBJECT_BYTES };
    expect(() => decodeObjectRef(encodeObjectRef(huge))).toThrow(refusal('too-large'));
    expect(decodeObjectRef(encodeObjectRef(ref))).toEqual(ref);
  });

  it('gives a value or a refusal for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          expect(encodeObjectRef(decodeObjectRef(bytes))).toEqual(Uint8Array.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(SharingError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
