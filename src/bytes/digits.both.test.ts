import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fromBase32, toBase32 } from './base32.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { utf8 } from './bytes.ts';
import { BytesError } from './errors.ts';
import { fromHex, toHex } from './hex.ts';

// A guard against hanging only: many runs on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const malformed = new BytesError('malformed');
const numRuns = typeof process !== 'undefined' && process.env['SLOW'] ? 20_000 : 500;

const systems = [
  { name: 'base64url', to: toBase64url, from: fromBase64url },
  { name: 'base32', to: toBase32, from: fromBase32 },
  { name: 'hex', to: toHex, from: fromHex },
];

describe('text forms of bytes', () => {
  // RFC 4648 §10, without padding.
  it.each([
    ['', '', '', ''],
    ['f', 'Zg', 'MY', '66'],
    ['fo', 'Zm8', 'MZXQ', '666f'],
    ['foo', 'Zm9v', 'MZXW6', '666f6f'],
    ['foob', 'Zm9vYg', 'MZXW6YQ', '666f6f62'],
    ['fooba', 'Zm9vYmE', 'MZXW6YTB', '666f6f6261'],
    ['foobar', 'Zm9vYmFy', 'MZXW6YTBOI', '666f6f626172'],
  ])('agree with RFC 4648 on "%s"', (text, ...forms) => {
    systems.forEach(({ to, from }, i) => {
      expect(to(utf8(text))).toBe(forms[i]);
      expect(from(forms[i]!)).toEqual(utf8(text));
    });
  });

  it('use the alphabet of URLs', () => {
    expect(toBase64url(new Uint8Array([0xfb, 0xff, 0xbf]))).toBe('-_-_');
    expect(() => fromBase64url('+/+/')).toThrow(malformed);
  });

  it.each(systems)('in $name give back any bytes', ({ to, from }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(from(to(bytes))).toEqual(bytes);
      }),
      { numRuns },
    );
  });

  it.each(systems)('in $name take no second spelling', ({ to, from }) => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        expect(respelled(text, from, to)).toBeOneOf([text, 'malformed']);
      }),
      { numRuns: numRuns * 4 },
    );
  });

  it.each([
    ['padding', fromBase64url, 'Zg=='],
    ['unused bits set', fromBase64url, 'Zh'],
    ['an impossible length', fromBase64url, 'Zm9vY'],
    ['white space', fromBase64url, 'Zm 8'],
    ['a character beyond ASCII', fromBase64url, 'Zmé8'],
    ['lower case', fromBase32, 'my'],
    ['unused bits set', fromBase32, 'MZ'],
    ['an impossible length', fromBase32, 'MZXW6Y'.slice(0, 3)],
    ['a digit that is none', fromBase32, 'M1'],
    ['upper case', fromHex, '6F'],
    ['half a byte', fromHex, '666'],
  ])('refuse %s', (_name, from, text) => {
    expect(() => from(text)).toThrow(malformed);
  });
});

function respelled(
  text: string,
  from: (text: string) => Uint8Array,
  to: (bytes: Uint8Array) => string,
): string {
  try {
    return to(from(text));
  } catch (error) {
    if (error instanceof BytesError) return error.code;
    throw error;
  }
}
