import { BytesError } from '../bytes/errors.ts';
import { ChannelError } from '../channel/index.ts';
import { CryptoError } from '../crypto/index.ts';
import { HostError } from '../hosts/index.ts';
import { RecordsError } from '../records/index.ts';
import { SharingError } from '../sharing/index.ts';
import { VaultError } from '../vault/index.ts';
import type { AppFailure } from './api.ts';
import { AppError } from './errors.ts';

const ours = [
  AppError,
  BytesError,
  ChannelError,
  CryptoError,
  RecordsError,
  SharingError,
  VaultError,
];

/**
 * What may cross from the worker in an error's place. Only our own errors have a code worth
 * telling; a message or a stack could hold a piece of somebody's record.
 */
export function failureOf(error: unknown): AppFailure {
  // A host that is full is another matter than a browser that is full.
  if (error instanceof HostError) return { code: `host-${error.code}` };
  const known = ours.find((kind) => error instanceof kind);
  return { code: known === undefined ? 'unexpected' : (error as InstanceType<typeof known>).code };
}

/**
 * How the page reads whatever a call to the worker rejected with: the failure's closed code, or
 * `'unexpected'`. Its words are in the message catalogue.
 */
export function failureCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unexpected';
}
