/**
 * Why the channel cannot carry or read something.
 *
 * - `empty`: a message of no bytes.
 * - `too-large`: more than one code, or one stream of codes, can hold.
 * - `malformed`: not what this channel writes.
 */
export type ChannelErrorCode = 'empty' | 'too-large' | 'malformed';

/** A failure of the channel. The message text is the code: it never holds data. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly code: ChannelErrorCode;

  constructor(code: ChannelErrorCode) {
    super(code);
    this.code = code;
  }
}
