import type { Bytes } from '../../bytes/bytes.ts';
import { Sha256 } from '../../crypto/index.ts';
import { AppError } from '../errors.ts';

/** Read from the file at once. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** SHA-256 of a file that need never be in memory whole. @throws AppError `cancelled` */
export async function digestOf(file: Blob, signal?: AbortSignal): Promise<Bytes> {
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += WINDOW_BYTES) {
    if (signal?.aborted) throw new AppError('cancelled');
    hash.update(new Uint8Array(await file.slice(at, at + WINDOW_BYTES).arrayBuffer()));
  }
  return hash.digest();
}
