import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { domain, systemRandom } from '../crypto/index.ts';
import { makeKeyring } from './fixtures/test-vault.ts';
import { eraseKeyring, openKeyring, sealKeyring } from './keyring.ts';
import type { ProfileCard } from './profile-card.ts';
import { StorageKey } from './storage-key.ts';

const key = await StorageKey.fromRoot(systemRandom(32));
const keyring = await makeKeyring();
const now = '2030-01-02T03:04:05.000Z';
const card: ProfileCard = {
  id: 'id',
  label: 'Label',
  role: 'patient',
  colour: 1,
  sample: false,
  createdAt: now,
  lastOpenedAt: null,
};

/** A second writer of the format, from the written specification. */
async function byHand(plaintext: CborValue, context: CborValue[] = [1, 'id', 'patient', false]) {
  const associatedData = concat(domain('vault/keyring'), encodeCbor(context));
  return {
    v: 1,
    sealed: await key.seal('keyring', associatedData, encodeCbor(plaintext), systemRandom),
  };
}

const fields = (): [number, CborValue][] => [
  [1, keyring.identitySeed],
  [2, keyring.sealingSecret],
  [3, keyring.delegateeSecret],
  [4, keyring.delegateePublic],
  [5, keyring.tagMasters.map(({ generation, secret }) => [generation, secret])],
  [6, keyring.inboxSecret],
  [7, keyring.inboxPublic],
  [8, keyring.markKey],
  [9, keyring.names],
];
/** As it was before names had a key of their own. */
const earlier = () => fields().filter(([number]) => number !== 9);

describe('a keyring', () => {
  it('gives back what was sealed', async () => {
    expect(
      await openKeyring(key, card, await sealKeyring(key, card, keyring, systemRandom)),
    ).toEqual(keyring);
  });

  it('opens by the written format alone', async () => {
    expect(await openKeyring(key, card, await byHand(new Map(fields())))).toEqual(keyring);
  });

  it.each([
    ['format version', [2, 'id', 'patient', false]],
    ['profile', [1, 'another', 'patient', false]],
    ['role', [1, 'id', 'doctor', false]],
    ['being a sample or not', [1, 'id', 'patient', true]],
  ])('was sealed for its %s and no other', async (_, context) => {
    const row = await byHand(new Map(fields()), context);
    await expect(openKeyring(key, card, row)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('opens after label, colour and dates changed', async () => {
    const row = await sealKeyring(key, card, keyring, systemRandom);
    expect(
      await openKeyring(key, { ...card, label: 'New', colour: 5, lastOpenedAt: now }, row),
    ).toEqual(keyring);
  });

  it('with a field of a later version is left to that version', async () => {
    const row = await byHand(new Map([...fields(), [10, systemRandom(32)]]));
    await expect(openKeyring(key, card, row)).rejects.toMatchObject({ code: 'newer-version' });
  });

  it('of eight fields names rows by the key that the root gives', async () => {
    const row = await byHand(new Map(earlier()));
    expect(await openKeyring(key, card, row)).toEqual({ ...keyring, names: key.derivedNames() });
  });

  it.each(earlier().map(([number]) => number))(
    'without field %i is unreadable',
    async (missing) => {
      const row = await byHand(new Map(fields().filter(([number]) => number !== missing)));
      await expect(openKeyring(key, card, row)).rejects.toMatchObject({ code: 'unreadable' });
    },
  );

  it('is all zeros once erased', async () => {
    const erased = await makeKeyring();
    eraseKeyring(erased);
    const secrets = [
      ...Object.values(erased).filter((value) => value instanceof Uint8Array),
      erased.tagMasters[0]!.secret,
    ];
    expect(secrets).toHaveLength(9);
    expect(secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });
});
