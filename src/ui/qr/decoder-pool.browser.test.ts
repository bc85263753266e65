import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staticText, testMessage } from '../../channel/index.ts';
import { stillMatrix } from './code-matrix.ts';
import { DecoderPool } from './decoder-pool.ts';
import { readPhoto } from './library-scanner.ts';
import { searchHere } from './page-reader.ts';
import { paint, sideOf } from './paint.ts';

const text = staticText(4, testMessage(600, 1));

/** The code as a screen shows it: painted by us, enlarged. */
function shown(modulePixels: number): HTMLCanvasElement {
  const matrix = stillMatrix(text, { errorCorrection: 'L' });
  const small = document.createElement('canvas');
  paint(small, matrix);
  const side = sideOf(matrix) * modulePixels;
  const large = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = large.getContext('2d');
  if (context) context.imageSmoothingEnabled = false;
  context?.drawImage(small, 0, 0, side, side);
  return large;
}

const blank = () => createImageBitmap(new ImageData(400, 400));
const fileOf = async (canvas: HTMLCanvasElement) => {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return new File(blob ? [blob] : [], 'photo.png', { type: 'image/png' });
};

describe('the readers', () => {
  let pool: DecoderPool;
  beforeAll(async () => {
    pool = await DecoderPool.open(1);
  });
  afterAll(() => pool.close());

  it('read what we paint, at half resolution first', async () => {
    const look = await pool.look(() => createImageBitmap(shown(6)));
    expect(look?.sighting?.text).toBe(text);
    expect(look?.effort).toBe('half');
    const corners = look?.sighting?.corners.flatMap(({ x, y }) => [x, y]) ?? [];
    expect(Math.abs(Math.min(...corners) - 24)).toBeLessThan(12);
  });

  it('find nothing in a blank picture', async () => {
    expect(await pool.search(await blank())).toBeNull();
  });

  it('let a picture go when they are busy with others', async () => {
    const looks = [1, 2, 3].map(() => pool.look(blank));
    expect((await Promise.all(looks)).map((look) => look === null)).toEqual([false, false, true]);
    expect(await pool.look(blank)).not.toBeNull();
  });

  it('read a photo that the library opened', async () => {
    const search = (bitmap: ImageBitmap) => pool.search(bitmap);
    expect(await readPhoto(await fileOf(shown(4)), search)).toBe(text);
    const empty = Object.assign(document.createElement('canvas'), { width: 300, height: 300 });
    expect(await readPhoto(await fileOf(empty), search)).toBeNull();
  });

  it('are stood in for on the page itself', async () => {
    expect((await searchHere(await createImageBitmap(shown(4))))?.text).toBe(text);
    expect(await searchHere(await blank())).toBeNull();
  });

  it('make SHA-256', async () => {
    const digest = await pool.digest(new TextEncoder().encode('abc'));
    expect(Array.from(digest.slice(0, 4))).toEqual([0xba, 0x78, 0x16, 0xbf]);
  });
});
