import { equal } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import {
  makeMoveRequest,
  MOVE_OPENING_BYTES,
  openMove,
  REQUEST_LIFETIME_SECONDS,
  requestWords,
  SharingError,
  type MoveIntent,
  type OpenedMove,
  type PendingMove,
} from '../../sharing/index.ts';
import { openBackupByRoot, VaultError, type OpenedBackup } from '../../vault/index.ts';
import { inSteps } from '../backup/progress.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { ShownMove } from '../moving-api.ts';
import type { KeptArrival } from './kept.ts';
import { digestOf } from './stream-digest.ts';

interface Options {
  onProgress?: ((fraction: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** A profile that was sent whole: every row and every chunk of it opened. Nothing is written yet. */
export interface VerifiedMove {
  readonly backup: OpenedBackup;
  readonly arrival: KeptArrival;
}

/** The new phone's side: a key for one answer, and the answer. */
export class MoveReceiving {
  readonly #env: Environment;
  #pending: PendingMove | null = null;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** An earlier key is forgotten. */
  async ask(app: string, intent: MoveIntent): Promise<ShownMove> {
    this.forget();
    const pending = await makeMoveRequest(sharingNow(this.#env), { app, intent });
    this.#pending = pending;
    const { message, time } = pending.request;
    const until = new Date(time.getTime() + REQUEST_LIFETIME_SECONDS * 1000);
    return { message, words: await requestWords(message), goodUntil: until.toISOString() };
  }

  /**
   * Opens what the old phone sent and reads all of it.
   *
   * @throws AppError `move-for-another` | `not-a-move` | `move-incomplete` | `move-altered` |
   * `cancelled`; VaultError `newer-version`
   */
  async open(file: Blob, { onProgress, signal }: Options = {}): Promise<VerifiedMove> {
    const pending = this.#pending;
    if (pending === null) throw new AppError('move-for-another');
    const opened = await this.#terms(pending, await bytesOf(file.slice(0, MOVE_OPENING_BYTES)));
    try {
      const stream = file.slice(opened.streamAt);
      if (stream.size < opened.size) throw new AppError('move-incomplete');
      if (!equal(await digestOf(stream, signal), opened.digest)) throw new AppError('move-altered');
      const backup = await openBackupByRoot(stream, opened.root);
      await backup.verify({ onProgress: inSteps(onProgress), signal });
      if (!(await isWhole(backup, opened))) throw new AppError('move-altered');
      return { backup, arrival: this.#arrival(pending, opened) };
    } catch (error) {
      throw isDamage(error) ? new AppError('move-altered') : error;
    } finally {
      opened.root.fill(0);
    }
  }

  forget(): void {
    this.#pending?.sealingSecret.fill(0);
    this.#pending = null;
  }

  async #terms(pending: PendingMove, beginning: Bytes): Promise<OpenedMove> {
    try {
      return await openMove(sharingNow(this.#env), pending, beginning);
    } catch (error) {
      if (!(error instanceof SharingError)) throw error;
      if (error.code === 'no-such-request') throw new AppError('move-for-another');
      if (error.code === 'malformed') throw new AppError('not-a-move');
      throw error.code === 'unknown-version' ? error : new AppError('move-altered');
    }
  }

  #arrival({ request }: PendingMove, { digest, records, files }: OpenedMove): KeptArrival {
    const at = this.#env.now().toISOString();
    const named = { request: toHex(request.hash), digest: toHex(digest) };
    return { ...named, records, files, at, told: false };
  }
}

/** Whether those who opened the profile made it, and said what is in it. */
async function isWhole(
  { keyring, report: { counts } }: OpenedBackup,
  { identity, records, files }: OpenedMove,
): Promise<boolean> {
  const own = await signingPublicKey(keyring.identitySeed);
  const counted = (counts['record'] ?? 0) === records && (counts['blob'] ?? 0) === files;
  return counted && equal(own, identity);
}

const damages: readonly string[] = [
  'no-backup',
  'backup-incomplete',
  'backup-altered',
  'unreadable',
];

const isDamage = (error: unknown): boolean =>
  error instanceof VaultError && damages.includes(error.code);

const bytesOf = async (file: Blob): Promise<Bytes> => new Uint8Array(await file.arrayBuffer());
