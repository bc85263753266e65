import { create } from 'qrcode';
import { Sender } from '../../src/channel/index.ts';
import { RandomWords } from '../../src/channel/random-words.ts';
import { testMessage } from '../../src/channel/test-stream.ts';

const width = 1280;
const height = 720;

/** Milliseconds from one picture of the camera to the next, and for one code on the sender's screen. */
const pictureMs = 1000 / 30;
/** A sender's clock is never quite the camera's. */
const codeMs = (1000 / 15) * 1.017;
/** A phone's sensor reads its rows one after another, each open for a while. */
const readoutMs = 18;
const exposureMs = 8;

/**
 * A film of a 400 KB message at V25 and 15 codes a second as a hand-held 30 fps camera with a
 * rolling shutter sees it: turned, tilted by a hand's jitter, out of focus, noisy, and torn where
 * the code changed while the rows were read. Every picture is a JPEG in base64.
 */
export async function measure(seconds: number): Promise<string[]> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const random = new RandomWords(3);
  const codes = new Codes(await message());
  const frames: string[] = [];
  for (let picture = 0; picture < seconds * 30; picture += 1) {
    const start = picture * pictureMs;
    const shown = Math.floor(start / codeMs);
    const hand = handOf(random);
    const before = held(context, await codes.at(shown), hand);
    const after = held(context, await codes.at(shown + 1), hand);
    const torn = mixed(before, after, (shown + 1) * codeMs - start);
    context.putImageData(noisy(torn, random), 0, 0);
    frames.push(await jpeg(canvas));
  }
  return frames;
}

async function message(): Promise<Sender> {
  const bytes = testMessage(400_000, 7);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return new Sender(bytes, 6, digest);
}

/** The codes of version 25 in the order in which the sender shows them. */
class Codes {
  readonly #sender: Sender;
  readonly #drawn: ImageBitmap[] = [];
  #asked = 0;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  async at(index: number): Promise<ImageBitmap> {
    while (this.#drawn.length <= index) {
      const frame = this.#sender.frame(this.#asked * 67, 'normal');
      this.#asked += 1;
      if (frame.version === 25) this.#drawn.push(await drawn(frame.text, frame.version));
    }
    const code = this.#drawn[index];
    if (!code) throw new Error('no code');
    return code;
  }
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

type Hand = readonly [number, number, number, number];

const offset = (random: RandomWords) => random.next() / 2 ** 32 - 0.5;

function handOf(random: RandomWords): Hand {
  const jitter = (by: number) => offset(random) * by;
  return [jitter(6), jitter(6), jitter(0.004), jitter(0.004)];
}

/** The whole code at one instant, in a hand that does not move while the rows are read. */
function held(
  context: OffscreenCanvasRenderingContext2D,
  code: ImageBitmap,
  [x, y, skewX, skewY]: Hand,
): ImageData {
  context.filter = 'none';
  context.fillStyle = '#3a3f42';
  context.fillRect(0, 0, width, height);
  context.save();
  context.translate(width / 2 + x, height / 2 + y);
  context.transform(1, 0.03 + skewX, 0.05 + skewY, 0.98, 0, 0);
  context.rotate(0.07);
  context.filter = 'blur(0.75px)';
  const side = height * 0.86;
  context.drawImage(code, -side / 2, -side / 2, side, side);
  context.restore();
  return context.getImageData(0, 0, width, height);
}

/** Each row shows the later code for as much of its exposure as fell after the change. */
function mixed(before: ImageData, after: ImageData, changeMs: number): ImageData {
  for (let row = 0; row < height; row += 1) {
    const opened = (row / height) * readoutMs;
    const later = Math.min(1, Math.max(0, (opened + exposureMs - changeMs) / exposureMs));
    if (later === 0) continue;
    for (let at = row * width * 4; at < (row + 1) * width * 4; at += 1) {
      const [old, fresh] = [before.data[at] ?? 0, after.data[at] ?? 0];
      before.data[at] = old + (fresh - old) * later;
    }
  }
  return before;
}

function noisy(picture: ImageData, random: RandomWords): ImageData {
  for (let at = 0; at < picture.data.length; at += 4) {
    const noise = (offset(random) + offset(random) + offset(random)) * 12;
    for (const channel of [0, 1, 2])
      picture.data[at + channel] = (picture.data[at + channel] ?? 0) + noise;
  }
  return picture;
}

async function jpeg(canvas: OffscreenCanvas): Promise<string> {
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  let text = '';
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}
