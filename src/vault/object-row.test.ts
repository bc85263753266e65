import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { aeadKey, domain, hkdfSha256, hmacSha256, seal, systemRandom } from '../crypto/index.ts';
import { toBase64url } from '../bytes/base64url.ts';
import { openRow, sealRow } from './object-row.ts';
import { StorageKey } from './storage-key.ts';

const secret = systemRandom(32);
const key = await StorageKey.fromRoot(Uint8Array.from(secret));
const place = {
  profileId: 'profile',
  collection: 'record',
  rowKey: key.rowKey('record', 'the id'),
} as const;
const object = { id: 'the id', revision: 3, bytes: utf8('content') };

/** A second writer of the format, from the written specification. */
async function byHand(
  bound: Readonly<Record<string, CborValue>>,
  inside: CborValue = ['the id', 3, object.bytes],
) {
  const storage = hkdfSha256({ key: secret, info: domain('vault/storage'), length: 32 });
  const objects = await aeadKey(
    hkdfSha256({ key: storage, info: domain('vault/objects'), length: 32 }),
  );
  const right = {
    version: 1,
    profile: 'profile',
    collection: 'record',
    rowKey: place.rowKey,
    revision: 3,
  };
  const { purpose = 'vault/object', ...context } = { ...right, ...bound } as typeof right & {
    purpose?: string;
  };
  const associatedData = concat(domain(purpose), encodeCbor(Object.values(context)));
  return {
    v: 1,
    revision: 3,
    sealed: await seal(objects, associatedData, encodeCbor(inside), systemRandom),
  };
}

describe('an object’s row', () => {
  it('gives back what was sealed', async () => {
    expect(await openRow(key, place, await sealRow(key, place, object, systemRandom))).toEqual(
      object,
    );
  });

  it('opens by the written format alone', async () => {
    expect(await openRow(key, place, await byHand({}))).toEqual(object);
  });

  it.each([
    ['format version', { version: 2 }],
    ['profile', { profile: 'another' }],
    ['collection', { collection: 'log' }],
    ['row key', { rowKey: 'another' }],
    ['revision', { revision: 2 }],
    ['purpose', { purpose: 'vault/keyring' }],
  ])('was sealed for its %s and no other', async (_, bound) => {
    expect(await openRow(key, place, await byHand(bound))).toBe('not-authentic');
  });

  it.each([
    ['another revision inside', ['the id', 2, object.bytes]],
    ['no id inside', [7, 3, object.bytes]],
    ['no bytes inside', ['the id', 3, 'content']],
    ['something else inside', 'content'],
    ['more inside', ['the id', 3, object.bytes, 1]],
  ])('is malformed with %s', async (_, inside) => {
    expect(await openRow(key, place, await byHand({}, inside))).toBe('malformed');
  });

  it('is named by a keyed hash of its id', () => {
    const storage = hkdfSha256({ key: secret, info: domain('vault/storage'), length: 32 });
    const names = hkdfSha256({ key: storage, info: domain('vault/names'), length: 32 });
    const name = hmacSha256(names, domain('vault/row'), utf8('record\0the id'));
    expect(key.rowKey('record', 'the id')).toBe(toBase64url(name));
    expect(key.rowKey('log', 'the id')).not.toBe(toBase64url(name));
  });
});

describe('a storage key', () => {
  it('erases the root it came from', async () => {
    const root = systemRandom(32);
    await StorageKey.fromRoot(root);
    expect(root).toEqual(new Uint8Array(32));
  });

  it('does nothing once forgotten', async () => {
    const forgotten = await StorageKey.fromRoot(systemRandom(32));
    expect(forgotten.rowKey('record', 'a')).toHaveLength(43);
    forgotten.forget();
    expect(() => forgotten.rowKey('record', 'a')).toThrow('closed');
    await expect(openRow(forgotten, place, await byHand({}))).rejects.toMatchObject({
      code: 'closed',
    });
  });
});
