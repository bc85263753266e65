import type { Bytes } from '../../bytes/bytes.ts';
import { formToResource, type RecordForm } from '../../records/index.ts';
import { copyRaw, type Vault } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { UnlockedProfile, UnlockFactor } from '../../vault/index.ts';
import type { Session } from '../api.ts';
import type { CopyFindings, CopyView, RawCopy, RescueApi, RescueFile } from '../rescue-api.ts';
import { RawReturn } from './raw-return.ts';

type Progress = (fraction: number) => void;

interface Held {
  databaseName: string;
  vault: () => Promise<Vault>;
  begin: (profile: UnlockedProfile) => Promise<Session>;
  /** @throws AppError `unknown-handle` | `locked` | `wrong-role` */
  deposit: (handle: string) => Bytes;
}

/** The ways out of the app for what it cannot keep, or cannot open. */
export class Rescue implements RescueApi {
  readonly #env: Pick<Environment, 'now'>;
  readonly #held: Held;
  readonly #return: RawReturn;

  constructor(env: Pick<Environment, 'now'>, held: Held) {
    this.#env = env;
    this.#held = held;
    this.#return = new RawReturn(env, held);
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

  lookInto(file: Blob): Promise<CopyView | null> {
    return this.#return.lookInto(file);
  }

  openCopy(
    profileId: string,
    factor: UnlockFactor,
    unnamed: string,
    onProgress?: Progress,
  ): Promise<CopyFindings> {
    return this.#return.open(profileId, factor, unnamed, onProgress);
  }

  bringBack(onProgress?: Progress): Promise<Session> {
    return this.#return.bringBack(onProgress);
  }

  cancel(): Promise<void> {
    this.#return.cancel();
    return Promise.resolve();
  }

  letGo(): Promise<void> {
    this.#return.letGo();
    return Promise.resolve();
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
