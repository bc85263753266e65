import type { Bytes } from '../../bytes/bytes.ts';
import { formToResource, type RecordForm } from '../../records/index.ts';
import { copyRaw, type Vault } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { RawCopy, RescueApi, RescueFile } from '../rescue-api.ts';

interface Held {
  databaseName: string;
  vault: () => Promise<Vault>;
  /** @throws AppError `unknown-handle` | `locked` | `wrong-role` */
  deposit: (handle: string) => Bytes;
}

/** The ways out of the app for what it cannot keep, or cannot open. */
export class Rescue implements RescueApi {
  readonly #env: Pick<Environment, 'now'>;
  readonly #held: Held;

  constructor(env: Pick<Environment, 'now'>, held: Held) {
    this.#env = env;
    this.#held = held;
  }

  async damaged(): Promise<number> {
    return (await this.#held.vault()).damaged();
  }

  async rawCopy(): Promise<RawCopy> {
    const at = this.#env.now().toISOString();
    const pieces: Blob[] = [];
    // Blobs, so that large files need not be in memory all at once.
    const put = (bytes: Bytes) => pieces.push(new Blob([bytes]));
    const copied = await copyRaw(this.#held.databaseName, at, put);
    const file = new Blob(pieces, { type: 'application/octet-stream' });
    return { ...copied, file, name: `carnet-${at.slice(0, 10)}.carnet-raw` };
  }

  formFile(form: RecordForm): Promise<RescueFile> {
    const text = JSON.stringify(formToResource(form), null, 2);
    const file = new Blob([text], { type: 'application/fhir+json' });
    const day = this.#env.now().toISOString().slice(0, 10);
    return Promise.resolve({ file, name: `not-saved-${day}.json` });
  }

  async depositFile(handle: string): Promise<RescueFile> {
    const message = await Promise.resolve(this.#held.deposit(handle));
    return { file: new Blob([message]), name: 'letter.carnet' };
  }
}
