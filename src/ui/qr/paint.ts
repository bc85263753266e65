import type { CodeMatrix } from './code-matrix.ts';

/** Light modules around every code; readers look for them (ISO/IEC 18004 asks for four). */
export const QUIET_ZONE = 4;

const DARK = 0xff00_0000;
const LIGHT = 0xffff_ffff;

/** Pixels of the whole picture along one side, at one pixel a module. */
export const sideOf = (matrix: CodeMatrix): number => matrix.size + 2 * QUIET_ZONE;

/**
 * The width in CSS pixels that gives every module the same whole number of device pixels, as large
 * as fits; one device pixel a module at least.
 */
export function crispWidth(side: number, available: number, pixelRatio: number): number {
  return (side * Math.max(1, Math.floor((available * pixelRatio) / side))) / pixelRatio;
}

/** Paints black on white, one pixel a module; CSS enlarges it without smoothing. */
export function paint(canvas: HTMLCanvasElement, matrix: CodeMatrix): void {
  const side = sideOf(matrix);
  if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
  canvas.getContext('2d')?.putImageData(new ImageData(pixelsOf(matrix, side), side), 0, 0);
}

function pixelsOf({ size, modules }: CodeMatrix, side: number): Uint8ClampedArray<ArrayBuffer> {
  const words = new Uint32Array(side * side).fill(LIGHT);
  for (let y = 0; y < size; y++) {
    const from = (y + QUIET_ZONE) * side + QUIET_ZONE;
    for (let x = 0; x < size; x++) if (modules[y * size + x] === 1) words[from + x] = DARK;
  }
  return new Uint8ClampedArray(words.buffer);
}
