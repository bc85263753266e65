import { describe, expect, it } from 'vitest';
import { equal } from '../bytes/bytes.ts';
import { coefficientWords, writeCoefficients } from './coefficients.ts';
import { FountainDecoder } from './fountain-decoder.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { RandomWords } from './random-words.ts';
import { SYMBOL_BYTES } from './symbols.ts';
import { testMessage } from './test-stream.ts';
import vectors from './vectors/fountain.json' with { type: 'json' };

const trials = process.env['SLOW'] ? 400 : 40;
const SESSION = 0x5e55_1011;

interface Run {
  symbols: number;
  loss: number;
  /** Where in the series the receiver begins to look. */
  from: number;
  seed: number;
}

/** Symbols received until the message is known; checks that it is the right one. */
function received({ symbols, loss, from, seed }: Run): number {
  const message = testMessage(symbols * SYMBOL_BYTES - 17, seed);
  const encoder = new FountainEncoder(message, SESSION ^ seed);
  const decoder = new FountainDecoder(symbols, SESSION ^ seed);
  const random = new RandomWords(seed);
  let count = 0;
  for (let esi = from; decoder.rank < symbols; esi++) {
    if (random.fraction() < loss) continue;
    decoder.add(esi, encoder.symbol(esi));
    count += 1;
  }
  expect(equal(decoder.solve(message.length), message)).toBe(true);
  return count;
}

const overheads = (run: Omit<Run, 'seed'>, count: number) =>
  Array.from({ length: count }, (_, seed) => received({ ...run, seed }) - run.symbols).toSorted(
    (a, b) => a - b,
  );
const p95 = (sorted: readonly number[]) => sorted[Math.ceil(sorted.length * 0.95) - 1];

describe('the rows of the fountain code', () => {
  it.each(vectors.randomWords)('draws the published words for seed $seed', ({ seed, words }) => {
    const random = new RandomWords(seed);
    expect(words.map(() => random.next())).toEqual(words);
  });

  it.each(vectors.rows)(
    'mixes symbol $esi of $symbols as published',
    ({ session, esi, symbols, words }) => {
      const row = new Uint32Array(coefficientWords(symbols));
      writeCoefficients(session, esi, symbols, row);
      expect(Array.from(row, (word) => word.toString(16).padStart(8, '0'))).toEqual(words);
    },
  );
});

describe('the fountain code', () => {
  it('needs no symbol too many when nothing is lost', () => {
    expect(overheads({ symbols: 51, loss: 0, from: 0 }, 5)).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    { symbols: 167, loss: 0.3, from: 0 },
    { symbols: 167, loss: 0.5, from: 0 },
    { symbols: 40, loss: 0.1, from: 0 },
    { symbols: 16, loss: 0.3, from: 16 },
  ])('needs at most five more than $symbols at a loss of $loss, 95 times of 100', (run) => {
    expect(p95(overheads(run, trials))).toBeLessThanOrEqual(5);
  });

  it.each([1, 2, 3, 31, 32, 33, 64, 65])('carries %i symbols from repairs alone', (symbols) => {
    expect(received({ symbols, loss: 0.2, from: symbols, seed: symbols })).toBeGreaterThanOrEqual(
      symbols,
    );
  });

  it('carries the longest message', () => {
    expect(received({ symbols: 1024, loss: 0.3, from: 0, seed: 9 })).toBeLessThan(1024 + 12);
  });

  it('learns nothing from a symbol it has', () => {
    const encoder = new FountainEncoder(testMessage(1000, 1), SESSION);
    const decoder = new FountainDecoder(3, SESSION);
    expect(decoder.add(1, encoder.symbol(1))).toBe(true);
    expect(decoder.add(1, encoder.symbol(1))).toBe(false);
    expect(decoder.rank).toBe(1);
  });
});
