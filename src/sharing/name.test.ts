import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { SharingError } from './errors.ts';
import { cleanName, cleanPurpose, cleanText, NAME_LIMIT_BYTES } from './name.ts';

const numRuns = typeof process !== 'undefined' && process.env['SLOW'] ? 5000 : 300;

describe('a name', () => {
  it('loses bidirectional overrides, controls and invisible characters', () => {
    expect(cleanName('Ana\u202e \u0007Ru\u200biz\u2066')).toBe('Ana Ruiz');
    expect(cleanName('Ana Ruiz')).toBe('Ana Ruiz');
  });

  it('becomes one line with single spaces', () => {
    expect(cleanName('  Ana\n\tMaría \u00a0 Ruiz ')).toBe('Ana María Ruiz');
  });

  it('keeps the joiner that a Persian spelling needs and loses a stray one', () => {
    expect(cleanName('علی\u200cرضا')).toBe('علی\u200cرضا');
    expect(cleanName('Ana\u200c')).toBe('Ana');
  });

  it('keeps at most four combining marks in a row', () => {
    expect(cleanName(`x${'\u0323'.repeat(20)}`)).toHaveLength(5);
    expect(cleanName('Nguyễn')).toBe('Nguyễn');
  });

  it('may be 64 bytes long and no longer', () => {
    expect(utf8(cleanName('é'.repeat(32)))).toHaveLength(NAME_LIMIT_BYTES);
    expect(() => cleanName('é'.repeat(33))).toThrow(new SharingError('name-invalid'));
    expect(() => cleanName('x'.repeat(2 ** 20))).toThrow(new SharingError('name-invalid'));
  });

  it('must hold a letter or a digit', () => {
    for (const name of ['', ' ', '\u202e', '...', '\u3164'])
      expect(() => cleanName(name)).toThrow(new SharingError('name-invalid'));
    expect(cleanName('7')).toBe('7');
  });

  it('is the same after a second cleaning, whatever it was', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const hostile = fc.constantFrom(
      '\u202e',
      '\u200d',
      '\u200c',
      '\u3164',
      '\u0301',
      ' ',
      'a',
      '\ud800',
    );
    const mixed = fc.array(fc.oneof(text, hostile)).map((parts) => parts.join(''));
    fc.assert(
      fc.property(mixed, (raw) => {
        const clean = cleanText(raw);
        expect(cleanText(clean)).toBe(clean);
        expect(clean).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns },
    );
  });
});

describe('a purpose', () => {
  it('may be empty and has at most 64 bytes', () => {
    expect(cleanPurpose(' \u202e')).toBe('');
    expect(cleanPurpose('x'.repeat(64))).toHaveLength(64);
    expect(() => cleanPurpose('x'.repeat(65))).toThrow(new SharingError('too-large'));
  });
});
