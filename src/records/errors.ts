/**
 * Why bytes could not be read as health records. The `is-…` codes name what they are instead.
 *
 * - `malformed`: not what {@link decodeUnit} reads.
 */
export type RecordsErrorCode =
  | 'empty'
  | 'not-text'
  | 'not-json'
  | 'not-fhir'
  | 'is-pdf'
  | 'is-image'
  | 'is-zip'
  | 'is-xml'
  | 'is-html'
  | 'is-apple-health'
  | 'is-ccda'
  | 'is-health-card'
  | 'wrong-fhir-version'
  | 'too-large'
  | 'cancelled'
  | 'malformed';

/** A failure of the records layer. The message text is the code: it never holds data. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  readonly code: RecordsErrorCode;

  constructor(code: RecordsErrorCode) {
    super(code);
    this.code = code;
  }
}
