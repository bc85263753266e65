import { concat, type Bytes } from '../../bytes/bytes.ts';
import { domain, sha256, sha256OfLarge } from '../../crypto/index.ts';
import { AppError } from '../errors.ts';

/** A stretch of a backup file that is kept on a host by itself. */
export interface Cut {
  /** Bytes from the beginning of the file. */
  readonly from: number;
  readonly length: number;
  /** SHA-256 of it, 32 bytes. */
  readonly content: Bytes;
}

/** Bytes; beyond the least, one place in 2^bits is a cut. */
interface Grain {
  readonly least: number;
  readonly bits: number;
  readonly most: number;
}

const ROWS: Grain = { least: 2 ** 15, bits: 16, most: 2 ** 18 };
const FILES: Grain = { least: 2 ** 19, bits: 19, most: 2 ** 21 };
const grains = [ROWS, FILES, ROWS] as const;

/** No cut is longer. */
export const LONGEST_CUT_BYTES = FILES.most;
/** So many bytes decide about a cut. */
const WINDOW_BYTES = 32;

/**
 * Divides a backup file where its own bytes say so ("gear" hash of W. Xia et al., "Ddelta", 2014, with
 * a least and a largest length), so that what comes or goes in one place leaves the cuts elsewhere as
 * they were. Rows are cut finely, chunks of files coarsely. What decides is sealed bytes: where the
 * cuts are tells nothing of what is in them.
 *
 * @param sections - where the rows end, and where the chunks do.
 * @throws AppError `cancelled`
 */
export async function cutsOf(
  file: Blob,
  sections: readonly [number, number],
  signal?: AbortSignal,
): Promise<Cut[]> {
  const cuts: Cut[] = [];
  let from = 0;
  for (const [i, grain] of grains.entries()) {
    const end = sections[i] ?? file.size;
    while (from < end) {
      if (signal?.aborted) throw new AppError('cancelled');
      const ahead = file.slice(from, Math.min(end, from + grain.most));
      const bytes = new Uint8Array(await ahead.arrayBuffer());
      const length = cutIn(bytes, grain);
      cuts.push({ from, length, content: await sha256OfLarge(bytes.subarray(0, length)) });
      from += length;
    }
  }
  return cuts;
}

function cutIn(bytes: Bytes, { least, bits }: Grain): number {
  gear ??= gearTable();
  // The upper bits of the sum depend on the whole window.
  const mask = -1 << (32 - bits);
  let sum = 0;
  for (let at = Math.max(0, least - WINDOW_BYTES); at < bytes.length; at += 1) {
    sum = ((sum << 1) + (gear[bytes[at] ?? 0] ?? 0)) | 0;
    if ((sum & mask) === 0 && at + 1 >= least) return at + 1;
  }
  return bytes.length;
}

let gear: Int32Array | null = null;

function gearTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    const { buffer } = sha256(concat(domain('backup/cut'), new Uint8Array([byte])));
    return new DataView(buffer).getInt32(0);
  });
}
