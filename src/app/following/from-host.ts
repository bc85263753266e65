import { SharingError, type SharingErrorCode } from '../../sharing/index.ts';
import { AppError } from '../errors.ts';

/** What the patient's signature vouches for, and what is said of it as it is. */
const telling: readonly SharingErrorCode[] = ['rolled-back', 'forked', 'clock-skew', 'too-large'];

/**
 * What a refusal means where the bytes came from a host: they are not those that the patient put
 * there, whichever way that showed.
 */
export function fromHost(error: unknown): unknown {
  const isAltered = error instanceof SharingError && !telling.includes(error.code);
  return isAltered ? new AppError('altered-on-host') : error;
}
