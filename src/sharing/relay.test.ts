import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { systemRandom } from '../crypto/index.ts';
import { environmentAt } from './fixtures/consultation.ts';
import { MAX_MESSAGE_BYTES } from './message.ts';
import {
  answerName,
  askName,
  listName,
  logName,
  MAX_PARCEL_BYTES,
  openParcel,
  relayKey,
  sealParcel,
} from './relay.ts';

const env = environmentAt();
const [key, other] = [systemRandom(32), systemRandom(32)];
const name = askName(key, 0);

describe('names of what goes by way of a helper', () => {
  it('have one shape and are all different', () => {
    const names = [
      ...[0, 1, 2].map((n) => askName(key, n)),
      ...[0, 1].map((n) => logName(key, n)),
      listName(key),
      listName(other),
      answerName(key, systemRandom(32)),
    ];
    for (const each of names) expect(each).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are found by both sides of one grant and by nobody with another', () => {
    const [shelf, grant] = [systemRandom(32), systemRandom(16)];
    expect(relayKey(shelf, grant)).toEqual(relayKey(shelf, grant));
    expect(relayKey(shelf, grant)).not.toEqual(relayKey(shelf, systemRandom(16)));
    expect(relayKey(shelf, grant)).not.toEqual(relayKey(systemRandom(32), grant));
  });
});

describe('a parcel', () => {
  it.each([0, 1, 4064, 4065, 70_000])('brings back a message of %i bytes', async (length) => {
    const message = new Uint8Array(length).fill(7);
    const parcel = await sealParcel(env, key, name, message);
    expect(await openParcel(key, name, parcel)).toEqual(message);
  });

  it('says little of its length', async () => {
    const size = async (length: number) =>
      (await sealParcel(env, key, name, new Uint8Array(length))).length;
    expect(await size(1)).toBe(4096);
    expect(await size(4064)).toBe(4096);
    expect(await size(20_001)).toBe(await size(20_100));
    expect(await size(20_001)).toBeLessThan(20_001 * 1.13);
  });

  it('opens under its own name and key alone', async () => {
    const parcel = await sealParcel(env, key, name, utf8('an ask'));
    const refused = { code: 'cannot-open' };
    await expect(openParcel(other, name, parcel)).rejects.toMatchObject(refused);
    await expect(openParcel(key, askName(key, 1), parcel)).rejects.toMatchObject(refused);
    parcel[50]! ^= 1;
    await expect(openParcel(key, name, parcel)).rejects.toMatchObject(refused);
  });

  it('has room for the longest deposit', async () => {
    const longest = new Uint8Array(MAX_MESSAGE_BYTES.deposit);
    const parcel = await sealParcel(env, key, name, longest);
    expect(await openParcel(key, name, parcel)).toHaveLength(longest.length);
  });

  it('is never larger than its reader takes', async () => {
    const large = new Uint8Array(MAX_PARCEL_BYTES);
    await expect(sealParcel(env, key, name, large)).rejects.toMatchObject({ code: 'too-large' });
    await expect(openParcel(key, name, new Uint8Array(MAX_PARCEL_BYTES + 1))).rejects.toMatchObject(
      { code: 'too-large' },
    );
  });
});
