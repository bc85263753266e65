import { ChannelError } from './errors.ts';

/** Bytes of one symbol, the unit that the fountain code mixes. The last one is filled with zeros. */
export const SYMBOL_BYTES = 396;
/** 32-bit words of one symbol. */
export const SYMBOL_WORDS = SYMBOL_BYTES / 4;
/** Source symbols of one message: one block, so that the receiver's equations stay small. */
export const MAX_SYMBOLS = 1024;
/** The longest message that codes can carry: 405,504 bytes. */
export const MAX_MESSAGE_BYTES = MAX_SYMBOLS * SYMBOL_BYTES;

/**
 * How many source symbols a message of this many bytes has.
 *
 * @throws ChannelError `empty` or `too-large`.
 */
export function symbolCount(messageBytes: number): number {
  if (messageBytes < 1) throw new ChannelError('empty');
  if (messageBytes > MAX_MESSAGE_BYTES) throw new ChannelError('too-large');
  return Math.ceil(messageBytes / SYMBOL_BYTES);
}
