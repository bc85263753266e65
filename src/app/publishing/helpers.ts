import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { listName, makeEnrolment, messageLink, type Card } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { HelperView, SealedMessage } from '../api.ts';
import type { Consultation } from '../consultation.ts';
import type { Contacts } from '../contacts.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import { ownName } from '../own-name.ts';
import type { RecordBook } from '../record-book.ts';
import { Serial } from '../serial.ts';
import { HelperLists, type NextList } from './helper-lists.ts';
import { HelperLogs } from './helper-logs.ts';
import { HelperRows, type StoredHelper } from './helper-rows.ts';
import type { HelperSeam } from './helper-seam.ts';

const HELPER_KEY_BYTES = 32;

/** How a patient chooses a helper. */
export interface HelperTerms {
  /** Ed25519 keys, hex, of people whose standing access goes through the helper from now on. */
  serves: string[];
  /** ISO instant; null for until it is dismissed. */
  until: string | null;
  usesEach: number;
}

/** The patient's helpers: whom each serves, what it may transform, and what it did. */
export class Helpers {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: {
    book: RecordBook;
    journal: Journal;
    contacts: Contacts;
    consultation: Consultation;
    seam: HelperSeam;
  };
  readonly #serial = new Serial();
  readonly #rows: HelperRows;
  readonly #lists: HelperLists;
  readonly #logs: HelperLogs;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: {
      book: RecordBook;
      journal: Journal;
      contacts: Contacts;
      consultation: Consultation;
      seam: HelperSeam;
    },
  ) {
    const seed = () => profile.keyring.identitySeed;
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#rows = new HelperRows(profile);
    this.#lists = new HelperLists(env, seed, held.seam);
    this.#logs = new HelperLogs(env, seed, held.seam, (identity) => this.#nameOf(identity));
  }

  /** Those that were not dismissed, with whatever their logs tell by now. */
  async helpers(): Promise<HelperView[]> {
    return this.#serial.next(async () => {
      const views: HelperView[] = [];
      for (const helper of await this.#active())
        views.push(this.#view(await this.#collect(helper)));
      return views;
    });
  }

  /**
   * Enrols the owner of a card whose words were compared.
   *
   * @throws AppError `no-host`, `card-needed`, `unknown-handle`, `words-not-compared`, `changed-key`.
   */
  async enrol(handle: string, terms: HelperTerms, base: string): Promise<SealedMessage> {
    const { seam, consultation, contacts, journal } = this.#held;
    const place = seam.place();
    if (place === null) throw new AppError('no-host');
    const { recipient, contact } = await consultation.recognised(handle);
    if (recipient.kind !== 'card') throw new AppError('card-needed');
    const { card } = recipient;
    const before = await this.#rows.get(toHex(card.identity));
    const helper = this.#fresh(card, terms, before);
    const message = await this.#message(card, helper, terms.until);
    const who = { who: card.name, identity: helper.identity };
    const old = before === null ? [] : [listName(fromBase64url(before.helperKey))];
    const writes = [
      this.#rows.put(helper),
      contacts.put(contact),
      journal.line({ event: 'helper-enrolled', ...who }),
    ];
    if (terms.serves.length === 0) await seam.want([], old, writes);
    else await seam.route(terms.serves, helper.identity, { drop: old, writes });
    await this.rewrite();
    return { message, link: messageLink(base, message), to: card.name };
  }

  /** Takes every power away: the list says so, and what this helper could turn is locked anew. */
  async dismiss(identity: string): Promise<void> {
    const { seam, journal } = this.#held;
    await seam.roll((due) =>
      this.#inTurn(async () => {
        const helper = await this.#rows.get(identity);
        if (helper === null || helper.dismissed) throw new AppError('unknown-handle');
        const served = seam.grants().filter((grant) => grant.throughHelper === identity);
        await this.#profile.commit([
          this.#rows.put({ ...helper, dismissed: true }),
          journal.line({ event: 'helper-dismissed', who: helper.name, identity }),
          ...due(served.flatMap((grant) => grant.units.map(({ unit }) => unit))),
        ]);
      }),
    );
    await this.rewrite();
  }

  /** Brings every helper's list on the host up to date; where nothing changed, nothing is written. */
  rewrite(): Promise<void> {
    return this.#serial.next(() => this.#inTurn(() => this.#rewrite()));
  }

  /** A row is read and written in one turn of all windows: else one brings back what another ended. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#profile.inTurn('helpers', work);
  }

  async #rewrite(): Promise<void> {
    if (this.#held.seam.place() === null) return;
    const due: NextList[] = [];
    for (const helper of await this.#rows.all()) {
      const next = await this.#lists.next(helper);
      if (next !== null) due.push(next);
    }
    if (due.length === 0) return;
    const writes = due.map(({ helper }) => this.#rows.put(helper));
    await this.#held.seam.want(
      due.map(({ stored }) => stored),
      [],
      writes,
    );
  }

  async #active(): Promise<StoredHelper[]> {
    return (await this.#rows.all()).filter(({ dismissed }) => !dismissed);
  }

  async #collect(before: StoredHelper): Promise<StoredHelper> {
    const { helper, read } = await this.#logs.collect(before);
    const { log, problem } = helper;
    if (read.length === 0 && problem === before.problem) return helper;
    await this.#inTurn(async () => {
      const now = await this.#rows.get(before.identity);
      if (now === null || now.dismissed || now.helperKey !== before.helperKey) return;
      await this.#held.seam.want([], read, [this.#rows.put({ ...now, log, problem })]);
    });
    return helper;
  }

  #view({ identity, name, since, until, log, problem }: StoredHelper): HelperView {
    const grants = this.#held.seam.grants().filter((grant) => grant.throughHelper === identity);
    const serves = grants.map((grant) => grant.name);
    return { identity, name, since, until, serves, log: [...log.lines], problem };
  }

  /** Enrolled again, a helper starts anew under a new key; its lists go on counting. */
  #fresh({ identity, name }: Card, terms: HelperTerms, before: StoredHelper | null): StoredHelper {
    return {
      identity: toHex(identity),
      name,
      since: this.#env.now().toISOString(),
      until: terms.until,
      dismissed: false,
      helperKey: toBase64url(this.#env.random(HELPER_KEY_BYTES)),
      usesEach: terms.usesEach,
      revision: before?.revision ?? 0,
      saying: '',
      log: { page: null, lines: before?.log.lines ?? [] },
      problem: null,
      units: before?.units ?? {},
    };
  }

  #message(card: Card, helper: StoredHelper, until: string | null): Promise<Bytes> {
    const { seam } = this.#held;
    const place = seam.place();
    if (place === null) throw new AppError('no-host');
    return makeEnrolment(sharingNow(this.#env), this.#profile.keyring, card, {
      patientName: ownName(this.#held.book, this.#profile),
      helperKey: fromBase64url(helper.helperKey),
      leastRevision: helper.revision + 1,
      until: until === null ? null : new Date(until),
      place,
      drop: seam.drop(),
    });
  }

  async #nameOf(identity: string): Promise<string> {
    const grant = this.#held.seam.grants().find((one) => one.identity === identity);
    if (grant !== undefined) return grant.name;
    const people = await this.#held.contacts.people();
    return people.find((person) => person.identity === identity)?.name ?? '';
  }
}
