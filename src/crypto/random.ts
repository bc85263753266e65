import type { Bytes } from '../bytes/bytes.ts';

/** Where random bytes come from. A parameter everywhere, so that tests and vectors can fix it. */
export type RandomSource = (length: number) => Bytes;

/** The most that one call may ask for (W3C Web Cryptography API, `getRandomValues`). */
const QUOTA_BYTES = 65_536;

/** The browser's cryptographic generator, for any length. */
export const systemRandom: RandomSource = (length) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += QUOTA_BYTES) {
    crypto.getRandomValues(bytes.subarray(at, at + QUOTA_BYTES));
  }
  return bytes;
};
