import { type Remote, transfer, wrap } from 'comlink';
import type { Bytes } from '../../bytes/bytes.ts';
import type { Sighting } from '../../channel/index.ts';
import type { Look, ScanWorker } from '../../workers/scan.worker.ts';

export type { Look } from '../../workers/scan.worker.ts';

interface Reader {
  readonly worker: Worker;
  readonly remote: Remote<ScanWorker>;
}

/** Two readers keep up with the densest codes; on two cores a second would starve the camera. */
const readerCount = () => Math.min(2, Math.max(1, Math.floor(navigator.hardwareConcurrency / 2)));

/** The workers that read codes. A picture that finds none of them free is let go. */
export class DecoderPool {
  readonly #readers: readonly Reader[];
  readonly #idle: Reader[];

  private constructor(readers: readonly Reader[]) {
    this.#readers = readers;
    // Twice each: the next picture is fetched while a reader is still at the one before.
    this.#idle = [...readers, ...readers];
  }

  /** Rejects where no worker can read pictures. */
  static async open(count = readerCount()): Promise<DecoderPool> {
    const pool = new DecoderPool(Array.from({ length: count }, startReader));
    try {
      await Promise.all(pool.#readers.map(ready));
      return pool;
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  /** Looks at one picture of a moving image; null when every reader is busy with another. */
  async look(picture: () => Promise<ImageBitmap>): Promise<Look | null> {
    const reader = this.#idle.pop();
    if (reader === undefined) return null;
    try {
      const bitmap = await picture();
      return await reader.remote.look(transfer(bitmap, [bitmap]));
    } finally {
      this.#idle.push(reader);
    }
  }

  /** Looks at a photo for as long as it takes. */
  async search(bitmap: ImageBitmap): Promise<Sighting | null> {
    return this.#any().search(transfer(bitmap, [bitmap]));
  }

  async digest(bytes: Bytes): Promise<Bytes> {
    return this.#any().digest(bytes);
  }

  close(): void {
    for (const { worker } of this.#readers) worker.terminate();
  }

  #any(): Remote<ScanWorker> {
    const [first] = this.#readers;
    if (first === undefined) throw new Error('no reader');
    return first.remote;
  }
}

function startReader(): Reader {
  const worker = new Worker(new URL('../../workers/scan.worker.ts', import.meta.url), {
    type: 'module',
  });
  return { worker, remote: wrap<ScanWorker>(worker) };
}

/** A worker that cannot even load says so by an error event alone. */
const ready = ({ worker, remote }: Reader): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.addEventListener('error', () => reject(new Error('no reader')), { once: true });
    remote.start().then(resolve, reject);
  });
