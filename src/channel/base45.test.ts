import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { fromBase45, toBase45 } from './base45.ts';
import { ChannelError } from './errors.ts';
import vectors from './vectors/base45.json' with { type: 'json' };

const runs = process.env['SLOW'] ? 20_000 : 300;

describe('base45', () => {
  it.each(vectors.pairs)('writes "$plain" as RFC 9285 does', ({ plain, encoded }) => {
    expect(toBase45(utf8(plain))).toBe(encoded);
    expect(fromBase45(encoded)).toEqual(utf8(plain));
  });

  it.each(vectors.refused)('refuses "$text": $why', ({ text }) => {
    expect(() => fromBase45(text)).toThrow(new ChannelError('malformed'));
  });

  it('takes the largest values that fit', () => {
    expect(fromBase45('FGW')).toEqual(Uint8Array.of(0xff, 0xff));
    expect(fromBase45('U5')).toEqual(Uint8Array.of(0xff));
  });

  it('gives back every byte string', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(fromBase45(toBase45(bytes))).toEqual(bytes);
      }),
      { numRuns: runs },
    );
  });

  it('reads any text or refuses it, and writes back what it read', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789AZ $%*+-./:a,é')),
      maxLength: 40,
    });
    fc.assert(
      fc.property(letters, (text) => {
        expect(rewritten(text)).toBe(text);
      }),
      { numRuns: runs },
    );
  });
});

function rewritten(text: string): string {
  try {
    return toBase45(fromBase45(text));
  } catch (error) {
    expect(error).toEqual(new ChannelError('malformed'));
    return text;
  }
}
