import type { Bytes } from '../bytes/bytes.ts';

/** What every transfer can be told. */
export interface TransferOptions {
  signal?: AbortSignal;
  /** Bytes moved so far, of all. */
  onProgress?: (done: number, total: number) => void;
}

export interface ReadOptions extends TransferOptions {
  /** A longer answer is refused while it comes in. */
  maxBytes: number;
  /** Bytes from `from` up to, and without, `to`. */
  range?: { from: number; to: number };
}

/** A place that gives bytes back by name. */
export interface Reader {
  /** @throws HostError `not-found`, `too-large`, `truncated`, `not-bytes` and those of every transfer */
  get(name: string, options: ReadOptions): Promise<Bytes>;
  /** Null where there is nothing of this name. */
  head(name: string, options?: TransferOptions): Promise<{ size: number } | null>;
}

/**
 * A place that stores bytes under opaque names and runs nothing of ours. It may lie in every way;
 * whoever reads from it checks what comes back. Nothing here relies on atomic creation: nginx
 * ignores `If-None-Match`, so names are random.
 */
export interface Host extends Reader {
  put(name: string, bytes: Bytes, options?: TransferOptions): Promise<void>;
  /** Deleting what is not there is no failure. */
  delete(name: string, options?: TransferOptions): Promise<void>;
}
