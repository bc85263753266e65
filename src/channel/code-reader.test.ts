import { create } from 'qrcode';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CodeReader, startCodeReader, startPlain } from './code-reader.ts';
import { degradations, degradedFrame, type DrawnCode } from './degraded-frames.ts';
import { RandomWords } from './random-words.ts';
import { Sender } from './sender.ts';
import { testMessage } from './test-stream.ts';

const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const wasm = () => new Uint8Array(readFileSync(file)).buffer;
const rounds = process.env['SLOW'] ? 6 : 1;

interface Shown {
  readonly text: string;
  readonly code: DrawnCode;
}

/** A frame of a moving series, drawn: V13, V20, V25 or V30. */
function shown(pace: 'slow' | 'normal' | 'fast', seed: number): Shown {
  const message = testMessage(5000, seed);
  const { text, version } = new Sender(message, 4, testMessage(32, seed)).frame(0, pace);
  const options = { version, errorCorrectionLevel: 'L', maskPattern: 3 } as const;
  const { size, data } = create([{ mode: 'alphanumeric', data: text }], options).modules;
  return { text, code: { size, modules: data } };
}

/** The share of pictures that give the right text; a wrong text fails at once. */
async function successes(
  reader: CodeReader,
  condition: keyof typeof degradations,
): Promise<number> {
  let count = 0;
  for (const pace of ['slow', 'normal', 'fast'] as const) {
    for (let seed = 0; seed < rounds; seed++) {
      const { text, code } = shown(pace, seed);
      const found = await reader.read(
        degradedFrame(code, degradations[condition], new RandomWords(seed)),
        true,
      );
      if (found) expect(found.text).toBe(text);
      count += found ? 1 : 0;
    }
  }
  return count / (3 * rounds);
}

describe('reading codes from pictures', () => {
  let reader: CodeReader;
  beforeAll(async () => {
    reader = await startCodeReader({ bytes: wasm() });
  });

  it('uses WebAssembly where it starts', () => {
    expect(reader.name).toBe('zxing');
  });

  it('gets nine of ten over all conditions, and every code where they are no worse than usual', async () => {
    const names = Object.keys(degradations) as (keyof typeof degradations)[];
    const shares = new Map<string, number>();
    for (const name of names) shares.set(name, await successes(reader, name));
    const usual = ['clean', 'blur 1', 'noise 15', 'rotation', 'perspective', 'moire', 'real'];
    expect(usual.map((name) => [name, shares.get(name)])).toEqual(usual.map((name) => [name, 1]));
    expect([...shares.values()].reduce((a, b) => a + b) / shares.size).toBeGreaterThanOrEqual(0.9);
  }, 120_000);

  it('says where the code is, clockwise from the top left', async () => {
    const { code } = shown('normal', 1);
    const found = await reader.read(
      degradedFrame(code, degradations.clean, new RandomWords(1)),
      false,
    );
    const expected = [72, 72, 648, 72, 648, 648, 72, 648];
    const corners = found?.corners.flatMap(({ x, y }) => [x, y]) ?? [];
    expect(corners).toHaveLength(8);
    corners.forEach((value, index) =>
      expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThan(30),
    );
  });

  it('finds nothing where nothing is', async () => {
    const empty = { data: new Uint8ClampedArray(400 * 400 * 4).fill(200), width: 400, height: 400 };
    expect(await reader.read(empty, true)).toBeNull();
    expect(await (await startPlain()).read(empty, true)).toBeNull();
  });
});

describe('without WebAssembly', () => {
  it('falls to the plain reader, which reads the same code', async () => {
    const plain = await startCodeReader({ bytes: new ArrayBuffer(8) });
    expect(plain.name).toBe('plain');
    const { text, code } = shown('normal', 1);
    const found = await plain.read(
      degradedFrame(code, degradations.real, new RandomWords(1)),
      false,
    );
    expect(found?.text).toBe(text);
    expect(found?.corners).toHaveLength(4);
  });
});
