import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { toHex } from '../../bytes/hex.ts';
import { readCard } from '../../sharing/index.ts';
import type { Write } from '../../vault/index.ts';
import type { StandingChoice } from '../api.ts';
import type { Consultation } from '../consultation.ts';
import type { Contact, Contacts } from '../contacts.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import {
  isOver,
  over,
  unitOf,
  type AccessList,
  type AccessUnit,
  type StoredAccess,
} from './access.ts';
import type { Grants } from './grants.ts';
import type { Hosts } from './hosts.ts';
import { MAX_BATCHES } from './trimming.ts';
import { currentEpoch } from './unit-state.ts';
import type { Upkeep } from './upkeep.ts';
import { nothingWanted } from './uploads.ts';

/** Somebody whose card is there and whose words were compared. */
export interface Newcomer {
  readonly contact: Contact;
  /** base64url */
  readonly card: string;
}

interface Held {
  readonly access: AccessList;
  readonly consultation: Consultation;
  readonly contacts: Contacts;
  readonly grants: Grants;
  readonly hosts: Hosts;
  readonly journal: Journal;
  readonly upkeep: Upkeep;
}

/** Beginnings *from now on* of one unit that differ. */
const MAX_FLOORS = MAX_BATCHES - 2;
const GRANT_ID_BYTES = 16;
const DROP_KEY_BYTES = 32;

/** How somebody comes to have standing access. Its writing is done by one window at a time. */
export class Admission {
  readonly #env: Environment;
  readonly #held: Held;

  constructor(env: Environment, held: Held) {
    this.#env = env;
    this.#held = held;
  }

  /** @throws AppError `no-host`, `card-needed`, `words-not-compared`, `changed-key`, `unknown-handle` */
  async newcomer(handle: string): Promise<Newcomer> {
    const { contact } = await this.#held.consultation.recognised(handle);
    if (this.#held.hosts.accounts().length === 0) throw new AppError('no-host');
    if (contact.card === null) throw new AppError('card-needed');
    const card = await readCard(sharingNow(this.#env), fromBase64url(contact.card));
    if (toHex(card.identity) !== contact.identity) throw new AppError('card-needed');
    return { contact, card: contact.card };
  }

  /**
   * Publishes what was chosen, and gives this person the keys to it.
   *
   * @throws AppError `too-many-joined`, before anything is changed
   */
  async admit(newcomer: Newcomer, choice: StandingChoice): Promise<StoredAccess> {
    this.#checkRoom(newcomer, choice);
    const fresh = await this.#granted(newcomer, choice);
    const put = [await this.#held.grants.mailbox(fresh)];
    const until = fresh.until === null ? {} : { until: fresh.until };
    const besides = [...this.#replaced(fresh), ...this.#traces(newcomer, fresh, until)];
    await this.#held.hosts.outbox.want({ ...nothingWanted(), put }, besides);
    await this.#held.access.load();
    return fresh;
  }

  /**
   * What is new between two who joined *from now on* is one batch for ever. So many fit into a list
   * beside what is older than all of them and what is newer.
   */
  #checkRoom({ contact: { identity } }: Newcomer, { units }: StandingChoice): void {
    for (const { unit, lane } of units) {
      if (lane !== 'new') continue;
      const others = this.#held.access.readers(unit).filter((one) => one.identity !== identity);
      const floors = new Set(others.flatMap((one) => unitOf(one, unit)?.floor ?? []));
      if (floors.size >= MAX_FLOORS) throw new AppError('too-many-joined');
    }
  }

  /** Somebody who may write and not read. */
  async invite(newcomer: Newcomer): Promise<StoredAccess> {
    const terms = { until: null, mayWrite: true, throughHelper: null };
    const blank = this.#blank(newcomer, terms);
    const fresh = { ...blank, messages: [await this.#held.grants.invitation(blank)] };
    await this.#held.hosts.outbox.want(nothingWanted(), this.#traces(newcomer, fresh, {}));
    await this.#held.access.load();
    return fresh;
  }

  /**
   * Everything that changed until now is published first; then who joins *from now on* gets an epoch
   * that nothing of it is new in.
   */
  async #granted(newcomer: Newcomer, choice: StandingChoice): Promise<StoredAccess> {
    const { upkeep, grants } = this.#held;
    const { units, ...terms } = choice;
    const chosen = units.map(({ unit }) => unit);
    await upkeep.run(chosen);
    const joined = units.flatMap(({ unit, lane }) => (lane === 'new' ? [unit] : []));
    if (joined.length > 0) await upkeep.run(chosen, joined);
    const states = await upkeep.states();
    const opened = units.map(({ unit, lane }): AccessUnit => {
      const state = states.get(unit);
      const floor = lane === 'new' && state !== undefined ? currentEpoch(state) : null;
      return { unit, lane, floor, issued: null };
    });
    const blank = { ...this.#blank(newcomer, terms), units: opened };
    const invited = terms.mayWrite || terms.throughHelper !== null;
    const messages = invited ? [await grants.invitation(blank)] : [];
    return grants.told({ ...blank, messages }, states);
  }

  /** The log first: no message is handed out before this is committed. */
  #traces({ contact }: Newcomer, fresh: StoredAccess, until: { until?: string }): Write[] {
    const { access, contacts, journal } = this.#held;
    const units = fresh.units.map(({ unit }) => unit);
    const who = { who: contact.name, identity: contact.identity };
    const lastGrantAt = this.#env.now().toISOString();
    return [
      journal.line({ event: 'standing-grant', ...who, units, ...until }),
      access.put(fresh),
      contacts.put({ ...contact, lastGrantAt }),
    ];
  }

  /**
   * One person has one standing access: the newest. What the older one opens and this one does not
   * is rolled: units that are not named any more, the past for who reads *from now on*, and what
   * could be read without the helper.
   */
  #replaced(fresh: StoredAccess): Write[] {
    const { access } = this.#held;
    const before = access
      .all()
      .filter(({ identity, units }) => identity === fresh.identity && units.length > 0)
      .filter((one) => !isOver(one));
    return before.map((one) => {
      const units = one.units.map((unit) =>
        opensAsMuch(fresh, one, unit) ? { ...unit, issued: null } : unit,
      );
      return access.put({ ...over(one), units });
    });
  }

  #blank(
    { contact: { identity, name, role }, card }: Newcomer,
    terms: Pick<StoredAccess, 'until' | 'mayWrite' | 'throughHelper'>,
  ): StoredAccess {
    const { random, now } = this.#env;
    return {
      ...{ grantId: toHex(random(GRANT_ID_BYTES)), identity, name, role, card, ...terms },
      ...{ units: [], grantedAt: now().toISOString(), state: 'active', undoUntil: null },
      ...{ strength: 'plain', base: '', nextLetter: 0, lastSeenAt: null, messages: [] },
      dropKey: terms.mayWrite ? toBase64url(random(DROP_KEY_BYTES)) : null,
    };
  }
}

/** Whether the newer access opens all that the older one's keys to a unit do. */
function opensAsMuch(
  { units, throughHelper }: StoredAccess,
  before: StoredAccess,
  { unit, lane }: AccessUnit,
): boolean {
  const now = units.find((one) => one.unit === unit);
  if (now === undefined || throughHelper !== before.throughHelper) return false;
  return now.lane === 'all' || lane === 'new';
}
