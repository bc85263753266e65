import { describe, expect, it } from 'vitest';
import { Adviser } from './advice.ts';

const received = (rank: number) => ({ progress: rank / 100, rank, symbols: 100, done: false });

/** An adviser that has seen one code every `gap` ms since 0, up to `until`. */
function watching(gap: number, until: number): Adviser {
  const adviser = new Adviser(0);
  for (let at = 0; at <= until; at += gap) adviser.code(at);
  return adviser;
}

describe('advice', () => {
  it('is to aim, and after six seconds without a code to come closer', () => {
    const adviser = new Adviser(1000);
    expect(adviser.advice(6900, received(0))).toBe('aim');
    expect(adviser.advice(7100, received(0))).toBe('closer');
  });

  it('is to keep still while codes come in', () => {
    expect(watching(66, 5000).advice(5100, received(40))).toBe('keep-still');
  });

  it('is to aim again when the code is out of sight', () => {
    expect(watching(66, 5000).advice(6700, received(40))).toBe('aim-again');
  });

  it('is to ask for Slow when few codes come in, but not at once', () => {
    expect(watching(900, 2700).advice(2800, received(3))).toBe('keep-still');
    expect(watching(900, 5400).advice(5500, received(6))).toBe('ask-slow');
  });

  it('tells of a mishap for four seconds, then goes on', () => {
    const adviser = watching(66, 5000);
    adviser.remark('started-over', 5000);
    expect(adviser.advice(5100, received(1))).toBe('started-over');
    for (let at = 5000; at < 9100; at += 66) adviser.code(at);
    expect(adviser.advice(9100, received(1))).toBe('keep-still');
  });
});
