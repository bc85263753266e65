import { mix32, RandomWords } from './random-words.ts';

/** 32-bit words that hold one bit for each of `symbols` source symbols. */
export const coefficientWords = (symbols: number): number => Math.ceil(symbols / 32);

/**
 * Writes which source symbols are added (GF(2)) into encoded symbol `esi`: bit j of word ⌊j/32⌋
 * stands for source symbol j, lowest bit first. Below `symbols` it is that one symbol, from there on
 * each is in with probability 1/2.
 *
 * @param into - at least {@link coefficientWords} words, all zero.
 */
export function writeCoefficients(
  session: number,
  esi: number,
  symbols: number,
  into: Uint32Array,
): void {
  if (esi < symbols) setBit(into, esi);
  else writeRepairRow(new RandomWords((session ^ mix32(esi)) >>> 0), esi, symbols, into);
}

function writeRepairRow(
  random: RandomWords,
  esi: number,
  symbols: number,
  into: Uint32Array,
): void {
  const count = coefficientWords(symbols);
  let any = 0;
  for (let word = 0; word < count; word++) {
    const used = Math.min(32, symbols - word * 32);
    const bits = random.next() & (used === 32 ? 0xffff_ffff : (1 << used) - 1);
    into[word] = bits;
    any |= bits;
  }
  // An equation about nothing would be a wasted frame, likely only for the shortest messages.
  if (any === 0) setBit(into, esi % symbols);
}

function setBit(words: Uint32Array, bit: number): void {
  words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

export const hasBit = (words: Uint32Array, bit: number): boolean =>
  (((words[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
