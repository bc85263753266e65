import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import { crc32 } from './crc32.ts';
import { SYMBOL_BYTES } from './symbols.ts';

/** First byte of a frame: 5 says frame, the low nibble is the major version. */
export const FRAME_MAGIC = 0x51;
/** Bytes before the symbols. */
export const FRAME_HEADER_BYTES = 16;
/** Most symbols in one frame; a frame of n symbols has its own QR version. */
export const MAX_SYMBOLS_PER_FRAME = 4;
/** Symbol numbers end here: three bytes. */
export const ESI_LIMIT = 2 ** 24;

/** What one code of a moving series says (SPEC §3). */
export interface FrameContent {
  /** 0 .. 255, the caller's own number for what the message is. */
  readonly kind: number;
  /** First four bytes of the SHA-256 of the message, as a big endian number. */
  readonly session: number;
  /** Bytes of the whole message. */
  readonly messageBytes: number;
  /** Number of the first symbol; the others follow on. */
  readonly esi: number;
  /** One to four symbols of 396 bytes. */
  readonly symbols: readonly Uint8Array[];
}

export function writeFrame(frame: FrameContent): Bytes {
  const head = concat(
    Uint8Array.of(FRAME_MAGIC, frame.kind),
    uint32(frame.session),
    uint32(frame.messageBytes).subarray(1),
    uint32(frame.esi).subarray(1),
  );
  return concat(head, uint32(crc32(head, ...frame.symbols)), ...frame.symbols);
}

/** Reads a frame; null for a wrong length, a wrong checksum or a number out of range. */
export function readFrame(bytes: Bytes): FrameContent | null {
  const count = (bytes.length - FRAME_HEADER_BYTES) / SYMBOL_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > MAX_SYMBOLS_PER_FRAME) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const symbols = Array.from({ length: count }, (_, index) => symbolAt(bytes, index));
  if (view.getUint32(12) !== crc32(bytes.subarray(0, 12), ...symbols)) return null;
  const esi = view.getUint32(8) & 0xff_ffff;
  if (esi + count > ESI_LIMIT) return null;
  return {
    kind: view.getUint8(1),
    session: view.getUint32(2),
    messageBytes: view.getUint32(5) & 0xff_ffff,
    esi,
    symbols,
  };
}

function symbolAt(bytes: Bytes, index: number): Bytes {
  const from = FRAME_HEADER_BYTES + index * SYMBOL_BYTES;
  return bytes.subarray(from, from + SYMBOL_BYTES);
}
