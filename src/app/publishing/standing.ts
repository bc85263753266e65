import type { UnlockedProfile } from '../../vault/index.ts';
import type { StandingApi } from '../api.ts';
import type { Consultation } from '../consultation.ts';
import type { Contacts } from '../contacts.ts';
import type { Deposits } from '../deposits.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { RecordBook } from '../record-book.ts';
import type { Announce } from '../record-writing.ts';
import type { Hosts } from './hosts.ts';

interface Held {
  book: RecordBook;
  contacts: Contacts;
  journal: Journal;
  consultation: Consultation;
  deposits: Deposits;
  hosts: Hosts;
  announce: Announce;
}

const notYet = () => Promise.reject(new AppError('unknown-handle'));

/** Who can read by standing access, and what lies on the hosts for them. */
export class Standing implements StandingApi {
  readonly #held: Held;

  private constructor(held: Held) {
    this.#held = held;
  }

  static open(_env: Environment, _profile: UnlockedProfile, held: Held): Promise<Standing> {
    return Promise.resolve(new Standing(held));
  }

  close(): void {}
  recordsChanged(): void {}

  offer() {
    const possible = this.#held.hosts.accounts().length > 0;
    return Promise.resolve({ possible, because: possible ? null : ('no-host' as const) });
  }

  async people() {
    const people = await this.#held.contacts.people();
    return people.map((person) => ({ ...person, standing: null }));
  }

  approve = notYet;
  showAgain = notYet;
  stop = notYet;
  undoStop = notYet;
  published = () => Promise.resolve([]);
  publish = () => Promise.resolve();
  unpublish = () => Promise.resolve();
  invite = notYet;
  fetchLetters = () => Promise.resolve(0);
  letters = () => Promise.resolve([]);
  acceptLetter = notYet;
  declineLetter = notYet;
  helpers = () => Promise.resolve([]);
  enrolHelper = notYet;
  dismissHelper = notYet;
}
