import type { Bytes } from '../bytes/bytes.ts';
import { coefficientWords, hasBit, writeCoefficients } from './coefficients.ts';
import { SYMBOL_BYTES, SYMBOL_WORDS } from './symbols.ts';

/**
 * Solves for the message while symbols arrive (Gaussian elimination, one row at a time). A row holds
 * its coefficients first and its 396 bytes after them, so that one loop adds both.
 */
export class FountainDecoder {
  readonly symbols: number;
  readonly #session: number;
  readonly #width: number;
  /** At index j a row whose lowest coefficient is symbol j. Made as they come, `symbols` at most. */
  readonly #rows: (Uint32Array<ArrayBuffer> | undefined)[];
  #rank = 0;

  /** @param symbols - 1 .. 1024; the caller has checked. */
  constructor(symbols: number, session: number) {
    this.symbols = symbols;
    this.#session = session;
    this.#width = coefficientWords(symbols);
    this.#rows = Array.from({ length: symbols });
  }

  /** How many independent symbols have arrived; at `symbols` the message is known. */
  get rank(): number {
    return this.#rank;
  }

  /** Takes encoded symbol `esi` (396 bytes); says whether it told anything new. */
  add(esi: number, symbol: Uint8Array): boolean {
    const row = new Uint32Array(this.#width + SYMBOL_WORDS);
    writeCoefficients(this.#session, esi, this.symbols, row);
    new Uint8Array(row.buffer, this.#width * 4).set(symbol);
    const pivot = this.#reduce(row);
    if (pivot === null) return false;
    this.#rows[pivot] = row;
    this.#rank += 1;
    return true;
  }

  /** Takes known rows out of this one; the place that is left free for it, or null. */
  #reduce(row: Uint32Array): number | null {
    for (let symbol = 0; symbol < this.symbols; symbol++) {
      if (!hasBit(row, symbol)) continue;
      const known = this.#rows[symbol];
      if (known === undefined) return symbol;
      addRow(row, known, symbol >>> 5);
    }
    return null;
  }

  /**
   * The message, once {@link rank} has reached {@link symbols}.
   *
   * @param length - bytes of the message, at most `symbols` × 396.
   */
  solve(length: number): Bytes {
    const message = new Uint8Array(this.symbols * SYMBOL_BYTES);
    for (let symbol = this.symbols - 1; symbol >= 0; symbol--) {
      const row = this.#rows[symbol] ?? new Uint32Array(this.#width + SYMBOL_WORDS);
      this.#takeOutLater(row, symbol);
      message.set(new Uint8Array(row.buffer, this.#width * 4), symbol * SYMBOL_BYTES);
    }
    return message.slice(0, length);
  }

  /** Every later row is solved already: only its bytes are added, its coefficients are done with. */
  #takeOutLater(row: Uint32Array, symbol: number): void {
    for (let later = symbol + 1; later < this.symbols; later++) {
      const known = this.#rows[later];
      if (known !== undefined && hasBit(row, later)) addRow(row, known, this.#width);
    }
  }
}

function addRow(row: Uint32Array, other: Uint32Array, from: number): void {
  for (let i = from; i < row.length; i++) row[i] = (row[i] ?? 0) ^ (other[i] ?? 0);
}
