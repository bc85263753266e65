import type { Bytes } from '../bytes/bytes.ts';
import { SharingError } from './errors.ts';

/** Cuts bytes into pieces of one length. @throws SharingError `malformed` where they do not fit. */
export function pieces(bytes: Uint8Array, length: number): Bytes[] {
  if (bytes.length % length !== 0) throw new SharingError('malformed');
  return Array.from({ length: bytes.length / length }, (_, index) =>
    Uint8Array.from(bytes.subarray(index * length, (index + 1) * length)),
  );
}
