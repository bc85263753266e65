import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { Bytes } from '../bytes/bytes.ts';

/** A zip that is written file by file; what is finished leaves the worker's heap as a Blob. */
export class Archive {
  readonly #parts: Blob[] = [];
  readonly #zip: Zip;
  readonly #mtime: Date;

  constructor(mtime: Date) {
    this.#mtime = mtime;
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#parts.push(new Blob([Uint8Array.from(chunk)]));
    });
  }

  /** @param compress - false for what is compressed already: photos, scans */
  add(path: string, bytes: Bytes, compress: boolean): void {
    const file = compress ? new ZipDeflate(path) : new ZipPassThrough(path);
    file.mtime = this.#mtime;
    this.#zip.add(file);
    file.push(bytes, true);
  }

  finish(): Blob {
    this.#zip.end();
    return new Blob(this.#parts, { type: 'application/zip' });
  }
}
