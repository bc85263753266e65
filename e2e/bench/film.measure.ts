import { create } from 'qrcode';
import { Sender } from '../../src/channel/index.ts';
import { RandomWords } from '../../src/channel/random-words.ts';
import { testMessage } from '../../src/channel/test-stream.ts';

const width = 1280;
const height = 720;

/**
 * A film of a 400 KB message at V25 and 15 codes a second as a hand-held 30 fps camera sees it:
 * turned, tilted by a hand's jitter, out of focus, noisy. Every picture is a JPEG in base64; each
 * code lasts two pictures.
 */
export async function measure(seconds: number): Promise<string[]> {
  const message = testMessage(400_000, 7);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', message));
  const sender = new Sender(message, 6, digest);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const random = new RandomWords(3);
  const frames: string[] = [];
  for (let shown = 0; frames.length < seconds * 30; shown += 1) {
    const frame = sender.frame(shown * 67, 'normal');
    if (frame.version !== 25) continue;
    const code = await drawn(frame.text, frame.version);
    for (let half = 0; half < 2; half += 1) {
      expose(context, code, random);
      frames.push(await jpeg(canvas));
    }
  }
  return frames;
}

async function drawn(text: string, version: number): Promise<ImageBitmap> {
  const { size, data } = create([{ data: text, mode: 'alphanumeric' }], {
    version,
    errorCorrectionLevel: 'L',
    maskPattern: 3,
  }).modules;
  const quiet = 4;
  const side = size + 2 * quiet;
  const image = new ImageData(side, side);
  image.data.fill(255);
  data.forEach((dark, index) => {
    if (!dark) return;
    const at = ((Math.floor(index / size) + quiet) * side + (index % size) + quiet) * 4;
    image.data.fill(20, at, at + 3);
  });
  return createImageBitmap(image, {
    resizeWidth: side * 5,
    resizeHeight: side * 5,
    resizeQuality: 'pixelated',
  });
}

function expose(
  context: OffscreenCanvasRenderingContext2D,
  code: ImageBitmap,
  random: RandomWords,
): void {
  const unit = () => random.next() / 2 ** 32 - 0.5;
  context.filter = 'none';
  context.fillStyle = '#3a3f42';
  context.fillRect(0, 0, width, height);
  context.save();
  context.translate(width / 2 + unit() * 6, height / 2 + unit() * 6);
  context.transform(1, 0.03 + unit() * 0.004, 0.05 + unit() * 0.004, 0.98, 0, 0);
  context.rotate(0.07);
  context.filter = 'blur(0.75px)';
  const side = height * 0.86;
  context.drawImage(code, -side / 2, -side / 2, side, side);
  context.restore();
  const picture = context.getImageData(0, 0, width, height);
  for (let at = 0; at < picture.data.length; at += 4) {
    const noise = (unit() + unit() + unit()) * 12;
    for (const channel of [0, 1, 2])
      picture.data[at + channel] = (picture.data[at + channel] ?? 0) + noise;
  }
  context.putImageData(picture, 0, 0);
}

async function jpeg(canvas: OffscreenCanvas): Promise<string> {
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  let text = '';
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}
