import { create } from 'qrcode';
import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { startCodeReader } from '../../src/channel/code-reader.ts';
import { degradations, degradedFrame } from '../../src/channel/degraded-frames.ts';
import { FountainDecoder } from '../../src/channel/fountain-decoder.ts';
import { FountainEncoder } from '../../src/channel/fountain-encoder.ts';
import { RandomWords } from '../../src/channel/random-words.ts';
import { testMessage } from '../../src/channel/test-stream.ts';

const versions = [5, 10, 15, 20, 25, 30, 40];
const capacityAtL = new Map([
  [5, 106],
  [10, 271],
  [15, 520],
  [20, 858],
  [25, 1273],
  [30, 1732],
  [40, 2953],
]);
const framesEach = 6;
const symbols = 167;
const trials = 200;
const session = 0x51c0ffee;

/** Still codes in nine kinds of bad pictures, and the fountain code's overhead at 30 % loss. */
export async function measure(): Promise<Record<string, number>> {
  return { qr_still_success: await stillSuccess(), qr_fountain_overhead_p95: fountainOverhead() };
}

/** 7 versions × 9 degradations × 6 random frames, 720 × 720, filled to capacity, level L. */
async function stillSuccess(): Promise<number> {
  const reader = await startCodeReader({ url: wasmAddress });
  let read = 0;
  let shown = 0;
  for (const version of versions) {
    for (let seed = 0; seed < framesEach; seed += 1) {
      const text = asciiText(capacityAtL.get(version) ?? 0, seed);
      const code = create([{ data: new TextEncoder().encode(text), mode: 'byte' }], {
        version,
        errorCorrectionLevel: 'L',
      }).modules;
      for (const conditions of Object.values(degradations)) {
        const frame = degradedFrame(
          { size: code.size, modules: code.data },
          conditions,
          new RandomWords(seed),
        );
        const found = await reader.read(frame, true);
        if (found && found.text !== text) throw new Error('a code was misread');
        shown += 1;
        if (found) read += 1;
      }
    }
  }
  return read / shown;
}

const asciiText = (length: number, seed: number) =>
  String.fromCharCode(...testMessage(length, seed).map((byte) => 33 + (byte % 90)));

function fountainOverhead(): number {
  const message = testMessage(symbols * 396, 1);
  const encoder = new FountainEncoder(message, session);
  const overheads = Array.from({ length: trials }, (_, seed) => {
    const loss = new RandomWords(seed + 1);
    const decoder = new FountainDecoder(symbols, session);
    let received = 0;
    for (let esi = 0; decoder.rank < symbols; esi += 1) {
      if (loss.next() / 2 ** 32 < 0.3) continue;
      decoder.add(esi, encoder.symbol(esi));
      received += 1;
    }
    return received - symbols;
  }).toSorted((a, b) => a - b);
  return overheads[Math.ceil(trials * 0.95) - 1] ?? Number.NaN;
}
