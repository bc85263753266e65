import { describe, expect, it } from 'vitest';
import { concat, equal, fromUtf8, uint32, unshared, utf8 } from './bytes.ts';
import { BytesError } from './errors.ts';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

describe('bytes', () => {
  it('are joined into a copy', () => {
    const part = bytes(1, 2);
    const joined = concat(part, bytes(), bytes(3));
    part[0] = 9;
    expect(joined).toEqual(bytes(1, 2, 3));
    expect(concat()).toEqual(bytes());
  });

  it('are equal only with the same bytes and the same length', () => {
    expect(equal(bytes(1, 2), bytes(1, 2))).toBe(true);
    expect(equal(bytes(), bytes())).toBe(true);
    expect(equal(bytes(1, 2), bytes(1, 3))).toBe(false);
    expect(equal(bytes(1, 2), bytes(1, 2, 0))).toBe(false);
    expect(equal(bytes(1, 2, 0), bytes(1, 2))).toBe(false);
    expect(equal(bytes(), bytes(0))).toBe(false);
    expect(equal(new Uint8Array(256), new Uint8Array(0))).toBe(false);
  });

  it('carry text both ways, a byte order mark and a zero included', () => {
    for (const text of ['', 'Zoë', '\uFEFFmark', 'a\0b', '👩‍⚕️', '\u202Ertl']) {
      expect(fromUtf8(utf8(text))).toBe(text);
    }
    expect(utf8('ü')).toEqual(bytes(0xc3, 0xbc));
  });

  it.each([
    ['a lone continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut character', [0xe2, 0x82]],
    ['beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ])('refuse %s as text', (_name, values) => {
    expect(() => fromUtf8(bytes(...values))).toThrow(new BytesError('not-utf8'));
  });

  it('count big endian in four, and refuse what does not fit', () => {
    expect(uint32(0)).toEqual(bytes(0, 0, 0, 0));
    expect(uint32(0x01020304)).toEqual(bytes(1, 2, 3, 4));
    expect(uint32(0xffffffff)).toEqual(bytes(255, 255, 255, 255));
    for (const value of [-1, 2 ** 32, 1.5, Number.NaN]) {
      expect(() => uint32(value)).toThrow(new BytesError('too-large'));
    }
  });

  it('leave shared memory by a copy, and only then', () => {
    const alone = bytes(1);
    expect(unshared(alone)).toBe(alone);
    if (typeof SharedArrayBuffer === 'undefined') return;
    const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(7);
    expect(unshared(shared)).toEqual(bytes(7, 7));
    expect(unshared(shared).buffer).toBeInstanceOf(ArrayBuffer);
  });
});
