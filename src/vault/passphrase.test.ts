import { describe, expect, it } from 'vitest';
import { VaultError } from './errors.ts';
import { passphraseStrength, requireStrength, suggestPassphrase } from './passphrase.ts';

const bitsOf = (passphrase: string) => passphraseStrength(passphrase).bits;
const counting = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 0xff);

describe('the strength of a passphrase', () => {
  it.each([
    '',
    'a',
    'password',
    'P4ssw0rd',
    'Passwort',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnop',
    '98765432109876',
  ])('is hopeless for %j', (passphrase) =>
    expect(passphraseStrength(passphrase).level).toBe('very-weak'),
  );

  it.each([
    'qwertyuiop123456',
    'password1984',
    '24121984',
    'summer summer summer summer',
    'abandon-ability',
  ])('is hopeless for the pattern %j', (passphrase) =>
    expect(passphraseStrength(passphrase).level).toBe('very-weak'),
  );

  it('counts about eleven bits for each word of the list and none for the joints', () => {
    expect(bitsOf('zebra-wagon-unveil')).toBe(33);
    expect(bitsOf('zebra wagon unveil')).toBe(33);
  });

  it('does not pay twice for a word said twice', () => {
    expect(bitsOf('zebra-wagon-zebra-wagon')).toBeLessThan(bitsOf('zebra-wagon-unveil'));
  });

  it('gives characters drawn at random what they are worth', () => {
    expect(passphraseStrength('x7!Gk2p%Q9vT4m').level).toBe('strong');
  });

  it('judges the same text alike however it was composed', () => {
    expect(bitsOf('Käse-Brötchen')).toBe(bitsOf('Käse-Brötchen'.normalize('NFD')));
  });

  it('falls when the next character completes what everybody tries', () => {
    expect(bitsOf('sunshine')).toBeLessThan(bitsOf('sunshin'));
  });

  it('is found quickly for a text of any length', () => {
    expect(passphraseStrength('zebra '.repeat(100_000)).bits).toBeGreaterThan(0);
  });
});

describe('a refused passphrase', () => {
  it('is one that falls at once', () => {
    expect(() => requireStrength('password123')).toThrow(new VaultError('too-weak'));
  });

  it('is not one of five words', () => {
    expect(() => requireStrength('zebra-wagon-unveil-tobacco-sponsor')).not.toThrow();
  });
});

describe('a suggested passphrase', () => {
  it('is six words and counts as strong', () => {
    const suggestion = suggestPassphrase(counting);
    expect(suggestion.split('-')).toHaveLength(6);
    expect(passphraseStrength(suggestion)).toEqual({ bits: 66, level: 'strong' });
  });

  it('follows its source of randomness', () => {
    expect(suggestPassphrase(counting)).toBe(suggestPassphrase(counting));
    expect(suggestPassphrase((length) => new Uint8Array(length))).not.toBe(
      suggestPassphrase(counting),
    );
  });
});
