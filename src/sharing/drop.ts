import type { Bytes } from '../bytes/bytes.ts';
import { uint32 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { domain, hmacSha256 } from '../crypto/index.ts';

const NAME_BYTES = 16;

/**
 * Where the n-th letter of an invited author lies, n from 0: 32 lower-case hex characters. Author
 * and patient work it out from the drop key of the invitation, so that nobody needs a listing.
 */
export const dropName = (dropKey: Uint8Array, n: number): string =>
  toHex(hmacSha256(dropKey, domain('drop-name'), uint32(n)).subarray(0, NAME_BYTES));

/**
 * What stands as the grant's id in letters under an invitation, 32 bytes: the patient tells by it
 * under which invitation a letter was written.
 */
export const letterGrantId = (dropKey: Uint8Array): Bytes =>
  hmacSha256(dropKey, domain('letter-grant'));
