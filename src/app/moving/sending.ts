import { toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { MAX_MESSAGE_BYTES } from '../../channel/index.ts';
import {
  makeMoveOpening,
  readMoveRequest,
  requestWords,
  wordQuestions,
  type MoveRequest,
  type WordQuestion,
} from '../../sharing/index.ts';
import type { UnlockedProfile, UnlockFactor } from '../../vault/index.ts';
import { Parts } from '../backup/parts.ts';
import { inSteps } from '../backup/progress.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { Journal } from '../journal.ts';
import type { MoveAsker, SealedMove } from '../moving-api.ts';
import { scanSeconds } from '../package-size.ts';
import { messageIn, type ScannedInput } from '../scanned.ts';
import { KeptMoves, stateOf } from './kept.ts';
import { digestOf } from './stream-digest.ts';

type Progress = (fraction: number) => void;

interface Asked {
  readonly request: MoveRequest;
  readonly words: readonly string[];
  readonly questions: readonly WordQuestion[];
  compared: boolean;
}

/** The profile's rows as they were at one moment. */
interface Copy {
  /** Of the records, from before they were copied. */
  state: string;
  /** ISO instant. */
  at: string;
  stream: Blob;
  /** Of the stream, 32 bytes. */
  digest: Bytes;
  records: number;
  files: number;
}

const HANDLE_BYTES = 12;

/** The old phone's side: who asks, whether it is the phone beside this one, and the sealed copy. */
export class MoveSending {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #asked = new Map<string, Asked>();

  constructor(env: Environment, profile: UnlockedProfile) {
    this.#env = env;
    this.#profile = profile;
  }

  /** @throws AppError `not-a-move`; SharingError `expired`, `clock-skew`, `malformed` */
  async hear(input: ScannedInput): Promise<MoveAsker> {
    const { kind, bytes } = messageIn(input);
    if (kind !== 'move-request') throw new AppError('not-a-move');
    const request = readMoveRequest(sharingNow(this.#env), bytes);
    const words = await requestWords(bytes);
    const questions = wordQuestions(words, this.#env.random);
    const handle = toBase64url(this.#env.random(HANDLE_BYTES));
    this.#asked.set(handle, { request, words, questions, compared: false });
    return { handle, intent: request.intent, app: request.app, questions };
  }

  /** Whether all three are right; a wrong one forgets the request. @throws AppError `unknown-handle` */
  answerWords(handle: string, answers: readonly string[]): boolean {
    const asked = this.#get(handle);
    const { questions, words } = asked;
    asked.compared =
      answers.length === questions.length &&
      questions.every(({ position }, at) => words[position - 1] === answers[at]);
    if (!asked.compared) this.#asked.delete(handle);
    return asked.compared;
  }

  /**
   * Copies the profile, opens all of the copy again, seals the root to the phone that asked, and
   * notes that a move was begun before anything of it can be shown.
   *
   * @throws AppError `words-not-compared` | `unknown-handle` | `cancelled`; VaultError `wrong-…`
   */
  async send(
    handle: string,
    current: UnlockFactor,
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<SealedMove> {
    const { request, compared } = this.#get(handle);
    if (!compared) throw new AppError('words-not-compared');
    const root = await this.#profile.rootBy(current);
    try {
      const copy = await this.#copy(onProgress, signal);
      const { stream, digest, records, files } = copy;
      const terms = { root, digest, size: stream.size, records, files };
      const { keyring } = this.#profile;
      const opening = await makeMoveOpening(sharingNow(this.#env), keyring, request, terms);
      await this.#note(request, copy);
      return await sealedMove(new Blob([opening, stream]), copy);
    } finally {
      root.fill(0);
    }
  }

  #get(handle: string): Asked {
    const asked = this.#asked.get(handle);
    if (asked === undefined) throw new AppError('unknown-handle');
    return asked;
  }

  async #copy(onProgress?: Progress, signal?: AbortSignal): Promise<Copy> {
    const at = this.#env.now().toISOString();
    const state = await stateOf(this.#profile);
    const parts = new Parts();
    const writing = { onProgress: inSteps(onProgress, 0, 0.5), signal };
    await this.#profile.writeBackup(at, (bytes) => parts.add(bytes), writing);
    const stream = parts.finish();
    const backup = await this.#profile.openBackup(stream);
    const { counts } = await backup.verify({ onProgress: inSteps(onProgress, 0.5), signal });
    const digest = await digestOf(stream, signal);
    const [records, files] = [counts['record'] ?? 0, counts['blob'] ?? 0];
    return { at, state, stream, digest, records, files };
  }

  async #note({ hash, intent }: MoveRequest, copy: Copy): Promise<void> {
    const { digest, records, files, at, state } = copy;
    const move = { request: toHex(hash), digest: toHex(digest), records, files, at, state };
    await this.#profile.commit([
      await new KeptMoves(this.#profile).begin({ ...move, intent, arrivedAt: null }),
      new Journal(this.#env, this.#profile).line({ event: 'move-begun', who: '', count: records }),
    ]);
  }
}

async function sealedMove(file: Blob, { records, files, at }: Copy): Promise<SealedMove> {
  return {
    file,
    name: `carnet-${at.slice(0, 10)}.carnet-move`,
    digest: await digestOf(file),
    fitsCode: file.size <= MAX_MESSAGE_BYTES,
    seconds: scanSeconds(file.size),
    records,
    files,
  };
}
