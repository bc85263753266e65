import { describe, expect, it } from 'vitest';
import { concat, equal, utf8 } from './bytes.ts';
import { deflate, inflate } from './deflate.ts';
import { BytesError } from './errors.ts';
import { fromHex } from './hex.ts';

const text = utf8('{"resourceType":"Observation"}'.repeat(5000));

describe('deflate', () => {
  it.each([0, 1, 1000, text.length])('gives back %i bytes', async (length) => {
    const bytes = text.slice(0, length);
    expect(equal(await inflate(await deflate(bytes), length), bytes)).toBe(true);
  });

  it('shrinks what repeats', async () => {
    expect((await deflate(text)).length).toBeLessThan(text.length / 50);
  });

  it('reads a stored block written by hand (RFC 1951 §3.2.4)', async () => {
    expect(await inflate(fromHex('010300fcff616263'), 3)).toEqual(utf8('abc'));
  });

  it('stops at the bound, and takes exactly as much as the bound', async () => {
    const packed = await deflate(text);
    await expect(inflate(packed, text.length - 1)).rejects.toEqual(new BytesError('too-large'));
    await expect(inflate(packed, 0)).rejects.toEqual(new BytesError('too-large'));
    await expect(inflate(packed, text.length)).resolves.toHaveLength(text.length);
  });

  it('refuses a small input that would unfold into a hundred megabytes', async () => {
    const zeros = new Uint8Array(2 ** 20);
    const packed = await deflate(concat(...Array.from({ length: 100 }, () => zeros)));
    expect(packed.length).toBeLessThan(200_000);
    await expect(inflate(packed, 1000)).rejects.toEqual(new BytesError('too-large'));
  }, 20_000);

  it('refuses damaged and cut input', async () => {
    const packed = await deflate(text);
    const malformed = new BytesError('malformed');
    await expect(inflate(new Uint8Array(0), 10)).rejects.toEqual(malformed);
    await expect(inflate(utf8('no deflate at all'), 1000)).rejects.toEqual(malformed);
    await expect(inflate(packed.slice(0, -1), text.length)).rejects.toEqual(malformed);
  });
});
