import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { systemRandom } from '../crypto/index.ts';
import { kitBackupName, kitsNear, kitWords, readKitWords } from './kit-words.ts';
import { wordsBeginning } from './word-list.ts';

// From the vectors of BIP39 (trezor/python-mnemonic).
const entropy = fromHex('68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c');
const words =
  'hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length'.split(
    ' ',
  );

describe('the words of a kit', () => {
  it('are those of BIP39', () => {
    expect(kitWords(entropy)).toEqual(words);
    expect(readKitWords(words.join(' '))).toEqual({ state: 'complete', entropy });
  });

  it.each([
    ['numbered lines', words.map((word, i) => `${(i + 1).toString()}. ${word}`).join('\n')],
    ['capitals', words.join(' ').toUpperCase()],
    ['commas and tabs', words.join(',\t ')],
  ])('are read with %s', (_, text) => {
    expect(readKitWords(text)).toEqual({ state: 'complete', entropy });
  });

  it('come back for any secret', () => {
    const drawn = systemRandom(32);
    expect(readKitWords(kitWords(drawn).join(' '))).toEqual({ state: 'complete', entropy: drawn });
  });

  it('name a word that is not on the list, its place and what was meant', () => {
    const typed = words.with(6, 'prviate').with(9, 'todler').join(' ');
    expect(readKitWords(typed)).toMatchObject({
      state: 'unknown-words',
      unknown: [
        { index: 6, word: 'prviate', near: ['private'] },
        { index: 9, word: 'todler' },
      ],
    });
    const read = readKitWords(typed);
    expect(read.state === 'unknown-words' && read.unknown[1]?.near[0]).toBe('toddler');
  });

  it('say that the checksum is wrong when a listed word is another', () => {
    expect(readKitWords(words.with(3, 'cause').join(' '))).toEqual({ state: 'wrong-checksum' });
  });

  it('say how many there are when there are not 24', () => {
    expect(readKitWords(words.slice(1).join(' '))).toEqual({ state: 'wrong-count', count: 23 });
    expect(readKitWords('')).toEqual({ state: 'wrong-count', count: 0 });
  });

  it('are found again among the kits that differ in one word or in a swap', () => {
    for (const typed of [words.with(3, 'cause'), words.with(3, words[4]!).with(4, words[3]!)]) {
      const near = kitsNear(typed);
      expect(near.some((kit) => toHex(kit.entropy) === toHex(entropy))).toBe(true);
      expect(near.length).toBeLessThan(400);
    }
  });

  it('are completed from their first letters', () => {
    expect(wordsBeginning('hams', 4)).toEqual(['hamster']);
    expect(wordsBeginning('pri', 3)).toHaveLength(3);
    expect(wordsBeginning('xyz', 4)).toEqual([]);
  });

  it('give the backup on a host a name that tells nothing else', () => {
    expect(kitBackupName(entropy)).toHaveLength(16);
    expect(kitBackupName(entropy)).toEqual(kitBackupName(entropy));
    expect(kitBackupName(systemRandom(32))).not.toEqual(kitBackupName(entropy));
  });
});
