import { toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  readSuccession,
  requestWords,
  wordQuestions,
  type Succession,
  type WordQuestion,
} from '../../sharing/index.ts';
import type { SuccessorView } from '../api.ts';
import { sharingNow } from '../environment.ts';
import { AppError } from '../errors.ts';
import { endAccess } from './ending.ts';
import type { Held } from './held.ts';

interface Heard {
  readonly succession: Succession;
  readonly words: readonly string[];
  readonly questions: readonly WordQuestion[];
}

const HANDLE_BYTES = 12;

/**
 * Statements that a record has been handed over to its owner. Nothing changes before the words were
 * compared: whoever kept the old key could name another successor.
 */
export class Successions {
  readonly #held: Held;
  readonly #heard = new Map<string, Heard>();

  constructor(held: Held) {
    this.#held = held;
  }

  /** @throws SharingError as `readSuccession`; AppError `successor-of-nobody` */
  async hear(message: Bytes): Promise<SuccessorView> {
    const { env, shelf } = this.#held;
    const succession = await readSuccession(sharingNow(env), message);
    const known = await shelf.ofPatient(toHex(succession.predecessor));
    if (known === null) throw new AppError('successor-of-nobody');
    const words = await requestWords(message);
    const questions = wordQuestions(words, env.random);
    const handle = toBase64url(env.random(HANDLE_BYTES));
    this.#heard.set(handle, { succession, words, questions });
    return { handle, name: known.name, owner: succession.name, questions };
  }

  /**
   * Right, the old access ends with its keys, and what the new key gives takes its place. Wrong, the
   * statement is forgotten.
   *
   * @throws AppError `unknown-handle`
   */
  async answer(handle: string, answers: readonly string[]): Promise<boolean> {
    const heard = this.#heard.get(handle);
    if (heard === undefined) throw new AppError('unknown-handle');
    this.#heard.delete(handle);
    const { succession, words, questions } = heard;
    const isRight =
      answers.length === questions.length &&
      questions.every(({ position }, at) => words[position - 1] === answers[at]);
    if (isRight) await this.#pin(succession);
    return isRight;
  }

  async #pin({ predecessor, successor }: Succession): Promise<void> {
    const { shelf } = this.#held;
    const known = await shelf.ofPatient(toHex(predecessor));
    if (known === null) throw new AppError('successor-of-nobody');
    const ended = known.kind === 'active' ? await endAccess(this.#held, known) : known;
    await shelf.commit([shelf.put({ ...ended, successor: toHex(successor) })]);
  }
}
