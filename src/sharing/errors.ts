import { BytesError } from '../bytes/errors.ts';
import { CryptoError } from '../crypto/index.ts';

/**
 * Every way in which a message can be refused.
 *
 * `cannot-open` stands for all causes between the first point decoded and a verified signature: a
 * reader who told them apart would answer questions about ciphertexts (PROTOCOL §3).
 *
 * - `rolled-back`: an older revision than one that was seen or promised.
 * - `forked`: no successor of what was seen.
 * - `not-listed`, `not-served`, `uses-spent`: a helper may not transform this capsule, for this
 *   person, or any more.
 * - `helper-mismatch`: another helper or patient is named; `wrong-answer`: to another ask.
 */
export type SharingErrorCode =
  | 'malformed'
  | 'unknown-version'
  | 'too-large'
  | 'name-invalid'
  | 'bad-signature'
  | 'expired'
  | 'clock-skew'
  | 'replayed'
  | 'not-for-me'
  | 'no-such-request'
  | 'wrong-recipient'
  | 'mismatch'
  | 'cannot-open'
  | 'rolled-back'
  | 'forked'
  | 'not-listed'
  | 'not-served'
  | 'uses-spent'
  | 'helper-mismatch'
  | 'ask-too-old'
  | 'wrong-answer';

/** A message was refused. The message text is the code: it never holds data. */
export class SharingError extends Error {
  override readonly name = 'SharingError';
  readonly code: SharingErrorCode;

  constructor(code: SharingErrorCode) {
    super(code);
    this.code = code;
  }
}

/**
 * Runs work whose every failure has to look the same. Only a missing capability of the browser
 * passes through as it is: it says nothing about the message.
 *
 * @throws SharingError `code`.
 */
export async function failAs<T>(code: SharingErrorCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new SharingError(code);
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof CryptoError) return error.code !== 'unavailable';
  return error instanceof SharingError || error instanceof BytesError;
}
