/**
 * Every way in which cryptography says no.
 *
 * - `not-authentic`: wrong key, wrong context or changed bytes; nothing tells which.
 * - `malformed-key`: a public key, secret key or re-encryption key of the wrong length, not
 *   canonical, not on the curve, outside the prime-order group, or the identity.
 * - `malformed-capsule`: the same for a capsule or a transformed capsule.
 * - `malformed-proof`: a proof of knowledge of the wrong length.
 * - `cost-too-low`, `cost-too-high`: Argon2id parameters outside the accepted range.
 * - `too-long`: more bytes than the construction may carry.
 * - `unavailable`: this device cannot run the function (no memory).
 */
export type CryptoErrorCode =
  | 'not-authentic'
  | 'malformed-key'
  | 'malformed-capsule'
  | 'malformed-proof'
  | 'cost-too-low'
  | 'cost-too-high'
  | 'too-long'
  | 'unavailable';

/** A refusal. The message text is the code: it never holds data. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError';
  readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode) {
    super(code);
    this.code = code;
  }
}
