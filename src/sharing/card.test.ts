import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { proveDelegateeKey, sign } from '../crypto/index.ts';
import { makeCard, readCard } from './card.ts';
import { SharingError } from './errors.ts';
import type { Doctor } from './fixtures/consultation.ts';
import { environmentAt, flipped, newDoctor } from './fixtures/consultation.ts';
import { messageHead, NO_CONTEXT, signFields } from './message.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);

let doctor: Doctor;
let message: Bytes;

beforeAll(async () => {
  doctor = await newDoctor('Dr. Amara Osei');
  message = await makeCard(env, { ...doctor.author, ...doctor.keys });
});

/** The same card with fields replaced (null: left out), signed anew by its owner. */
async function signedWith(
  changes: ReadonlyMap<number, Bytes | string | number | null>,
): Promise<Bytes> {
  const fields = decodeCbor(message.subarray(3, -64), { maxBytes: 1024 });
  if (!(fields instanceof Map)) throw new Error('not a map');
  const changed = new Map<number, Bytes>(fields as Map<number, Bytes>);
  for (const [key, value] of changes) {
    if (value === null) changed.delete(key);
    else changed.set(key, value as Bytes);
  }
  const before = messageHead('card', 1);
  const scope = { kind: 'card', context: NO_CONTEXT, before } as const;
  return concat(before, await signFields(scope, changed, doctor.author.identitySeed));
}

describe('a card', () => {
  it('states who signs and with which keys', async () => {
    expect(await readCard(env, message)).toEqual({
      name: 'Dr. Amara Osei',
      role: 'doctor',
      identity: doctor.identity,
      sealing: doctor.keys.sealingPublic,
      delegatee: doctor.keys.delegateePublic,
      message,
    });
  });

  it('fits beside a request into a still code', async () => {
    const longest = { ...doctor.author, name: 'x'.repeat(64), ...doctor.keys };
    expect((await makeCard(env, longest)).length).toBe(373);
  });

  it('is refused with any byte changed', async () => {
    for (let at = 0; at < message.length; at += 7)
      await expect(readCard(env, flipped(message, at))).rejects.toBeInstanceOf(SharingError);
  });

  it('is refused with the signature of anything else', async () => {
    const other = await sign(doctor.author.identitySeed, message.subarray(0, -64));
    const forged = concat(message.subarray(0, -64), other);
    await expect(readCard(env, forged)).rejects.toEqual(refusal('bad-signature'));
  });

  it('is refused when the proof belongs to another identity, although the owner signed it', async () => {
    const { delegateeSecret, delegateePublic } = doctor.keys;
    const prove = (identity: Bytes) =>
      proveDelegateeKey(identity, delegateeSecret, delegateePublic, env.random);
    const stranger = await newDoctor();
    const borrowed = await signedWith(new Map([[6, prove(stranger.identity)]]));
    await expect(readCard(env, borrowed)).rejects.toEqual(refusal('bad-signature'));
    const own = await signedWith(new Map([[6, prove(doctor.identity)]]));
    expect((await readCard(env, own)).identity).toEqual(doctor.identity);
  });

  it('ignores an unknown extension, obeys a critical one, and refuses an unknown field', async () => {
    expect((await readCard(env, await signedWith(new Map([[64, 'later']])))).name).toBe(
      'Dr. Amara Osei',
    );
    const critical = await signedWith(new Map([[-1, 'later']]));
    await expect(readCard(env, critical)).rejects.toEqual(refusal('unknown-version'));
    const unknown = await signedWith(new Map([[7, 'later']]));
    await expect(readCard(env, unknown)).rejects.toEqual(refusal('malformed'));
  });

  it('is refused when a field is missing or of another length', async () => {
    for (const changes of [
      new Map([[4, null]]),
      new Map([[4, new Uint8Array(31)]]),
      new Map([[2, 7]]),
      new Map([[3, 'doctor']]),
    ])
      await expect(readCard(env, await signedWith(changes))).rejects.toEqual(refusal('malformed'));
  });

  it('shows a signed name without its overrides and refuses one that is too long', async () => {
    const overridden = await signedWith(new Map([[2, 'Amara\u202e Osei']]));
    expect((await readCard(env, overridden)).name).toBe('Amara Osei');
    const long = await signedWith(new Map([[2, 'x'.repeat(65)]]));
    await expect(readCard(env, long)).rejects.toEqual(refusal('name-invalid'));
    const huge = await signedWith(new Map([[2, 'x'.repeat(2 ** 20)]]));
    await expect(readCard(env, huge)).rejects.toEqual(refusal('too-large'));
  });

  it('reads a later profession as other', async () => {
    expect((await readCard(env, await signedWith(new Map([[3, 9]])))).role).toBe('other');
  });

  it('says that it is of a newer version or of another suite', async () => {
    for (const at of [0, 2]) {
      const newer = Uint8Array.from(message);
      newer[at] = 2;
      await expect(readCard(env, newer)).rejects.toEqual(refusal('unknown-version'));
    }
  });

  it('is refused in any other encoding of the same fields', async () => {
    const encoded = message.subarray(3, -64);
    const indefinite = concat(Uint8Array.of(0xbf), encoded.subarray(1), Uint8Array.of(0xff));
    const other = concat(message.subarray(0, 3), indefinite, message.subarray(-64));
    await expect(readCard(env, other)).rejects.toEqual(refusal('malformed'));
    expect(equal(encodeCbor(decodeCbor(encoded, { maxBytes: 1024 })), encoded)).toBe(true);
  });
});
