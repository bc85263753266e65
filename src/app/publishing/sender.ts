import type { Bytes } from '../../bytes/bytes.ts';
import type { Host } from '../../hosts/index.ts';
import { VaultError } from '../../vault/index.ts';
import { Pace } from './pace.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Whoever knows what is published. */
export interface Publisher {
  /** Seals a part of a stored file again; the same bytes each time. */
  seal(file: string, index: number): Promise<Bytes>;
  /** Hears of every part that was sealed, before it goes out. */
  sealed(file: string, index: number, bytes: Bytes): Promise<void>;
  /** Hears of every part that has arrived on a host. */
  arrived(file: string): Promise<void>;
  /** Hears that something cannot be sent, since its bytes are not here: it has to be made anew. */
  lost(): void;
}

/** Brings one upload to one host, and counts the bytes that move. */
export class Sender {
  readonly pace: Pace;
  readonly #uploads: Uploads;
  readonly #publisher: Promise<Publisher>;
  readonly #moved: () => void;

  /** @param held.publisher - known a moment after the queue begins: until then parts of files wait. */
  constructor(
    monotonic: () => number,
    held: { uploads: Uploads; publisher: Promise<Publisher>; moved: () => void },
  ) {
    this.pace = new Pace(monotonic);
    this.#uploads = held.uploads;
    this.#publisher = held.publisher;
    this.#moved = held.moved;
  }

  /**
   * @returns false where its bytes are not on this device
   * @throws HostError
   */
  async send(host: Host, upload: Upload, signal: AbortSignal): Promise<boolean> {
    if (upload.gone) {
      await host.delete(upload.name, { signal });
      return true;
    }
    const bytes = await this.#bytesOf(upload);
    if (bytes === null) return false;
    let counted = 0;
    const onProgress = (done: number) => {
      this.pace.moved(done - counted);
      counted = done;
      this.#moved();
    };
    try {
      await host.put(upload.name, bytes, { signal, onProgress });
      this.pace.moved(bytes.length - counted);
      return true;
    } catch (error) {
      this.pace.takeBack(counted);
      throw error;
    }
  }

  /** Null where they cannot be read. */
  async #bytesOf({ name, source }: Upload): Promise<Bytes | null> {
    const publisher = await this.#publisher;
    try {
      if (source.kind === 'bytes') return await this.#uploads.bytes(name);
      const bytes = await publisher.seal(source.file, source.index);
      await publisher.sealed(source.file, source.index, bytes);
      return bytes;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'unreadable') return null;
      throw error;
    }
  }
}
