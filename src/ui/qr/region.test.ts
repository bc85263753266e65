import { describe, expect, it } from 'vitest';
import { around, middleSquare, Whereabouts } from './region.ts';

const size = { width: 1280, height: 720 };
const corners = [
  { x: 500, y: 200 },
  { x: 600, y: 210 },
  { x: 600, y: 300 },
  { x: 500, y: 300 },
];

describe('where to look', () => {
  it('is the square in the middle of a lying and of a standing picture', () => {
    expect(middleSquare(size)).toEqual({ x: 280, y: 0, width: 720, height: 720 });
    expect(middleSquare({ width: 720, height: 1280 })).toEqual({
      x: 0,
      y: 280,
      width: 720,
      height: 720,
    });
  });

  it('is a known code with a fifth of its size around it', () => {
    expect(around(corners, size)).toEqual({ x: 480, y: 180, width: 140, height: 140 });
  });

  it('stays inside the picture and never vanishes', () => {
    const outside = [
      { x: -50, y: 900 },
      { x: -40, y: 905 },
    ];
    const { x, y, width, height } = around(outside, size);
    expect([x >= 0, y < 720, width >= 1, height >= 1]).toEqual([true, true, true, true]);
    expect([x + width <= 1280, y + height <= 720]).toEqual([true, true]);
  });

  it('follows a code and forgets it after eight misses', () => {
    const whereabouts = new Whereabouts(middleSquare);
    expect(whereabouts.region(size)).toEqual(middleSquare(size));
    whereabouts.report(corners);
    for (let miss = 0; miss < 7; miss++) whereabouts.report(null);
    expect(whereabouts.region(size)).toEqual(around(corners, size));
    whereabouts.report(null);
    expect(whereabouts.region(size)).toEqual(middleSquare(size));
  });
});
