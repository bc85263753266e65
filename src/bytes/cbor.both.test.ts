import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from './bytes.ts';
import type { CborValue } from './cbor.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';
import { BytesError } from './errors.ts';
import { fromHex, toHex } from './hex.ts';

// A guard against hanging only: many runs on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const limits = { maxBytes: 4096 };
const runs = typeof process !== 'undefined' && process.env['SLOW'] ? 20_000 : 300;

const decodeHex = (text: string): CborValue => decodeCbor(fromHex(text), limits);

const { value: someValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.bigInt(2n ** 53n, 2n ** 64n - 1n),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.maxSafeInteger(), fc.string()), tie('value')), { maxLength: 5 })
      .map((entries) => new Map(entries.map(([key, item]) => [key === 0 ? 0 : key, item]))),
  ),
}));

describe('deterministic CBOR', () => {
  it.each([
    ['0', 0, '00'],
    ['23', 23, '17'],
    ['24', 24, '1818'],
    ['1000000', 1_000_000, '1a000f4240'],
    ['2^64 - 1', 2n ** 64n - 1n, '1bffffffffffffffff'],
    ['-1', -1, '20'],
    ['-1000', -1000, '3903e7'],
    ['false', false, 'f4'],
    ['null', null, 'f6'],
    ['bytes', new Uint8Array([1, 2, 3, 4]), '4401020304'],
    ['text', 'ü', '62c3bc'],
    ['array', [1, [2, 3]], '8201820203'],
    [
      'map',
      new Map([
        [1, 2],
        [3, 4],
      ]),
      'a201020304',
    ],
  ] as [string, CborValue, string][])(
    'writes %s as RFC 8949 Appendix A does',
    (_name, value, hex) => {
      expect(toHex(encodeCbor(value))).toBe(hex);
      expect(decodeHex(hex)).toEqual(value);
    },
  );

  it('orders keys by their encoded bytes, whatever order they were put in', () => {
    const keys = ['aa', -1, 'z', 100, 10] as const;
    const shuffled = new Map(keys.map((key) => [key, 0]));
    expect(toHex(encodeCbor(shuffled))).toBe('a50a001864002000617a0062616100');
  });

  it('gives back every value it wrote', () => {
    fc.assert(
      fc.property(someValue, (value) => {
        expect(toHex(encodeCbor(decodeCbor(encodeCbor(value), limits)))).toBe(
          toHex(encodeCbor(value)),
        );
      }),
      { numRuns: runs },
    );
  });

  it.each([
    ['an integer longer than needed', '1801'],
    ['a length longer than needed', '580101'],
    ['keys out of order', 'a203000100'],
    ['a duplicate key', 'a201000100'],
    ['a duplicate key in two spellings', 'a20100180100'],
    ['an indefinite array', '9f01ff'],
    ['an indefinite byte string', '5f4101ff'],
    ['a tag', 'c11a514b67b0'],
    ['a tagged big integer', 'c249010000000000000000'],
    ['a half float', 'f93c00'],
    ['a double', 'fb3ff199999999999a'],
    ['undefined', 'f7'],
    ['an unassigned simple value', 'f0'],
    ['a byte string as key', 'a1410100'],
    ['a boolean as key', 'a1f400'],
    ['an array as key', 'a1810100'],
    ['bytes after the value', '0000'],
    ['nothing at all', ''],
    ['a lone break', 'ff'],
    ['text that is not UTF-8', '61ff'],
    ['a cut array', '8201'],
    ['a cut byte string', '440102'],
  ])('refuses %s', (_name, hex) => {
    expect(() => decodeHex(hex)).toThrow(new BytesError('malformed'));
  });

  it.each([
    ['an array', '9a00010000', 'bytes'],
    ['a map', 'ba00010000', 'bytes'],
    ['an array with a 64-bit count', '9b001fffffffffffff', 'bytes'],
  ])('refuses the declared count of %s before reading its items', (_name, hex) => {
    expect(() => decodeHex(hex)).toThrow(new BytesError('too-large'));
  });

  it('refuses more depth than allowed, and takes as much as allowed', () => {
    const nested = (depth: number): Bytes => fromHex('81'.repeat(depth) + '00');
    expect(() => decodeCbor(nested(9), limits)).toThrow(new BytesError('too-large'));
    expect(() => decodeCbor(nested(2000), limits)).toThrow(new BytesError('too-large'));
    expect(decodeCbor(nested(8), limits)).toEqual([[[[[[[[0]]]]]]]]);
    expect(decodeCbor(nested(9), { ...limits, maxDepth: 9 })).toEqual([[[[[[[[[0]]]]]]]]]);
  });

  it('refuses more items and more bytes than allowed, and takes as many as allowed', () => {
    const list = encodeCbor([1, 2, 3]);
    expect(() => decodeCbor(list, { maxBytes: 4, maxItems: 3 })).toThrow(
      new BytesError('too-large'),
    );
    expect(() => decodeCbor(list, { maxBytes: 3, maxItems: 4 })).toThrow(
      new BytesError('too-large'),
    );
    expect(decodeCbor(list, { maxBytes: 4, maxItems: 4 })).toEqual([1, 2, 3]);
  });

  it('gives a value or a BytesError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(reEncoded(bytes)).toBeOneOf([toHex(bytes), 'malformed', 'too-large']);
      }),
      { numRuns: runs * 10 },
    );
  });

  it('refuses to write a fraction or an integer it cannot keep', () => {
    expect(() => encodeCbor(0.5)).toThrow(new BytesError('malformed'));
    expect(() => encodeCbor([2 ** 53])).toThrow(new BytesError('malformed'));
    expect(() => encodeCbor(2n ** 64n)).toThrow(new BytesError('malformed'));
    expect(toHex(encodeCbor(2n ** 53n))).toBe('1b0020000000000000');
  });
});

function reEncoded(bytes: Uint8Array): string {
  try {
    return toHex(encodeCbor(decodeCbor(bytes, limits)));
  } catch (error) {
    if (error instanceof BytesError) return error.code;
    throw error;
  }
}
