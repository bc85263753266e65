/** Every way in which a host can fail its caller. */
export type HostErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'refused'
  | 'not-found'
  | 'full'
  | 'busy'
  | 'server'
  | 'not-bytes'
  | 'redirected'
  | 'truncated'
  | 'too-large'
  | 'aborted'
  | 'bad-address';

/** A host failed. The message is the code: it never holds an address, a name or data. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  /** Milliseconds after which the host asked to be tried again; null where it did not say. */
  readonly retryAfterMs: number | null;

  constructor(code: HostErrorCode, retryAfterMs: number | null = null) {
    super(code);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
