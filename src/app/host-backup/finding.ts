import type { Bytes } from '../../bytes/bytes.ts';
import { CryptoError } from '../../crypto/index.ts';
import { HostError, type Reader } from '../../hosts/index.ts';
import { AppError } from '../errors.ts';
import {
  indexName,
  MAX_INDEX_BYTES,
  openIndex,
  sides,
  type HostCopy,
  type HostPart,
  type Side,
} from './copy.ts';

export interface PlacedCopy {
  readonly side: Side;
  readonly copy: HostCopy;
}

/** What lies on a host under a kit's names. */
export interface FoundCopies {
  /** Newest first. */
  readonly copies: readonly PlacedCopy[];
  /** Whether something lies there that is no index of ours. */
  readonly damaged: boolean;
}

interface Transfer {
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * @param looking.hidesMissing - whether this host may answer for a missing file as if it were out of
 * reach (hosts/s3.ts): then one place of the two is enough.
 * @throws HostError
 */
export async function findCopies(
  reader: Reader,
  seed: Bytes,
  { signal, hidesMissing = false }: Transfer & { hidesMissing?: boolean } = {},
): Promise<FoundCopies> {
  const copies: PlacedCopy[] = [];
  let [damaged, hidden] = [false, false];
  for (const side of sides) {
    const sealed = await indexAt(reader, indexName(seed, side), signal).catch((error: unknown) => {
      hidden = hidesMissing && error instanceof HostError && error.code === 'unreachable';
      if (!hidden) throw error;
      return null;
    });
    const copy = sealed === null ? null : await openIndex(seed, side, sealed);
    if (copy !== null) copies.push({ side, copy });
    damaged ||= sealed !== null && copy === null;
  }
  if (hidden && copies.length === 0) throw new HostError('unreachable');
  return { copies: copies.toSorted((a, b) => b.copy.number - a.copy.number), damaged };
}

async function indexAt(
  reader: Reader,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Bytes | null> {
  try {
    return await reader.get(name, { maxBytes: MAX_INDEX_BYTES, ...(signal && { signal }) });
  } catch (error) {
    if (error instanceof HostError && error.code === 'not-found') return null;
    // More than an index, or less than was promised: there is something, and it is not ours.
    const broken = error instanceof HostError && ['too-large', 'truncated'].includes(error.code);
    if (broken) return new Uint8Array();
    throw error;
  }
}

/**
 * The whole file again; a piece at a time is in memory.
 *
 * @throws AppError `backup-gone-from-host` where a part is missing, `backup-altered-on-host` where one
 * is not as it was left there; HostError
 */
export async function fetchCopy(
  reader: Reader,
  copy: HostCopy,
  { onProgress, signal }: Transfer = {},
): Promise<Blob> {
  const pieces: Blob[] = [];
  for (const [index, part] of copy.parts.entries()) {
    const sealed = await partAt(reader, part, signal);
    const piece = await part.open(sealed).catch((error: unknown) => {
      throw error instanceof CryptoError ? new AppError('backup-altered-on-host') : error;
    });
    pieces.push(new Blob([piece.subarray(0, part.length)]));
    onProgress?.((index + 1) / copy.parts.length);
  }
  return new Blob(pieces);
}

async function partAt(
  reader: Reader,
  { name, stored }: HostPart,
  signal: AbortSignal | undefined,
): Promise<Bytes> {
  try {
    return await reader.get(name, { maxBytes: stored, ...(signal && { signal }) });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.code === 'not-found') throw new AppError('backup-gone-from-host');
    if (error.code === 'too-large' || error.code === 'truncated')
      throw new AppError('backup-altered-on-host');
    throw error;
  }
}
