import type { Bytes } from '../bytes/bytes.ts';
import { RandomWords } from './random-words.ts';

/** Reproducible noise to measure the channel with: the same bytes for the same seed on any device. */
export function testMessage(length: number, seed: number): Bytes {
  const random = new RandomWords(seed);
  return Uint8Array.from({ length }, () => random.next() >>> 24);
}
