import type { Bytes } from '../../bytes/bytes.ts';
import type { Host } from '../../hosts/index.ts';
import { VaultError } from '../../vault/index.ts';
import { Pace } from './pace.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Seals a part of a stored file again; the same bytes each time. */
export type SealPart = (file: string, index: number) => Promise<Bytes>;
/** Hears of every part that was sealed, before it goes out. */
export type PartSealed = (file: string, index: number, bytes: Bytes) => Promise<void>;

/** Where the bytes of parts come from. */
export interface Files {
  readonly seal: SealPart;
  readonly sealed: PartSealed;
}

/** Brings one upload to one host, and counts the bytes that move. */
export class Sender {
  readonly pace: Pace;
  readonly #uploads: Uploads;
  readonly #files: Promise<Files>;
  readonly #moved: () => void;

  /** @param files - known a moment after the queue begins: until then parts of files wait. */
  constructor(
    monotonic: () => number,
    held: { uploads: Uploads; files: Promise<Files>; moved: () => void },
  ) {
    this.pace = new Pace(monotonic);
    this.#uploads = held.uploads;
    this.#files = held.files;
    this.#moved = held.moved;
  }

  /** @throws HostError */
  async send(host: Host, upload: Upload, signal: AbortSignal): Promise<void> {
    if (upload.gone) return host.delete(upload.name, { signal });
    const bytes = await this.#bytesOf(upload);
    if (bytes === null) return;
    let counted = 0;
    const onProgress = (done: number) => {
      this.pace.moved(done - counted);
      counted = done;
      this.#moved();
    };
    try {
      await host.put(upload.name, bytes, { signal, onProgress });
      this.pace.moved(bytes.length - counted);
    } catch (error) {
      this.pace.takeBack(counted);
      throw error;
    }
  }

  /** Null where the file is not there any more: then nothing can be sent, and nothing waits for it. */
  async #bytesOf({ name, source }: Upload): Promise<Bytes | null> {
    if (source.kind === 'bytes') return this.#uploads.bytes(name);
    const files = await this.#files;
    try {
      const bytes = await files.seal(source.file, source.index);
      await files.sealed(source.file, source.index, bytes);
      return bytes;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'unreadable') return null;
      throw error;
    }
  }
}
