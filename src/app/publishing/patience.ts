import type { RandomSource } from '../../crypto/index.ts';

const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to wait after so many failures in a row: doubling, up to a quarter of an hour, each time
 * a random half less, so that many devices do not come back at once. What the host asks for is the
 * least.
 */
export function waitAfter(failures: number, asked: number | null, random: RandomSource): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  const [byte = 0] = random(1);
  const wait = full * (1 - byte / 512);
  return Math.round(Math.max(wait, Math.min(asked ?? 0, LONGEST_MS)));
}
