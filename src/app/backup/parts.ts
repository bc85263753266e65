import type { Bytes } from '../../bytes/bytes.ts';

/** Gathered before they leave the worker's memory as one Blob. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** A file that grows piece by piece and is never in memory whole. */
export class Parts {
  readonly #blobs: Blob[] = [];
  #pieces: Bytes[] = [];
  #bytes = 0;

  add(bytes: Bytes): void {
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= PIECE_BYTES) this.#flush();
  }

  finish(): Blob {
    this.#flush();
    return new Blob(this.#blobs, { type: 'application/octet-stream' });
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#bytes = 0;
  }
}
