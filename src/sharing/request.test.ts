import { beforeAll, describe, expect, it } from 'vitest';
import { equal } from '../bytes/bytes.ts';
import { sha256 } from '../crypto/index.ts';
import { SharingError } from './errors.ts';
import type { Doctor } from './fixtures/consultation.ts';
import { environmentAt, flipped, newDoctor, usualAsk } from './fixtures/consultation.ts';
import { requestLink } from './link.ts';
import type { PendingRequest } from './request.ts';
import { makeRequest, readRequest } from './request.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);

let doctor: Doctor;
let pending: PendingRequest;

beforeAll(async () => {
  doctor = await newDoctor();
  pending = await makeRequest(env, doctor.author, usualAsk);
});

describe('a request', () => {
  it('reads as it was made', async () => {
    const read = await readRequest(env, pending.request.message);
    expect(read).toEqual(pending.request);
    expect(read).toMatchObject({ name: 'Dr. Amara Osei', role: 'doctor', ...usualAsk });
    expect(read.hash).toEqual(sha256(pending.request.message));
  });

  it('brings a key and a nonce of its own each time', async () => {
    const second = await makeRequest(env, doctor.author, usualAsk);
    expect(equal(second.request.delegatee, pending.request.delegatee)).toBe(false);
    expect(equal(second.request.nonce, pending.request.nonce)).toBe(false);
    expect(equal(pending.request.delegatee, doctor.keys.delegateePublic)).toBe(false);
  });

  it('fits into a still code as an address, with the longest name', async () => {
    const author = { ...doctor.author, name: 'x'.repeat(64) };
    const bare = await makeRequest(env, author, { ...usualAsk, purpose: '' });
    expect(bare.request.message.length).toBe(302);
    const full = await makeRequest(env, author, { ...usualAsk, purpose: 'x'.repeat(64) });
    expect(full.request.message.length).toBe(367);
    expect(requestLink('https://carnet.example/', full.request.message).length).toBeLessThan(640);
  });

  it('is taken from ten minutes before to fifteen minutes after its time', async () => {
    const { message } = pending.request;
    for (const minutes of [-10, 0, 15])
      expect((await readRequest(environmentAt(minutes), message)).name).toBe('Dr. Amara Osei');
    await expect(readRequest(environmentAt(-10.1), message)).rejects.toEqual(refusal('clock-skew'));
    await expect(readRequest(environmentAt(15.1), message)).rejects.toEqual(refusal('expired'));
  });

  it('is refused with any byte changed', async () => {
    const { message } = pending.request;
    for (let at = 0; at < message.length; at += 5)
      await expect(readRequest(env, flipped(message, at))).rejects.toBeInstanceOf(SharingError);
  });

  it('is refused cut short or lengthened', async () => {
    const { message } = pending.request;
    for (const length of [0, 2, 3, 66, message.length - 1])
      await expect(readRequest(env, message.slice(0, length))).rejects.toBeInstanceOf(SharingError);
    await expect(readRequest(env, Uint8Array.of(...message, 0))).rejects.toBeInstanceOf(
      SharingError,
    );
  });

  it('states units once, in the order of their codes', async () => {
    const units = ['prescription', 'personal', 'prescription'] as const;
    const { request } = await makeRequest(env, doctor.author, { ...usualAsk, units });
    expect(request.units).toEqual(['personal', 'prescription']);
  });

  it('is not made for a time out of range, a nameless author, or a long purpose', async () => {
    for (const minutes of [0, 1.5, 10_081, NaN])
      await expect(makeRequest(env, doctor.author, { ...usualAsk, minutes })).rejects.toEqual(
        refusal('malformed'),
      );
    const nameless = { ...doctor.author, name: '\u202e' };
    await expect(makeRequest(env, nameless, usualAsk)).rejects.toEqual(refusal('name-invalid'));
    const purpose = 'x'.repeat(65);
    await expect(makeRequest(env, doctor.author, { ...usualAsk, purpose })).rejects.toEqual(
      refusal('too-large'),
    );
  });
});
