import type { Bytes } from '../../bytes/bytes.ts';
import {
  HostError,
  withPatience,
  type HostAccountSettings,
  type HostErrorCode,
} from '../../hosts/index.ts';
import { kitBackupName } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { fetchCopy, findCopies } from './finding.ts';

/** A backup that came from a host, before anything of it was opened. */
export interface FromHost {
  readonly file: Blob;
  /** ISO instant of a newer one there that is not whole; null where this is the newest. */
  readonly newerBroken: string | null;
}

interface Options {
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal | undefined;
}

const ATTEMPTS = 3;

/**
 * The newest whole backup that lies on a host under a kit's names.
 *
 * @param entropy - the kit's, 32 bytes; nothing of it goes to the host.
 * @throws AppError `no-backup-on-host`, `backup-gone-from-host`, `backup-altered-on-host`; HostError
 */
export async function fetchFromHost(
  env: Environment,
  account: HostAccountSettings,
  entropy: Bytes,
  { onProgress, signal }: Options,
): Promise<FromHost> {
  const { random, wait: sleep } = env;
  const host = withPatience(env.hosts.open(account), { random, sleep, attempts: ATTEMPTS });
  const hidesMissing = account.kind === 's3';
  const transfer = { signal, ...(onProgress && { onProgress }) };
  const found = await findCopies(host, kitBackupName(entropy), { signal, hidesMissing });
  let broken: AppError | HostError | null = found.damaged
    ? new AppError('backup-altered-on-host')
    : null;
  for (const { copy } of found.copies) {
    try {
      const file = await fetchCopy(host, copy, transfer);
      const [newest] = found.copies;
      return { file, newerBroken: newest?.copy === copy ? null : (newest?.copy.createdAt ?? null) };
    } catch (error) {
      if (!isOfThisCopy(error)) throw error;
      broken ??= error;
    }
  }
  throw broken ?? new AppError('no-backup-on-host');
}

/** The next moment, or another network, may be kinder: that says nothing against this backup. */
const ofTheMoment: readonly HostErrorCode[] = ['aborted', 'busy', 'timeout', 'unreachable'];

const isOfThisCopy = (error: unknown): error is AppError | HostError =>
  error instanceof AppError || (error instanceof HostError && !ofTheMoment.includes(error.code));
