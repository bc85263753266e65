import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { shareUnits, type ShareUnit } from '../../records/index.ts';
import { mailboxName, messageLink, readCard } from '../../sharing/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type {
  ApprovedStanding,
  DepositView,
  HelperView,
  PersonAccess,
  PublishedUnit,
  SealedMessage,
  StandingApi,
  StandingChoice,
  StandingOffer,
} from '../api.ts';
import type { Consultation } from '../consultation.ts';
import type { Contact, Contacts } from '../contacts.ts';
import type { Deposits } from '../deposits.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { RecordBook } from '../record-book.ts';
import type { Announce } from '../record-writing.ts';
import { AccessList, isOver, type AccessUnit, type StoredAccess } from './access.ts';
import { dropOf } from './host-account.ts';
import { Epochs } from './epochs.ts';
import { PublishedFiles } from './files.ts';
import { Grants } from './grants.ts';
import type { HelperSeam } from './helper-seam.ts';
import { Helpers } from './helpers.ts';
import type { Hosts } from './hosts.ts';
import { Letters } from './letters.ts';
import { peopleOf } from './people.ts';
import { Publication } from './publication.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { currentEpoch } from './unit-state.ts';
import { Upkeep } from './upkeep.ts';
import { nothingWanted } from './uploads.ts';

interface Held {
  book: RecordBook;
  contacts: Contacts;
  journal: Journal;
  consultation: Consultation;
  deposits: Deposits;
  hosts: Hosts;
  announce: Announce;
}

interface Parts {
  access: AccessList;
  epochs: Epochs;
  files: PublishedFiles;
  grants: Grants;
  helpers: Helpers;
  letters: Letters;
  publication: Publication;
  secrets: Secrets;
  upkeep: Upkeep;
}

const GRANT_ID_BYTES = 16;
const DROP_KEY_BYTES = 32;
/** For so long a stop can be undone. */
const UNDO_MS = 10_000;
/** What is written within so many milliseconds is published together. */
const SETTLE_MS = 2_000;

/** Who can read by standing access, and what lies on the hosts for them. */
export class Standing implements StandingApi {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: Held;
  readonly #closed = new AbortController();
  #parts!: Parts;
  #soon: AbortController | null = null;

  private constructor(env: Environment, profile: UnlockedProfile, held: Held) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
  }

  static async open(env: Environment, profile: UnlockedProfile, held: Held): Promise<Standing> {
    const standing = new Standing(env, profile, held);
    const identity = await signingPublicKey(profile.keyring.identitySeed);
    const secrets = await openSecrets(env, profile);
    const { book, hosts, journal, deposits, contacts, consultation } = held;
    const [access, epochs] = [new AccessList(profile), new Epochs(env, profile, identity)];
    const files = new PublishedFiles(env, profile, identity);
    const grants = new Grants(env, profile, { book, hosts, epochs, secrets });
    const publication = new Publication(env, profile, identity, {
      ...{ book, hosts, epochs, files, secrets },
    });
    const letters = new Letters(env, profile, { access, deposits, hosts });
    const upkeep = new Upkeep(env, profile, {
      ...{ access, grants, hosts, journal, publication, secrets },
    });
    const seam = standing.#seam();
    const helpers = new Helpers(env, profile, { book, journal, contacts, consultation, seam });
    standing.#parts = {
      ...{ access, epochs, files, grants, helpers, letters, publication, secrets, upkeep },
    };
    await access.load();
    standing.#begin();
    return standing;
  }

  close(): void {
    this.#closed.abort();
    this.#soon?.abort();
  }

  /** Publishes in a moment, with whatever else is written until then. */
  recordsChanged(): void {
    if (this.#parts.access.all().some(({ units }) => units.length > 0))
      this.#publishSoon(SETTLE_MS);
  }

  async offer(handle: string): Promise<StandingOffer> {
    const card = await this.#held.consultation.cardOf(handle);
    if (this.#held.hosts.accounts().length === 0) return { possible: false, because: 'no-host' };
    return card === null
      ? { possible: false, because: 'no-card' }
      : { possible: true, because: null };
  }

  /**
   * @throws AppError `no-host`, `card-needed`, `words-not-compared`, `changed-key`, `unknown-handle`,
   * `nothing-chosen`
   */
  async approve(handle: string, choice: StandingChoice, base: string): Promise<ApprovedStanding> {
    if (choice.units.length === 0) throw new AppError('nothing-chosen');
    const { contact, card } = await this.#asker(handle);
    const access = await this.#inTurn(async () => {
      await this.#stopAtOnce();
      const fresh = await this.#granted(contact, card, choice);
      await this.#admit(fresh, contact);
      await this.#parts.upkeep.run();
      return fresh;
    });
    await this.#told();
    return {
      ...this.#sealed(access, 'standing', base),
      grantId: access.grantId,
      units: choice.units,
      until: choice.until,
    };
  }

  async showAgain(grantId: string, base: string): Promise<SealedMessage> {
    const access = await this.#active(grantId);
    return this.#sealed(access, access.units.length > 0 ? 'standing' : 'invitation', base);
  }

  async people(): Promise<PersonAccess[]> {
    const { access } = this.#parts;
    await access.load();
    const { outbox } = this.#held.hosts;
    const units = await this.#parts.upkeep.states();
    return peopleOf(await this.#held.contacts.people(), access.all(), (grant) =>
      [
        ...this.#namesFor(grant),
        ...[...units.values()].map(({ manifest }) => manifest ?? ''),
      ].every((name) => outbox.reachedOne(name)),
    );
  }

  async stop(grantId: string, strength: 'plain' | 'strong'): Promise<{ undoUntil: string }> {
    const undoUntil = new Date(this.#env.now().getTime() + UNDO_MS).toISOString();
    await this.#inTurn(async () => {
      const access = await this.#active(grantId);
      const stopping = { ...access, state: 'stopping', undoUntil, strength } as const;
      await this.#profile.commit([this.#parts.access.put(stopping)]);
      await this.#parts.access.load();
    });
    this.#held.announce({ kind: 'access-changed' });
    void this.#after(UNDO_MS);
    return { undoUntil };
  }

  /** @throws AppError `unknown-handle` once it was stopped */
  async undoStop(grantId: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#parts.access.load();
      const access = this.#parts.access.get(grantId);
      if (access?.state !== 'stopping') throw new AppError('unknown-handle');
      const active = { ...access, state: 'active', undoUntil: null, strength: 'plain' } as const;
      await this.#profile.commit([this.#parts.access.put(active)]);
      await this.#parts.access.load();
    });
    this.#held.announce({ kind: 'access-changed' });
    this.#publishSoon(0);
  }

  async published(): Promise<PublishedUnit[]> {
    this.#parts.publication.states.forget();
    const views = await Promise.all(shareUnits.map((unit) => this.#parts.publication.view(unit)));
    return views.flatMap((view) => view ?? []);
  }

  async publish(): Promise<void> {
    await this.#inTurn(() => this.#parts.upkeep.run());
    await this.#told();
  }

  async unpublish(): Promise<void> {
    const { access, publication } = this.#parts;
    await this.#inTurn(async () => {
      await access.load();
      publication.states.forget();
      const line = this.#held.journal.line({ event: 'unpublished', who: '' });
      const stopped = access.all().flatMap((one) => (isOver(one) ? [] : access.put(over(one))));
      const drop = access.all().flatMap((one) => this.#namesFor(one));
      await this.#held.hosts.outbox.want({ ...nothingWanted(), drop }, [line, ...stopped]);
      for (const unit of shareUnits) await publication.clear(unit);
      await access.load();
    });
    await this.#told();
  }

  async invite(handle: string, base: string): Promise<SealedMessage> {
    const { contact, card } = await this.#asker(handle);
    const access = await this.#inTurn(async () => {
      const blank = this.#blank(contact, card, {
        until: null,
        mayWrite: true,
        throughHelper: null,
      });
      const invitation = await this.#parts.grants.invitation(blank);
      const invited = { ...blank, messages: [invitation] };
      const who = { who: contact.name, identity: contact.identity };
      const line = this.#held.journal.line({ event: 'standing-grant', ...who, units: [] });
      const writes = [line, this.#parts.access.put(invited), this.#met(contact)];
      await this.#profile.commit(writes);
      await this.#parts.access.load();
      return invited;
    });
    this.#held.announce({ kind: 'access-changed' });
    return this.#sealed(access, 'invitation', base);
  }

  async fetchLetters(): Promise<number> {
    const waiting = await this.#parts.letters.fetch();
    this.#held.announce({ kind: 'letters-changed' });
    return waiting;
  }

  letters(): Promise<DepositView[]> {
    return this.#parts.letters.views();
  }

  async acceptLetter(handle: string): Promise<void> {
    await this.#parts.letters.accept(handle);
    this.#held.announce({ kind: 'letters-changed' });
  }

  async declineLetter(handle: string): Promise<void> {
    await this.#parts.letters.decline(handle);
    this.#held.announce({ kind: 'letters-changed' });
  }

  helpers(): Promise<HelperView[]> {
    return this.#parts.helpers.helpers();
  }

  async enrolHelper(...[handle, terms, base]: Parameters<StandingApi['enrolHelper']>) {
    const enrolled = await this.#parts.helpers.enrol(handle, terms, base);
    this.#held.announce({ kind: 'access-changed' });
    return enrolled;
  }

  async dismissHelper(identity: string): Promise<void> {
    await this.#parts.helpers.dismiss(identity);
    this.#held.announce({ kind: 'access-changed' });
  }

  /** What was left undone when the profile was last locked: stops above all. */
  #begin(): void {
    const { files, access } = this.#parts;
    this.#held.hosts.outbox.sealWith(
      (file, index) => files.seal(file, index),
      async (file, index, bytes) => {
        if (await files.sealed(file, index, bytes)) this.#publishSoon(0);
      },
    );
    if (access.all().length === 0) return;
    const stops = access.all().some(({ state }) => state === 'stopping');
    const begun = stops
      ? this.#inTurn(async () => {
          await this.#stopAtOnce();
          await this.#parts.upkeep.run();
        })
      : this.#after(0);
    // What could not be done now is found again by the next run.
    begun.catch(() => undefined);
  }

  async #after(milliseconds: number): Promise<void> {
    await this.#env.wait(milliseconds, this.#closed.signal);
    if (!this.#closed.signal.aborted) await this.publish().catch(() => undefined);
  }

  #publishSoon(milliseconds: number): void {
    this.#soon?.abort();
    const soon = new AbortController();
    this.#soon = soon;
    const waiting = this.#env.wait(milliseconds, soon.signal);
    void waiting.then(() => {
      if (!soon.signal.aborted) return this.publish().catch(() => undefined);
      return undefined;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#profile.inTurn('publish', work);
  }

  /** After every turn: helpers' lists follow what was published, screens follow what was granted. */
  async #told(): Promise<void> {
    await this.#parts.helpers.rewrite();
    this.#held.announce({ kind: 'access-changed' });
  }

  async #stopAtOnce(): Promise<void> {
    await this.#parts.access.load();
    await this.#parts.upkeep.endWhatIsOver(true);
  }

  async #asker(handle: string): Promise<{ contact: Contact; card: string }> {
    const { contact } = await this.#held.consultation.recognised(handle);
    if (this.#held.hosts.accounts().length === 0) throw new AppError('no-host');
    if (contact.card === null) throw new AppError('card-needed');
    const card = await readCard(sharingNow(this.#env), fromBase64url(contact.card));
    if (toHex(card.identity) !== contact.identity) throw new AppError('card-needed');
    return { contact, card: contact.card };
  }

  async #active(grantId: string): Promise<StoredAccess> {
    await this.#parts.access.load();
    const access = this.#parts.access.get(grantId);
    if (access?.state !== 'active') throw new AppError('unknown-handle');
    return access;
  }

  #blank(
    { identity, name, role }: Contact,
    card: string,
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

  /**
   * A grant with its message. Everything that changed until now is published first; then who joins
   * *from now on* gets an epoch that nothing of it is new in.
   */
  async #granted(
    contact: Contact,
    card: string,
    { units, ...terms }: StandingChoice,
  ): Promise<StoredAccess> {
    const { upkeep, grants } = this.#parts;
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
    const blank = { ...this.#blank(contact, card, terms), units: opened };
    const invited = terms.mayWrite || terms.throughHelper !== null;
    const messages = invited ? [await grants.invitation(blank)] : [];
    return grants.told({ ...blank, messages }, states);
  }

  /** The log first: no message is handed out before this is committed. */
  async #admit(fresh: StoredAccess, contact: Contact): Promise<void> {
    const { access, grants } = this.#parts;
    const units = fresh.units.map(({ unit }) => unit);
    const who = { who: contact.name, identity: contact.identity };
    const until = fresh.until === null ? {} : { until: fresh.until };
    const put = [await grants.mailbox(fresh)];
    const writes: Write[] = [
      this.#held.journal.line({ event: 'standing-grant', ...who, units, ...until }),
      access.put(fresh),
      ...this.#replaced(fresh),
      this.#met(contact),
    ];
    await this.#held.hosts.outbox.want({ ...nothingWanted(), put }, writes);
    await access.load();
  }

  /** One person has one standing access: the newest. What it does not name any more is rolled. */
  #replaced(fresh: StoredAccess): Write[] {
    const { access } = this.#parts;
    const same = access.all().filter(({ identity }) => identity === fresh.identity);
    const kept = new Set(fresh.units.map(({ unit }) => unit));
    return same
      .filter((one) => !isOver(one) && one.units.length > 0)
      .map((one) => {
        const units = one.units.map((unit) => ({
          ...unit,
          issued: kept.has(unit.unit) ? null : unit.issued,
        }));
        return access.put({ ...over(one), units });
      });
  }

  #met(contact: Contact): Write {
    return this.#held.contacts.put({ ...contact, lastGrantAt: this.#env.now().toISOString() });
  }

  #sealed(access: StoredAccess, kind: 'standing' | 'invitation', base: string): SealedMessage {
    const last = access.messages.findLast((message) => message.kind === kind);
    if (last === undefined) throw new AppError('unknown-handle');
    const message = fromBase64url(last.message);
    return { message, link: messageLink(base, message), to: access.name };
  }

  #namesFor({ grantId }: StoredAccess): string[] {
    return [mailboxName(this.#parts.secrets.shelfKey, fromHex(grantId))];
  }

  #seam(): HelperSeam {
    const { hosts } = this.#held;
    return {
      hosts,
      grants: () => this.#parts.access.all().filter(reads),
      capsules: () => this.#capsules(),
      reEncryptionKey: async (grantId, unit, lane, epochId) => {
        const access = this.#parts.access.get(grantId);
        const holds = access !== null && (await this.#mayOpen(access, unit, lane, toHex(epochId)));
        return holds
          ? this.#parts.grants.reEncryptionKey(access, unit, lane, toHex(epochId))
          : null;
      },
      shelfKey: () => Promise.resolve(this.#parts.secrets.shelfKey),
      roll: (units) => this.#roll(units, []),
      route: (identities, helper) => this.#route(identities, helper),
      want: async (put, drop, besides) => {
        const ranked = put.map((stored) => ({ ...stored, rank: 'message' as const }));
        await hosts.outbox.want({ put: ranked, parts: [], drop: [...drop] }, besides);
      },
      place: () => hosts.accounts()[0]?.reading ?? null,
      drop: () => {
        const [host] = hosts.accounts();
        return host === undefined ? null : dropOf(host);
      },
    };
  }

  async #capsules() {
    const found = [];
    for (const unit of shareUnits)
      found.push({ unit, capsules: await this.#parts.publication.capsules(unit) });
    return found.filter(({ capsules }) => capsules.length > 0);
  }

  /** Lane `all`: the current epoch. Lane `new`: every epoch since this person joined. */
  async #mayOpen(access: StoredAccess, unit: ShareUnit, lane: string, epoch: string) {
    const held = access.units.find((one) => one.unit === unit);
    const state = await this.#parts.publication.states.get(unit);
    if (held?.lane !== lane || state === null || !reads(access)) return false;
    if (held.floor === null) return epoch === currentEpoch(state);
    const since = state.epochs.indexOf(held.floor);
    return since >= 0 && state.epochs.indexOf(epoch) >= since;
  }

  async #roll(units: readonly ShareUnit[], besides: readonly Write[]): Promise<void> {
    await this.#inTurn(async () => {
      await this.#profile.commit(besides);
      await this.#parts.upkeep.run([], units);
    });
    await this.#told();
  }

  async #route(identities: readonly string[], helper: string): Promise<void> {
    const { access, grants } = this.#parts;
    const routed = access.all().filter((one) => reads(one) && identities.includes(one.identity));
    const writes: Write[] = [];
    for (const one of routed) {
      const through = { ...one, throughHelper: helper };
      const messages = [await grants.invitation(through), ...one.messages];
      writes.push(access.put({ ...through, messages }));
    }
    const units = new Set(routed.flatMap((one) => one.units.map(({ unit }) => unit)));
    await this.#roll([...units], writes);
  }
}

const reads = ({ state, units }: StoredAccess): boolean => state === 'active' && units.length > 0;

const over = (access: StoredAccess): StoredAccess => ({
  ...access,
  state: 'stopped',
  undoUntil: null,
});
