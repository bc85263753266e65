import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { argon2id, domain, sha256 } from '../crypto/index.ts';
import { flipped, scriptedRandom } from './fixtures/consultation.ts';
import { requestWords, wordQuestions } from './words.ts';

const message = utf8('any request');
const words = ['legal', 'winner', 'thank', 'year', 'wave', 'sausage', 'worth', 'useful'];

describe('the eight words', () => {
  it('are the first 88 bits of a slow hash of the request', async () => {
    const floor = { memoryKiB: 19_456, iterations: 2, parallelism: 1 };
    const digest = await argon2id(
      sha256(domain('words'), message),
      utf8('carnet-words-v1'),
      floor,
      32,
    );
    const bits = [...digest.slice(0, 11)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const expected = (bits.match(/.{11}/g) ?? []).map((index) => wordlist[parseInt(index, 2)]);
    expect(await requestWords(message)).toEqual(expected);
    expect(expected).toHaveLength(8);
  });

  it('are others for another request', async () => {
    expect(await requestWords(flipped(message, 0))).not.toEqual(await requestWords(message));
  });
});

describe('the questions', () => {
  it('ask for three places, each with its word among three others', () => {
    for (let n = 0; n < 200; n++) {
      const questions = wordQuestions(words, scriptedRandom(`questions ${n}`));
      const positions = questions.map(({ position }) => position);
      expect(new Set(positions).size).toBe(3);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      for (const { position, options } of questions) {
        expect(new Set(options).size).toBe(4);
        expect(options.filter((option) => words.includes(option))).toEqual([words[position - 1]]);
      }
    }
  });

  it('reach every place, and put the right word everywhere', () => {
    const asked = new Set<number>();
    const placed = new Set<number>();
    for (let n = 0; n < 200; n++)
      for (const { position, options } of wordQuestions(words, scriptedRandom(`spread ${n}`))) {
        asked.add(position);
        placed.add(options.indexOf(words[position - 1] ?? ''));
      }
    expect([...asked].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...placed].toSorted()).toEqual([0, 1, 2, 3]);
  });

  it('end even with a random source that is stuck', () => {
    expect(wordQuestions(words, (length) => new Uint8Array(length))).toHaveLength(3);
  });
});
