import type { Bytes } from '../../bytes/bytes.ts';
import { equal } from '../../bytes/bytes.ts';
import { testMessage } from '../../channel/index.ts';
import { DecoderPool } from './decoder-pool.ts';

const SEED = 0x6361_726e;

/** A message that every device can make for itself, and its SHA-256. */
export async function testCode(bytes: number): Promise<{ message: Bytes; digest: Bytes }> {
  const message = testMessage(bytes, SEED);
  const pool = await DecoderPool.open(1);
  try {
    return { message, digest: await pool.digest(message) };
  } finally {
    pool.close();
  }
}

export const isTestMessage = (bytes: Uint8Array): boolean =>
  equal(bytes, testMessage(bytes.length, SEED));
