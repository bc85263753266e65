import { concat, type Bytes } from '../../src/bytes/bytes.ts';

/** mulberry32: the same draws for the same seed, so that a finding can be repeated. */
export function drawsFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

type Draw = (below: number) => number;

const anyBytes = (draw: Draw, most: number): Bytes =>
  Uint8Array.from({ length: draw(most) }, () => draw(256));

/** Heads that declare far more than follows: CBOR strings, lists and maps of up to 2^64 - 1. */
const bombs = [0x5b, 0x7b, 0x9b, 0xbb, 0x5a, 0x9a, 0xba, 0x9f, 0xbf, 0x5f, 0xdb];

const changes: readonly ((bytes: Bytes, draw: Draw) => Bytes)[] = [
  (bytes, draw) =>
    bytes.map((byte, at) => (at === draw(bytes.length) ? byte ^ (1 << draw(8)) : byte)),
  (bytes, draw) => {
    const copy = bytes.slice();
    copy[draw(copy.length)] = [0, 0x7f, 0x80, 0xff, 0x22, 0x5c, 0x7b, 0x0a][draw(8)] ?? 0;
    return copy;
  },
  (bytes, draw) => bytes.slice(0, draw(bytes.length)),
  (bytes, draw) => bytes.slice(draw(bytes.length)),
  (bytes, draw) => {
    const at = draw(bytes.length);
    return concat(bytes.subarray(0, at), anyBytes(draw, 40), bytes.subarray(at + draw(20)));
  },
  (bytes, draw) => {
    const from = draw(bytes.length);
    const part = bytes.subarray(from, from + draw(200));
    const at = draw(bytes.length);
    return concat(bytes.subarray(0, at), part, part, bytes.subarray(at));
  },
  (bytes, draw) => {
    const at = draw(bytes.length);
    const head = Uint8Array.of(bombs[draw(bombs.length)] ?? 0, ...Array<number>(8).fill(0xff));
    return concat(bytes.subarray(0, at), head, bytes.subarray(at));
  },
  (bytes, draw) => concat(bytes, anyBytes(draw, 300)),
  (_, draw) => anyBytes(draw, 2000),
];

/** Honest bytes, changed in one to four ways. */
export function mutated(honest: Bytes, seed: number): Bytes {
  const draw = drawsFrom(seed);
  let bytes = honest;
  for (let left = 1 + draw(4); left > 0; left--) {
    bytes = changes[draw(changes.length)]?.(bytes, draw) ?? bytes;
  }
  return bytes;
}
