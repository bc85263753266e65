import { fromBase64url, toBase64url } from '../bytes/base64url.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import { BytesError } from '../bytes/errors.ts';
import { toBase45 } from './base45.ts';
import { crc32 } from './crc32.ts';
import { ChannelError } from './errors.ts';
import { MAX_MESSAGE_BYTES } from './symbols.ts';

/** First byte of a still code: 6 says still, the low nibble is the major version. */
export const STILL_MAGIC = 0x61;
const HEADER_BYTES = 6;
const PASTE_PREFIX = 'carnet1:';

/** The longest message of one still code: V25 at level L holds 1,235 bytes of base45, six are ours. */
export const STATIC_LIMIT_BYTES = 1235 - HEADER_BYTES;
/** The longest text that is worth reading: every message fits, and nothing longer is looked at. */
export const PASTE_LIMIT_CHARACTERS =
  PASTE_PREFIX.length + Math.ceil(((MAX_MESSAGE_BYTES + HEADER_BYTES) * 4) / 3);

/** A message as it stands in a still code or in a pasted text (SPEC §2). */
export interface StillContent {
  readonly kind: number;
  readonly message: Bytes;
}

/**
 * One message as the text of one still code, in the letters of the alphanumeric mode.
 *
 * @param kind - 0 .. 255, opaque to the channel.
 * @throws ChannelError `empty`, or `too-large` above {@link STATIC_LIMIT_BYTES}.
 */
export function staticText(kind: number, message: Uint8Array): string {
  if (message.length > STATIC_LIMIT_BYTES) throw new ChannelError('too-large');
  return toBase45(writeStill(kind, message));
}

/**
 * One message as text to copy and paste. It has no spaces, which messengers would fold, and no limit
 * but that of the channel itself.
 *
 * @throws ChannelError `empty` or `too-large`.
 */
export function pasteText(kind: number, message: Uint8Array): string {
  if (message.length > MAX_MESSAGE_BYTES) throw new ChannelError('too-large');
  return PASTE_PREFIX + toBase64url(writeStill(kind, message));
}

function writeStill(kind: number, message: Uint8Array): Bytes {
  if (message.length === 0) throw new ChannelError('empty');
  const head = Uint8Array.of(STILL_MAGIC, kind);
  return concat(head, uint32(crc32(head, message)), message);
}

/** Reads the bytes of a still code; null when the checksum is wrong or nothing is inside. */
export function readStill(bytes: Bytes): StillContent | null {
  if (bytes.length <= HEADER_BYTES) return null;
  const message = bytes.slice(HEADER_BYTES);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(2);
  if (checksum !== crc32(bytes.subarray(0, 2), message)) return null;
  return { kind: bytes[1] ?? 0, message };
}

/** Whether a text says that it is one of ours, pasted; it may be cut short all the same. */
export const isPasted = (text: string): boolean => text.trimStart().startsWith(PASTE_PREFIX);

/** The bytes inside a pasted text, whatever line breaks it picked up; null when it is none of ours. */
export function pastedBytes(text: string): Bytes | null {
  if (!isPasted(text)) return null;
  try {
    return fromBase64url(text.replace(/\s+/g, '').slice(PASTE_PREFIX.length));
  } catch (error) {
    if (error instanceof BytesError) return null;
    throw error;
  }
}
