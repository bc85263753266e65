import { toBase64url } from '../bytes/base64url.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { requestWords, wordQuestions, type Recipient } from '../sharing/index.ts';
import type { AskerView } from './api.ts';
import type { Acquaintance } from './contacts.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';

/** Somebody who asked, until the answer. */
export interface Asker {
  readonly recipient: Recipient;
  readonly view: AskerView;
  readonly words: readonly string[];
  /** Whether a key is pinned: from before, or by the words just compared. */
  trusted: boolean;
}

const HANDLE_BYTES = 12;

/** The requests and cards that were scanned and not answered yet. Memory only. */
export class Askers {
  readonly #env: Environment;
  readonly #asked = new Map<string, Asker>();

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Takes in a request or card; a newcomer gets three questions about the eight words. */
  async welcome(recipient: Recipient, met: Acquaintance): Promise<AskerView> {
    const handle = toBase64url(this.#env.random(HANDLE_BYTES));
    const strange = met.acquaintance === 'new' || met.acquaintance === 'similar-name';
    const words = strange ? await requestWords(messageOf(recipient)) : [];
    const questions = strange ? wordQuestions(words, this.#env.random) : [];
    const view = { handle, ...asks(recipient), ...met, questions };
    this.#asked.set(handle, { recipient, view, words, trusted: met.acquaintance === 'known' });
    return view;
  }

  /** @throws AppError `unknown-handle` */
  get(handle: string): Asker {
    const asker = this.#asked.get(handle);
    if (asker === undefined) throw new AppError('unknown-handle');
    return asker;
  }

  /** @throws AppError `changed-key`, `words-not-compared`, `unknown-handle` */
  trusted(handle: string): Asker {
    const asker = this.get(handle);
    if (asker.view.acquaintance === 'changed-key') throw new AppError('changed-key');
    if (!asker.trusted) throw new AppError('words-not-compared');
    return asker;
  }

  forget(handle: string): void {
    this.#asked.delete(handle);
  }
}

/** Whether every question was answered with the word at its place. */
export function answersAreRight({ view, words }: Asker, answers: readonly string[]): boolean {
  const { questions } = view;
  if (questions.length === 0 || answers.length !== questions.length) return false;
  return questions.every(({ position }, at) => words[position - 1] === answers[at]);
}

/** The name and the Ed25519 key of whoever asks. */
export function partyOf(recipient: Recipient): { identity: Bytes; name: string; role: string } {
  return recipient.kind === 'request' ? recipient.request : recipient.card;
}

function messageOf(recipient: Recipient): Bytes {
  return recipient.kind === 'request' ? recipient.request.message : recipient.card.message;
}

type Asks = Pick<AskerView, 'source' | 'name' | 'role' | 'asked' | 'purpose' | 'minutes'>;

/** What is asked for; a card asks for nothing, the patient chooses freely. */
function asks(recipient: Recipient): Asks {
  const { name, role } = partyOf(recipient);
  if (recipient.kind === 'card')
    return { source: 'card', name, role, asked: [], purpose: '', minutes: 0 };
  const { units, purpose, minutes } = recipient.request;
  return { source: 'request', name, role, asked: units, purpose, minutes };
}
