import type { Point } from '../../channel/index.ts';

/** A part of a picture, in its pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Room left around a known code, as a share of its size on each side. */
const MARGIN = 0.2;
/** So many looks without a code, and it may be anywhere again. */
const FORGET_AFTER = 8;

/** The largest square in the middle. */
export function middleSquare({ width, height }: Size): Region {
  const side = Math.min(width, height);
  return {
    x: Math.floor((width - side) / 2),
    y: Math.floor((height - side) / 2),
    width: side,
    height: side,
  };
}

/** The smallest upright box around the corners with some room, inside the picture. */
export function around(corners: readonly Point[], size: Size): Region {
  const [left, right] = span(
    corners.map(({ x }) => x),
    size.width,
  );
  const [top, bottom] = span(
    corners.map(({ y }) => y),
    size.height,
  );
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function span(values: readonly number[], limit: number): [number, number] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = (most - least) * MARGIN;
  const from = Math.min(limit - 1, Math.max(0, Math.floor(least - room)));
  return [from, Math.max(from + 1, Math.min(limit, Math.ceil(most + room)))];
}

/** Where to look next: around the code seen last, or in the widest part while there is none. */
export class Whereabouts {
  #corners: readonly Point[] | null = null;
  #misses = 0;
  readonly #widest: (size: Size) => Region;

  constructor(widest: (size: Size) => Region) {
    this.#widest = widest;
  }

  region(size: Size): Region {
    return this.#corners === null ? this.#widest(size) : around(this.#corners, size);
  }

  /** @param corners - in pixels of the whole picture; null when nothing was found. */
  report(corners: readonly Point[] | null): void {
    this.#misses = corners === null ? this.#misses + 1 : 0;
    if (corners !== null) this.#corners = corners;
    else if (this.#misses >= FORGET_AFTER) this.#corners = null;
  }
}
