import { type Sighting, startPlain } from '../../channel/index.ts';

/** Looks for a code in a photo on the page itself, where no worker starts. Takes the bitmap over. */
export async function searchHere(bitmap: ImageBitmap): Promise<Sighting | null> {
  const { width, height } = bitmap;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const picture = context?.getImageData(0, 0, width, height);
  return picture ? (await startPlain()).read(picture, true) : null;
}
