import type { Bytes } from '../bytes/bytes.ts';
import type { Deadline } from './deadline.ts';
import { HostError } from './errors.ts';
import type { ReadOptions } from './host.ts';
import type { Timeouts } from './wiring.ts';

/**
 * The bytes of a successful answer, never more than were asked for. A host that ignores a range
 * sends everything: then what comes before is let go and what comes after is not waited for.
 *
 * @throws HostError `not-bytes`, `too-large`, `truncated`, `timeout`, `aborted`
 */
export async function readBody(
  response: Response,
  wanted: ReadOptions,
  deadline: Deadline,
  timeouts: Timeouts,
): Promise<Bytes> {
  refuseWebPage(response);
  const window = windowOf(response, wanted);
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  if (announced > window.skip + window.limit && !window.cut) throw new HostError('too-large');
  const pieces = await piecesOf(response, window, { wanted, announced, deadline, timeouts });
  return joined(pieces, wanted);
}

/** A sign-in page of the host or of a public network in the place of the file. */
export function refuseWebPage(response: Response): void {
  if (/^\s*(text\/html|application\/xhtml)/i.test(response.headers.get('content-type') ?? ''))
    throw new HostError('not-bytes');
}

interface Window {
  skip: number;
  limit: number;
  /** Whether to stop at the limit rather than refuse what goes beyond it. */
  cut: boolean;
}

function windowOf(response: Response, { range, maxBytes }: ReadOptions): Window {
  if (range === undefined) return { skip: 0, limit: maxBytes, cut: false };
  const limit = range.to - range.from;
  if (limit > maxBytes) throw new HostError('too-large');
  if (response.status === 206) return { skip: 0, limit, cut: false };
  return { skip: range.from, limit, cut: true };
}

interface Watch {
  wanted: ReadOptions;
  announced: number;
  deadline: Deadline;
  timeouts: Timeouts;
}

async function piecesOf(response: Response, window: Window, watch: Watch): Promise<Uint8Array[]> {
  const { wanted, announced, deadline, timeouts } = watch;
  const total = wanted.range ? window.limit : announced || wanted.maxBytes;
  const pieces: Uint8Array[] = [];
  let skipped = 0;
  let kept = 0;
  for await (const chunk of chunksOf(response, deadline, timeouts)) {
    const dropped = Math.min(chunk.length, window.skip - skipped);
    skipped += dropped;
    const rest = chunk.subarray(dropped);
    if (kept + rest.length > window.limit && !window.cut) throw new HostError('too-large');
    const piece = rest.subarray(0, window.limit - kept);
    if (piece.length > 0) pieces.push(piece);
    kept += piece.length;
    wanted.onProgress?.(kept, Math.max(total, kept));
    if (window.cut && kept === window.limit) break;
  }
  return pieces;
}

/**
 * Leaving the loop early ends the transfer. It is never further behind the slowest rate than the time
 * that may pass without a byte: a host that drips for ever ends too.
 */
async function* chunksOf(
  response: Response,
  deadline: Deadline,
  { idle, slowest }: Timeouts,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const began = performance.now();
  let came = 0;
  try {
    while (true) {
      const behind = performance.now() - began - (came / slowest) * 1000;
      deadline.allow(Math.max(0, idle - Math.max(0, behind)));
      const { done, value } = await reader.read().catch(() => {
        throw deadline.failure('truncated');
      });
      if (done) return;
      came += value.length;
      yield value;
    }
  } finally {
    // A body that is read to its end has nothing to cancel, and one that broke cannot be.
    reader.cancel().catch(() => undefined);
  }
}

function joined(pieces: readonly Uint8Array[], { range }: ReadOptions): Bytes {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (range !== undefined && length < range.to - range.from) throw new HostError('truncated');
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
