import { type FrameContent, fromBase45, readFrame, SYMBOL_BYTES } from '../../channel/index.ts';

/** What the channel did between two devices. */
export interface LinkFigures {
  /** Kilobytes (1000 B) of new symbols a second, since the first code. */
  readonly kilobytesPerSecond: number;
  /** Share of the shown symbols that never arrived, 0 .. 1. */
  readonly loss: number;
  /** Median ms of reading one picture. */
  readonly lookMs: number;
  readonly picturesPerSecond: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Counts codes and pictures while a test code is scanned. Times are in ms of any one clock. */
export class LinkMeter {
  readonly #symbols = new Set<number>();
  readonly #looks: number[] = [];
  #pictures: { readonly first: number; readonly last: number; readonly count: number } | null =
    null;
  #codes: { readonly first: number; readonly last: number } | null = null;

  picture(atMs: number): void {
    const before = this.#pictures ?? { first: atMs, count: 0 };
    this.#pictures = { first: before.first, last: atMs, count: before.count + 1 };
  }

  look(ms: number): void {
    this.#looks.push(ms);
  }

  code(text: string, atMs: number): void {
    const frame = frameIn(text);
    if (frame === null) return;
    frame.symbols.forEach((_, index) => this.#symbols.add(frame.esi + index));
    this.#codes = { first: this.#codes?.first ?? atMs, last: atMs };
  }

  figures(): LinkFigures {
    return {
      kilobytesPerSecond: this.#kilobytesPerSecond(),
      loss: this.#loss(),
      lookMs: median(this.#looks),
      picturesPerSecond: this.#picturesPerSecond(),
    };
  }

  #kilobytesPerSecond(): number {
    const ms = this.#codes === null ? 0 : this.#codes.last - this.#codes.first;
    return ms === 0 ? 0 : (this.#symbols.size * SYMBOL_BYTES) / ms;
  }

  #loss(): number {
    if (this.#symbols.size === 0) return 0;
    const numbers = [...this.#symbols];
    const least = numbers.reduce((a, b) => Math.min(a, b));
    const most = numbers.reduce((a, b) => Math.max(a, b));
    return 1 - numbers.length / (most - least + 1);
  }

  #picturesPerSecond(): number {
    if (this.#pictures === null || this.#pictures.count < 2) return 0;
    return ((this.#pictures.count - 1) * 1000) / (this.#pictures.last - this.#pictures.first);
  }
}

function frameIn(text: string): FrameContent | null {
  try {
    return readFrame(fromBase45(text));
  } catch {
    return null;
  }
}
