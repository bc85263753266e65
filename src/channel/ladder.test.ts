import { describe, expect, it } from 'vitest';
import { type Effort, Ladder } from './ladder.ts';

/** The efforts chosen while each look is answered as told. */
function efforts(found: readonly boolean[]): Effort[] {
  const ladder = new Ladder();
  return found.map((success) => {
    const effort = ladder.next();
    ladder.report(effort, success);
    return effort;
  });
}

describe('the ladder', () => {
  it('looks by turns at half and at full resolution, and thoroughly at every fifth miss', () => {
    const misses = Array<boolean>(11).fill(false);
    expect(efforts(misses)).toEqual([
      ...['half', 'full', 'half', 'full', 'half', 'thorough'],
      ...['full', 'half', 'full', 'half', 'thorough'],
    ]);
  });

  it('stays with the quickest look that works', () => {
    expect(efforts([true, true, true])).toEqual(['half', 'half', 'half']);
  });

  it('takes one miss for a torn picture, and two for a code too small at half resolution', () => {
    expect(efforts([true, false, true, true])).toEqual(['half', 'half', 'full', 'half']);
    expect(efforts([false, false, false, true, true])).toEqual([
      'half',
      'full',
      'half',
      'full',
      'full',
    ]);
  });

  it('tries half resolution again at every miss, and comes back to it when that works', () => {
    expect(efforts([false, false, false, true, false, true, true]).slice(3)).toEqual([
      'full',
      'full',
      'half',
      'half',
    ]);
  });

  it('does not stay thorough, which would be too slow', () => {
    expect(efforts([false, false, false, false, false, true, true]).slice(5)).toEqual([
      'thorough',
      'full',
    ]);
  });
});
