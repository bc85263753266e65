import type { Picture } from './code-reader.ts';
import type { RandomWords } from './random-words.ts';

/** The modules of a QR code, row after row, 1 for dark. */
export interface DrawnCode {
  readonly size: number;
  readonly modules: Uint8Array;
}

/** What a camera can do to a code. Angles in degrees, lengths in pixels, brightness 0 .. 255. */
export interface Conditions {
  readonly rotation: number;
  /** Tilt about the upright and about the level axis. */
  readonly tilt: readonly [number, number];
  /** Standard deviation of the blur. */
  readonly blur: number;
  /** Standard deviation of each pixel's noise. */
  readonly noise: number;
  readonly dark: number;
  readonly light: number;
  /** Share of the light that is lost from one corner to the other. */
  readonly shade: number;
  /** Brightness that a lamp's reflection adds in its middle. */
  readonly glare: number;
  /** Depth of the pattern between the pixels of the screen and those of the camera. */
  readonly moire: number;
}

const clean: Conditions = {
  rotation: 0,
  tilt: [0, 0],
  blur: 0,
  noise: 0,
  dark: 20,
  light: 235,
  shade: 0,
  glare: 0,
  moire: 0,
};

/** Nine ways in which a picture of a code is spoilt, each a name of a test mix. */
export const degradations = {
  clean,
  'blur 1': { ...clean, blur: 1 },
  'blur 2': { ...clean, blur: 2 },
  'noise 15': { ...clean, noise: 15 },
  'noise 30': { ...clean, noise: 30, dark: 60, light: 190 },
  rotation: { ...clean, rotation: 12 },
  perspective: { ...clean, tilt: [26, 20] },
  moire: { ...clean, moire: 0.3 },
  real: { ...clean, rotation: 6, tilt: [10, 7], blur: 0.9, noise: 9, shade: 0.35, glare: 60 },
} as const satisfies Record<string, Conditions>;

/** Share of the shorter side that the code takes, without its quiet zone. */
const FILL = 0.8;
const QUIET_ZONE = 4;
/** Distance of the camera in widths of the code. */
const DISTANCE = 2.2;
const SURROUNDINGS = 0.35;
/** Camera pixels to one pixel of the screen. */
const SCREEN_PIXEL = 1.93;

/**
 * A picture of a code as a camera might take it: for tests and benches, never for the app. The same
 * conditions and the same random words give the same picture.
 */
export function degradedFrame(
  code: DrawnCode,
  conditions: Conditions,
  random: RandomWords,
  size: { readonly width: number; readonly height: number } = { width: 720, height: 720 },
): Picture {
  const scene = { ...size, conditions, random };
  const brightness = blurred(project(code, scene), scene);
  light(brightness, scene);
  return toPicture(brightness, size);
}

interface Scene {
  readonly width: number;
  readonly height: number;
  readonly conditions: Conditions;
  readonly random: RandomWords;
}

/** Three numbers that belong together: a place in space, or one row of a matrix. */
type Row = readonly [number, number, number];
/** Rows that lead from a pixel (x, y, 1) to a column and a row of the code, both times the third. */
type Mapping = readonly [Row, Row, Row];

const SAMPLES = [0.25, 0.75];

/** 1 for light, 0 for dark, with four samples a pixel. */
function project(code: DrawnCode, scene: Scene): Float32Array<ArrayBuffer> {
  const { width, height } = scene;
  const mapping = mappingOf(code.size, scene);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (const dy of SAMPLES) {
      for (let x = 0; x < width; x++) {
        for (const dx of SAMPLES)
          add(out, y * width + x, sample(code, mapping, x + dx, y + dy) / 4);
      }
    }
  }
  return out;
}

const add = (picture: Float32Array, at: number, value: number): void => {
  picture[at] = (picture[at] ?? 0) + value;
};

function sample({ size, modules }: DrawnCode, [a, b, c]: Mapping, x: number, y: number): number {
  const by = 1 / (c[0] * x + c[1] * y + c[2]);
  const column = Math.floor((a[0] * x + a[1] * y + a[2]) * by);
  const row = Math.floor((b[0] * x + b[1] * y + b[2]) * by);
  if (column >= 0 && row >= 0 && column < size && row < size)
    return 1 - (modules[row * size + column] ?? 0);
  const far = Math.max(-column, -row, column - size + 1, row - size + 1);
  return far <= QUIET_ZONE ? 1 : SURROUNDINGS;
}

/** The inverse of turning the code's plane in space and projecting it, shaken a little. */
function mappingOf(size: number, { width, height, conditions, random }: Scene): Mapping {
  const shake = () => (random.fraction() - 0.5) * 2;
  const [yaw, pitch] = conditions.tilt;
  const [right, down] = turned(conditions.rotation + shake(), yaw + shake(), pitch + shake());
  const scale = FILL * Math.min(width, height) * DISTANCE;
  const [x, y] = [width / 2 + 4 * shake(), height / 2 + 4 * shake()];
  const seen = (axis: Row): Row => [
    scale * axis[0] + x * axis[2],
    scale * axis[1] + y * axis[2],
    axis[2],
  ];
  const [a, b, c] = inverse([seen(right), seen(down), [x * DISTANCE, y * DISTANCE, DISTANCE]]);
  // From the middle of the code, in widths, to its corner, in modules.
  const modules = (row: Row) => combine(row, size, c, size / 2);
  return [modules(a), modules(b), c];
}

const combine = (one: Row, by: number, other: Row, otherBy: number): Row => [
  one[0] * by + other[0] * otherBy,
  one[1] * by + other[1] * otherBy,
  one[2] * by + other[2] * otherBy,
];

/** Where the code's two sides point after it was turned in its plane, then sideways, then back. */
function turned(rotation: number, yaw: number, pitch: number): readonly [Row, Row] {
  const [sr, cr] = sineAndCosine(rotation);
  const [sy, cy] = sineAndCosine(yaw);
  const [sp, cp] = sineAndCosine(pitch);
  const turn = (x: number, y: number): Row => {
    const [x1, z1] = [x * cy, x * sy];
    return [x1, y * cp - z1 * sp, y * sp + z1 * cp];
  };
  return [turn(cr, sr), turn(-sr, cr)];
}

function sineAndCosine(degrees: number): readonly [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [Math.sin(angle), Math.cos(angle)];
}

/** The inverse of the matrix with these columns, as rows. */
function inverse([p, q, r]: readonly [Row, Row, Row]): readonly [Row, Row, Row] {
  const qr = cross(q, r);
  const by = 1 / (p[0] * qr[0] + p[1] * qr[1] + p[2] * qr[2]);
  const scaled = (row: Row): Row => [row[0] * by, row[1] * by, row[2] * by];
  return [scaled(qr), scaled(cross(r, p)), scaled(cross(p, q))];
}

const cross = (a: Row, b: Row): Row => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function blurred(
  picture: Float32Array<ArrayBuffer>,
  { width, height, conditions }: Scene,
): Float32Array<ArrayBuffer> {
  if (conditions.blur === 0) return picture;
  const kernel = gaussian(conditions.blur);
  const level = smoothed(picture, kernel, {
    step: 1,
    length: width,
    lines: height,
    lineStep: width,
  });
  return smoothed(level, kernel, { step: width, length: height, lines: width, lineStep: 1 });
}

function gaussian(deviation: number): readonly number[] {
  const reach = Math.ceil(deviation * 3);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

interface Lines {
  readonly step: number;
  readonly length: number;
  readonly lines: number;
  readonly lineStep: number;
}

function smoothed(
  picture: Float32Array,
  kernel: readonly number[],
  { step, length, lines, lineStep }: Lines,
) {
  const out = new Float32Array(picture.length);
  const reach = (kernel.length - 1) / 2;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        const at = Math.min(length - 1, Math.max(0, i + k));
        sum += (kernel[k + reach] ?? 0) * (picture[line * lineStep + at * step] ?? 0);
      }
      out[line * lineStep + i * step] = sum;
    }
  }
  return out;
}

/** From shares of light to brightness: the screen's pixels, the lamp, the shadow, the sensor's noise. */
function light(picture: Float32Array, { width, height, conditions, random }: Scene): void {
  const { dark, light: bright, noise } = conditions;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const seen = dark + (picture[at] ?? 0) * (bright - dark) * screen(x, y, conditions.moire);
      const shaded = seen * (1 - conditions.shade * ((x / width + y / height) / 2));
      picture[at] =
        shaded + glareAt(x / width, y / height, conditions.glare) + noise * normal(noise, random);
    }
  }
}

const screen = (x: number, y: number, depth: number): number => {
  if (depth === 0) return 1;
  const wave = (at: number) => Math.cos((2 * Math.PI * at) / SCREEN_PIXEL);
  return 1 - (depth * (2 + wave(x) + wave(y))) / 4;
};

const glareAt = (x: number, y: number, strength: number): number =>
  strength === 0 ? 0 : strength * Math.exp(-((x - 0.62) ** 2 + (y - 0.4) ** 2) / 0.02);

/** Standard normal, by the sum of twelve even numbers; nothing is drawn where there is no noise. */
function normal(noise: number, random: RandomWords): number {
  if (noise === 0) return 0;
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.fraction();
  return sum;
}

function toPicture(
  brightness: Float32Array,
  { width, height }: { width: number; height: number },
): Picture {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  brightness.forEach((value, pixel) => data.fill(value, pixel * 4, pixel * 4 + 3));
  return { data, width, height };
}
