import { describe, expect, it } from 'vitest';
import { locales } from './locales.ts';

describe('the languages that dates and numbers are written in', () => {
  it('are the reader’s, in their order', () => {
    expect(locales(['de-CH', 'en'])).toEqual(['de-CH', 'en']);
  });

  it('leave out what is no language, such as the system’s "C"', () => {
    expect(locales(['C', 'en_GB', 'fr'])).toEqual(['fr']);
    expect(() => new Intl.NumberFormat(['C'])).toThrow(RangeError);
    expect(new Intl.NumberFormat(locales(['C'])).format(1)).toBe('1');
  });
});
