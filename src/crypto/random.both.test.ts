import { describe, expect, it } from 'vitest';
import { systemRandom } from './random.ts';

describe('the system’s randomness', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('fills %i bytes to the end', (length) => {
    const bytes = systemRandom(length);
    expect(bytes.length).toBe(length);
    // 32 zero bytes in a row at the end would be a tail that was never filled.
    if (length >= 32) expect(bytes.slice(-32).some((byte) => byte !== 0)).toBe(true);
  });

  it('never gives the same bytes twice', () => {
    expect(systemRandom(32)).not.toEqual(systemRandom(32));
  });
});
