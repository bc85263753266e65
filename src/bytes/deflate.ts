import type { Bytes } from './bytes.ts';
import { concat } from './bytes.ts';
import { BytesError } from './errors.ts';

/** Raw DEFLATE (RFC 1951). The output may differ between engines, so it must not enter a hash twice. */
export async function deflate(bytes: Uint8Array): Promise<Bytes> {
  const chunks = through(bytes, new CompressionStream('deflate-raw'));
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return concat(...parts);
}

/**
 * The inverse of {@link deflate}. Stops as soon as the output passes the bound, so that a small
 * hostile input cannot fill the memory.
 *
 * @throws BytesError `too-large` past `maxBytes`; `malformed` for damaged, cut or trailing bytes.
 */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of through(bytes, new DecompressionStream('deflate-raw'))) {
      length += chunk.length;
      if (length > maxBytes) throw new BytesError('too-large');
      parts.push(chunk);
    }
  } catch (error) {
    throw error instanceof BytesError ? error : new BytesError('malformed');
  }
  return concat(...parts);
}

type ByteTransform = CompressionStream | DecompressionStream;

/** Reads by hand: Safari's streams cannot be iterated. Small writes bound what one read can hold. */
async function* through(bytes: Uint8Array, transform: ByteTransform): AsyncGenerator<Uint8Array> {
  const reader = slices(bytes).pipeThrough(transform).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const SLICE_BYTES = 16_384;

function slices(bytes: Uint8Array): ReadableStream<Bytes> {
  let offset = 0;
  return new ReadableStream<Bytes>({
    pull(controller) {
      if (offset < bytes.length) controller.enqueue(bytes.slice(offset, (offset += SLICE_BYTES)));
      else controller.close();
    },
  });
}
