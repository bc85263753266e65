import { argon2id as noble } from '@noble/hashes/argon2.js';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { CborValue } from '../bytes/cbor.ts';
import {
  ARGON2ID_FLOOR,
  aeadKey,
  argon2id,
  domain,
  hkdfSha256,
  seal,
  systemRandom,
} from '../crypto/index.ts';
import { open } from './fixtures/factors.ts';
import { flipped, passphrase } from './fixtures/test-vault.ts';
import { openSlots, sealSlot } from './key-slot.ts';

const root = systemRandom(32);
const profileId = 'profile';
const createdAt = '2030-01-02T03:04:05.000Z';
const byPassphrase = { kind: 'passphrase', passphrase } as const;
const slotOf = (factor: typeof byPassphrase | typeof open) =>
  sealSlot(root, { profileId, factor, cost: ARGON2ID_FLOOR, random: systemRandom, createdAt });

describe('a passphrase slot', () => {
  it('gives its root back, and says how its key is made', async () => {
    const slot = await slotOf(byPassphrase);
    expect(slot).toMatchObject({
      v: 2,
      createdAt,
      kind: 'passphrase',
      kdf: 'argon2id',
      parameters: [19456, 2, 1],
    });
    expect(await openSlots([slot], profileId, byPassphrase)).toEqual({ slotId: slot.slotId, root });
  });

  it('is found among slots of kinds that this version does not know', async () => {
    const slot = await slotOf(byPassphrase);
    const later = {
      v: 1,
      slotId: 'x',
      kind: 'tattoo',
      kdf: 'hkdf-sha256',
      salt: slot.salt,
      parameters: [],
      sealed: slot.sealed,
    };
    const found = await openSlots([later, 'nonsense', null, slot], profileId, byPassphrase);
    expect(found.slotId).toBe(slot.slotId);
  });

  it('opens by the written format alone', async () => {
    const { slot } = await byHand({});
    expect((await openSlots([slot], profileId, byPassphrase)).root).toEqual(root);
  });

  it.each([
    ['format version', { version: 2 }],
    ['profile', { profile: 'another' }],
    ['slot', { slotId: 'another' }],
    ['kind', { kind: 'open' }],
    ['key derivation', { kdf: 'hkdf-sha256' }],
    ['salt', { salt: new Uint8Array(16) }],
    ['parameters', { parameters: [19456, 3, 1] }],
    ['purpose', { purpose: 'vault/keyring' }],
  ] as const)('was sealed for its %s and no other', async (_, bound) => {
    const { slot } = await byHand(bound);
    await expect(openSlots([slot], profileId, byPassphrase)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
  });

  it('weaker than the floor is refused, though it is sealed soundly', async () => {
    const weak = { memoryKiB: 64, iterations: 1, parallelism: 1 };
    const { slot } = await byHand({ parameters: [64, 1, 1] }, weak);
    await expect(openSlots([slot], profileId, byPassphrase)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    await expect(
      sealSlot(root, {
        ...{ profileId, createdAt, cost: weak },
        factor: byPassphrase,
        random: systemRandom,
      }),
    ).rejects.toMatchObject({ code: 'too-weak' });
  });

  it('at the floor is taken', async () => {
    const { slot } = await byHand({ parameters: [19456, 2, 1] }, ARGON2ID_FLOOR);
    expect((await openSlots([slot], profileId, byPassphrase)).root).toEqual(root);
  });
});

describe('an open slot', () => {
  it('opens without anything', async () => {
    expect((await openSlots([await slotOf(open)], profileId, open)).root).toEqual(root);
  });

  it.each(['salt', 'sealed'] as const)('does not open with another %s', async (field) => {
    const slot = await slotOf(open);
    const changed = { ...slot, [field]: flipped(slot[field], 3) };
    await expect(openSlots([changed], profileId, open)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
  });

  it('does not pass for a passphrase slot', async () => {
    const slot = await slotOf(open);
    await expect(openSlots([slot], profileId, byPassphrase)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
  });

  it('opens by the written format alone', async () => {
    const salt = systemRandom(16);
    const key = utf8('carnet sample profile, no protection');
    const kek = await aeadKey(
      hkdfSha256({ key, salt, info: domain('vault/slot-open'), length: 32 }),
    );
    const context = encodeCbor([1, profileId, 'id', 'open', 'hkdf-sha256', salt, []]);
    const sealed = await seal(kek, concat(domain('vault/slot'), context), root, systemRandom);
    const slot = {
      v: 1,
      slotId: 'id',
      kind: 'open',
      kdf: 'hkdf-sha256',
      salt,
      parameters: [],
      sealed,
    };
    expect((await openSlots([slot], profileId, open)).root).toEqual(root);
  });
});

/**
 * A second writer of the format: seals for one context and stores beside it the right one, so that
 * only what is bound can make the difference.
 */
async function byHand(
  bound: Readonly<Record<string, CborValue>>,
  cost = ARGON2ID_FLOOR,
): Promise<{ slot: Record<string, unknown> }> {
  const salt = systemRandom(16);
  const parameters = [cost.memoryKiB, cost.iterations, cost.parallelism];
  const right = {
    version: 1,
    profile: profileId,
    slotId: 'id',
    kind: 'passphrase',
    kdf: 'argon2id',
    salt,
    parameters,
  };
  const { purpose = 'vault/slot', ...context } = { ...right, ...bound } as typeof right & {
    purpose?: string;
  };
  const kek = await aeadKey(await stretch(salt, cost));
  const associatedData = concat(domain(purpose), encodeCbor(Object.values(context)));
  const sealed = await seal(kek, associatedData, root, systemRandom);
  return {
    slot: { v: 1, slotId: 'id', kind: 'passphrase', kdf: 'argon2id', salt, parameters, sealed },
  };
}

/** Below the floor the project's own function refuses; the library underneath does not. */
async function stretch(salt: Uint8Array, cost: typeof ARGON2ID_FLOOR): Promise<Uint8Array> {
  const password = utf8(passphrase);
  if (cost === ARGON2ID_FLOOR) return argon2id(password, salt, cost, 32);
  return noble(password, salt, {
    m: cost.memoryKiB,
    t: cost.iterations,
    p: cost.parallelism,
    dkLen: 32,
  });
}
