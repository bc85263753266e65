import { describe, expect, it, vi } from 'vitest';
import { REPEATED_TEST_MS } from './fixtures/runs.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal, utf8 } from '../bytes/bytes.ts';
import { aeadKey, openWithNonce } from './aead.ts';
import { CryptoError } from './errors.ts';
import { seededRandom } from './fixtures/scripted-random.ts';
import {
  openChunk,
  openStream,
  sealChunk,
  sealedStreamLength,
  sealStream,
  STREAM_CHUNK_BYTES as CHUNK,
} from './stream.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const SEALED = CHUNK + 16;
const random = seededRandom('stream');
const key = await aeadKey(random(32));
const context = utf8('profile 1, attachment 9, revision 1');
const notAuthentic = new CryptoError('not-authentic');

/** Two full chunks and a bit, whose chunks are all different. */
const plaintext = Uint8Array.from(
  { length: 2 * CHUNK + 1000 },
  (_, i) => (i * 31 + (i >> 16) * 7) & 255,
);
const sealed = await sealStream(key, context, plaintext, random);
const prefix = sealed.slice(0, 7);
const [first, second, last] = [0, 1, 2].map((i) =>
  sealed.slice(7 + i * SEALED, 7 + (i + 1) * SEALED),
) as [Bytes, Bytes, Bytes];

const opening = (...parts: Bytes[]): Promise<Bytes> =>
  openStream(key, context, concat(prefix, ...parts));

describe('the stream', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK + 3])(
    'gives back %i bytes, in the announced length',
    async (length) => {
      const bytes = new Uint8Array(length).map((_, i) => i % 251);
      const stream = await sealStream(key, context, bytes, random);
      expect(stream.length).toBe(sealedStreamLength(length));
      expect(equal(await openStream(key, context, stream), bytes)).toBe(true);
    },
  );

  it('puts index and last flag into the nonce as age does', async () => {
    const nonce = concat(prefix, new Uint8Array([0, 0, 0, 1, 0]));
    expect(
      equal(await openWithNonce(key, nonce, context, second), plaintext.slice(CHUNK, 2 * CHUNK)),
    ).toBe(true);
    const lastNonce = concat(prefix, new Uint8Array([0, 0, 0, 2, 1]));
    expect(
      equal(await openWithNonce(key, lastNonce, context, last), plaintext.slice(2 * CHUNK)),
    ).toBe(true);
  });

  it('opens whole, and refuses every rearrangement', async () => {
    expect(equal(await opening(first, second, last), plaintext)).toBe(true);
    const rearranged: [string, Bytes[]][] = [
      ['nothing', []],
      ['last dropped', [first, second]],
      ['first dropped', [second, last]],
      ['middle dropped', [first, last]],
      ['swapped', [second, first, last]],
      ['doubled', [first, first, second, last]],
      ['last doubled', [first, second, last, last]],
      ['first appended', [first, second, last, first]],
      ['last moved to the front', [last, first, second]],
      ['a byte appended', [first, second, last, new Uint8Array(1)]],
      ['a tag’s length appended', [first, second, last, new Uint8Array(16)]],
      ['cut inside the last chunk', [first, second, last.slice(0, -1)]],
      ['cut inside a middle chunk', [first, second.slice(0, 1000)]],
      ['cut to less than a tag', [first, second, last.slice(0, 15)]],
    ];
    for (const [name, parts] of rearranged) {
      await expect(opening(...parts), name).rejects.toEqual(notAuthentic);
    }
  });

  it('refuses a chunk from another stream under the same key', async () => {
    const other = await sealStream(key, context, plaintext, random);
    await expect(opening(first, other.slice(7 + SEALED, 7 + 2 * SEALED), last)).rejects.toEqual(
      notAuthentic,
    );
  });

  it('refuses another context and another key', async () => {
    await expect(openStream(key, utf8('profile 2'), sealed)).rejects.toEqual(notAuthentic);
    await expect(openStream(await aeadKey(random(32)), context, sealed)).rejects.toEqual(
      notAuthentic,
    );
  });

  it.each([0, 6, 7, 22, 23, 7 + SEALED, 7 + 2 * SEALED, 7 + 2 * SEALED + 999])(
    'refuses a flipped bit at byte %i',
    async (at) => {
      const flipped = sealed.slice();
      flipped[at]! ^= 4;
      await expect(openStream(key, context, flipped)).rejects.toEqual(notAuthentic);
    },
  );

  it('takes an empty stream, and refuses it cut', async () => {
    const empty = await sealStream(key, context, new Uint8Array(0), random);
    expect(empty.length).toBe(23);
    expect(await openStream(key, context, empty)).toEqual(new Uint8Array(0));
    for (let length = 0; length < 23; length++) {
      await expect(openStream(key, context, empty.slice(0, length))).rejects.toEqual(notAuthentic);
    }
  });

  it('changes with every sealing of the same bytes', async () => {
    const again = await sealStream(key, context, plaintext, random);
    expect(equal(again, sealed)).toBe(false);
  });
});

describe('a single chunk', () => {
  const stream = { key, prefix, associatedData: context };

  it('opens only at its own place and with its own last flag', async () => {
    const chunk = new Uint8Array(CHUNK).fill(7);
    const piece = await sealChunk(stream, 3, false, chunk);
    expect(equal(await openChunk(stream, 3, false, piece), chunk)).toBe(true);
    await expect(openChunk(stream, 4, false, piece)).rejects.toEqual(notAuthentic);
    await expect(openChunk(stream, 3, true, piece)).rejects.toEqual(notAuthentic);
    await expect(openChunk({ ...stream, prefix: random(7) }, 3, false, piece)).rejects.toEqual(
      notAuthentic,
    );
    await expect(
      openChunk({ ...stream, prefix: prefix.slice(1) }, 3, false, piece),
    ).rejects.toEqual(notAuthentic);
    await expect(
      openChunk({ ...stream, associatedData: utf8('x') }, 3, false, piece),
    ).rejects.toEqual(notAuthentic);
  });

  it('has exactly the size of its place', async () => {
    const tooLong = new CryptoError('too-long');
    await expect(sealChunk(stream, 0, false, new Uint8Array(CHUNK - 1))).rejects.toEqual(tooLong);
    await expect(sealChunk(stream, 0, true, new Uint8Array(CHUNK + 1))).rejects.toEqual(tooLong);
    await expect(sealChunk(stream, 1, true, new Uint8Array(0))).rejects.toEqual(tooLong);
    await expect(sealChunk(stream, 2 ** 32, false, new Uint8Array(CHUNK))).rejects.toEqual(tooLong);
    await expect(sealChunk(stream, -1, true, new Uint8Array(1))).rejects.toEqual(tooLong);
    await expect(sealChunk(stream, 2 ** 32 - 1, true, new Uint8Array(1))).resolves.toHaveLength(17);
  });

  it('refuses an empty last chunk behind others even where it is authentic', async () => {
    const whole = new Uint8Array(CHUNK);
    const head = await sealChunk(stream, 0, false, whole);
    const { sealWithNonce } = await import('./aead.ts');
    const emptyLast = await sealWithNonce(
      key,
      concat(prefix, new Uint8Array([0, 0, 0, 1, 1])),
      context,
      new Uint8Array(0),
    );
    await expect(opening(head, emptyLast)).rejects.toEqual(notAuthentic);
    const wholeLast = await sealChunk(stream, 0, true, whole);
    expect(equal(await opening(wholeLast), whole)).toBe(true);
  });
});
