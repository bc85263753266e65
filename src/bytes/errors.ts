/** `malformed`: not the encoding it should be; `too-large`: over the caller's bound; `not-utf8`. */
export type BytesErrorCode = 'malformed' | 'too-large' | 'not-utf8';

/** Bytes or text that are not what they claim to be. The message text is the code: it never holds data. */
export class BytesError extends Error {
  override readonly name = 'BytesError';
  readonly code: BytesErrorCode;

  constructor(code: BytesErrorCode) {
    super(code);
    this.code = code;
  }
}
