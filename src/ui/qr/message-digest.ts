import type { Bytes } from '../../bytes/bytes.ts';
import { DecoderPool } from './decoder-pool.ts';

/** SHA-256 of a message that is to be shown as a moving code. The page itself has no door to it. */
export async function digestOf(message: Bytes): Promise<Bytes> {
  const pool = await DecoderPool.open(1);
  try {
    return await pool.digest(message);
  } finally {
    pool.close();
  }
}
