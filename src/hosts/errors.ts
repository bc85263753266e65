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
  | 'bad-address'
  /** The host takes no files by this method: 405 or 501. */
  | 'not-writable'
  /** A signed request whose time the host does not believe. */
  | 'clock';

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
