import { expose, transfer } from 'comlink';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Bytes } from '../bytes/bytes.ts';
import {
  type Effort,
  Ladder,
  type Picture,
  type Sighting,
  startCodeReader,
} from '../channel/index.ts';
import { sha256 } from '../crypto/hash.ts';
import { dropGlobals } from './drop-globals.ts';

/** What one look at one picture gave. */
export interface Look {
  /** Corners are in pixels of the picture as it was handed in. */
  readonly sighting: Sighting | null;
  readonly effort: Effort;
  /** Milliseconds of reading pixels and decoding. */
  readonly ms: number;
}

/** Longest side of a photo at the first look; small codes in it get a second one at full size. */
const PHOTO_SIDE = 1280;

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { willReadFrequently: true });
const ladder = new Ladder();

async function begin() {
  const reader = await startCodeReader({ url: wasmUrl });
  dropGlobals();
  return reader;
}

const started = begin();

/** Reads codes from pictures, off the page's own thread. */
const scanner = {
  /** Resolves when codes can be read, with the name of the reader that started here. */
  start: async () => (await started).name,

  /** One picture of a moving image: as quick as the last ones allow. Takes the bitmap over. */
  look: async (bitmap: ImageBitmap): Promise<Look> => {
    const reader = await started;
    const began = performance.now();
    const effort = ladder.next();
    const scale = effort === 'half' ? 0.5 : 1;
    const found = await reader.read(pixels(bitmap, scale), effort === 'thorough');
    bitmap.close();
    ladder.report(effort, found !== null);
    return { sighting: enlarged(found, 1 / scale), effort, ms: performance.now() - began };
  },

  /** One photo or picture file: as thorough as can be. Takes the bitmap over. */
  search: async (bitmap: ImageBitmap): Promise<Sighting | null> => {
    const reader = await started;
    const scale = Math.min(1, PHOTO_SIDE / Math.max(bitmap.width, bitmap.height));
    const found =
      (await reader.read(pixels(bitmap, scale), true)) ??
      (scale < 1 ? await reader.read(pixels(bitmap, 1), true) : null);
    bitmap.close();
    return found;
  },

  /** SHA-256; the page has no hash of its own. */
  digest: (bytes: Bytes): Bytes => {
    const digest = sha256(bytes);
    return transfer(digest, [digest.buffer]);
  },
};

export type ScanWorker = typeof scanner;

function pixels(bitmap: ImageBitmap, scale: number): Picture {
  if (context === null) throw new Error('no canvas');
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

function enlarged(sighting: Sighting | null, by: number): Sighting | null {
  if (sighting === null) return null;
  return { ...sighting, corners: sighting.corners.map(({ x, y }) => ({ x: x * by, y: y * by })) };
}

expose(scanner);
