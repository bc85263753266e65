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
import type { EndedAccess, Followed } from './followed.ts';
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
    const { env } = this.#held;
    const succession = await readSuccession(sharingNow(env), message);
    const known = await this.#known(succession);
    const words = await requestWords(message);
    const questions = wordQuestions(words, env.random);
    const handle = toBase64url(env.random(HANDLE_BYTES));
    this.#heard.set(handle, { succession, words, questions });
    const contradicts = namesAnother(known, succession);
    return { handle, name: known.name, owner: succession.name, questions, contradicts };
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

  async #pin(succession: Succession): Promise<void> {
    const { shelf } = this.#held;
    const known = await this.#known(succession);
    if (known.kind === 'active') await endAccess(this.#held, known);
    await shelf.inTurn(async () => {
      const ended = await this.#known(succession);
      // Another window may have taken a new grant of the old key meanwhile.
      if (ended.kind === 'active') throw new AppError('unknown-handle');
      await shelf.commit([shelf.put({ ...ended, successor: toHex(succession.successor) })]);
    });
  }

  /**
   * The access by the old key, or the one whose owner has handed it on before giving anything.
   *
   * @throws AppError `successor-of-nobody`
   */
  async #known({ predecessor }: Succession): Promise<Followed | EndedAccess> {
    const { shelf } = this.#held;
    const key = toHex(predecessor);
    const known = (await shelf.ofPatient(key)) ?? (await shelf.succeededBy(key));
    if (known === null) throw new AppError('successor-of-nobody');
    return known;
  }
}

/** Whether the very key was said to be succeeded by another one before, and the words were right. */
function namesAnother(
  known: Followed | EndedAccess,
  { predecessor, successor }: Succession,
): boolean {
  if (known.kind === 'active' || known.successor === undefined) return false;
  return known.patient === toHex(predecessor) && known.successor !== toHex(successor);
}
