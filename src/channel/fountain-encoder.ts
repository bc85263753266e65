import type { Bytes } from '../bytes/bytes.ts';
import { coefficientWords, hasBit, writeCoefficients } from './coefficients.ts';
import { SYMBOL_BYTES, SYMBOL_WORDS, symbolCount } from './symbols.ts';

/**
 * Endless encoded symbols of one message: first its own, then random sums of them (a systematic,
 * dense random linear fountain code over GF(2)). Any `symbols` + 2 or so give the message back.
 */
export class FountainEncoder {
  /** Source symbols of the message. */
  readonly symbols: number;
  readonly #session: number;
  readonly #source: Bytes;

  /** @throws ChannelError `empty` or `too-large`. */
  constructor(message: Uint8Array, session: number) {
    this.symbols = symbolCount(message.length);
    this.#session = session;
    this.#source = new Uint8Array(this.symbols * SYMBOL_BYTES);
    this.#source.set(message);
  }

  /** Encoded symbol number `esi`, 396 bytes. */
  symbol(esi: number): Bytes {
    if (esi < this.symbols) return this.#source.slice(esi * SYMBOL_BYTES, (esi + 1) * SYMBOL_BYTES);
    const row = new Uint32Array(coefficientWords(this.symbols));
    writeCoefficients(this.#session, esi, this.symbols, row);
    return this.#sum(row);
  }

  #sum(row: Uint32Array): Bytes {
    const source = new Uint32Array(this.#source.buffer);
    const sum = new Uint32Array(SYMBOL_WORDS);
    for (let symbol = 0; symbol < this.symbols; symbol++) {
      if (!hasBit(row, symbol)) continue;
      const from = symbol * SYMBOL_WORDS;
      for (let i = 0; i < SYMBOL_WORDS; i++) sum[i] = (sum[i] ?? 0) ^ (source[from + i] ?? 0);
    }
    return new Uint8Array(sum.buffer);
  }
}
