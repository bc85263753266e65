import { ChannelError } from './errors.ts';

/**
 * The first four bytes of a message's SHA-256 as a big endian number: the name of its series.
 *
 * @throws ChannelError `malformed` for fewer than four bytes.
 */
export function sessionOf(digest: Uint8Array): number {
  if (digest.length < 4) throw new ChannelError('malformed');
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}
