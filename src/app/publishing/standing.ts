import { fromBase64url } from '../../bytes/base64url.ts';
import { fromHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { shareUnits, type ShareUnit } from '../../records/index.ts';
import { mailboxName, messageLink } from '../../sharing/index.ts';
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
import type { Contacts } from '../contacts.ts';
import type { Deposits } from '../deposits.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { RecordBook } from '../record-book.ts';
import type { Announce } from '../record-writing.ts';
import { AccessList, isOver, over, reads, type StoredAccess } from './access.ts';
import { Admission } from './admission.ts';
import { Epochs } from './epochs.ts';
import { PublishedFiles } from './files.ts';
import { Grants } from './grants.ts';
import { Helpers } from './helpers.ts';
import type { Hosts } from './hosts.ts';
import { Letters } from './letters.ts';
import { peopleOf } from './people.ts';
import { Publication } from './publication.ts';
import { seamOf } from './seam.ts';
import { openSecrets, type Secrets } from './secrets.ts';
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
  admission: Admission;
  files: PublishedFiles;
  grants: Grants;
  helpers: Helpers;
  letters: Letters;
  publication: Publication;
  secrets: Secrets;
  upkeep: Upkeep;
}

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
    const seam = seamOf(
      { access, grants, hosts, publication, secrets },
      {
        roll: (units) => standing.#roll(units),
        route: (identities, helper) => standing.#route(identities, helper),
      },
    );
    const admission = new Admission(env, {
      ...{ access, consultation, contacts, grants, hosts, journal, upkeep },
    });
    const helpers = new Helpers(env, profile, { book, journal, contacts, consultation, seam });
    standing.#parts = {
      ...{ access, admission, files, grants, helpers, letters, publication, secrets, upkeep },
    };
    await access.load();
    await standing.#withhold();
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
    const newcomer = await this.#parts.admission.newcomer(handle);
    const access = await this.#inTurn(async () => {
      await this.#stopAtOnce();
      const fresh = await this.#parts.admission.admit(newcomer, choice);
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
      await this.#withhold();
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
      await this.#withhold();
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
    const newcomer = await this.#parts.admission.newcomer(handle);
    const access = await this.#inTurn(() => this.#parts.admission.invite(newcomer));
    this.#held.announce({ kind: 'access-changed' });
    return this.#sealed(access, 'invitation', base);
  }

  async fetchLetters(): Promise<number> {
    const waiting = await this.#parts.letters.collect();
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
    this.#held.hosts.outbox.whenOlder((lists) => this.#foundOlder(lists));
    if (access.all().length === 0) return;
    const stops = access.all().some(({ state }) => state === 'stopping');
    const begun = stops
      ? this.#inTurn(async () => {
          await this.#stopAtOnce();
          await this.#parts.upkeep.run();
          await this.#withhold();
        })
      : this.#after(0);
    // What could not be done now is found again by the next run.
    begun.catch(() => undefined);
  }

  async #foundOlder(lists: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      await this.#parts.upkeep.endWhatIsOlder(lists);
      await this.#parts.upkeep.run();
    });
    await this.#told();
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

  /** A list that was waiting when somebody was stopped must not reach the host before the new one. */
  async #withhold(): Promise<void> {
    this.#held.hosts.outbox.withhold(await this.#parts.upkeep.heldUp());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#profile.inTurn('publish', work);
  }

  /** After every turn: helpers' lists follow what was published, screens follow what was granted. */
  async #told(): Promise<void> {
    await this.#withhold();
    await this.#parts.helpers.rewrite();
    this.#held.announce({ kind: 'access-changed' });
  }

  async #stopAtOnce(): Promise<void> {
    await this.#parts.access.load();
    await this.#parts.upkeep.endWhatIsOver(true);
  }

  async #active(grantId: string): Promise<StoredAccess> {
    await this.#parts.access.load();
    const access = this.#parts.access.get(grantId);
    if (access?.state !== 'active') throw new AppError('unknown-handle');
    return access;
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

  /** A stop that could still be undone takes effect: else it would hold the new epoch up. */
  async #roll(units: readonly ShareUnit[]): Promise<void> {
    await this.#inTurn(async () => {
      await this.#stopAtOnce();
      await this.#parts.upkeep.run([], units);
    });
    await this.#told();
  }

  /** In one turn from reading to rolling: nobody who is stopped meanwhile comes back by this. */
  async #route(identities: readonly string[], helper: string): Promise<void> {
    const { access, grants, upkeep } = this.#parts;
    await this.#inTurn(async () => {
      await this.#stopAtOnce();
      const routed = access.all().filter((one) => reads(one) && identities.includes(one.identity));
      const writes: Write[] = [];
      for (const one of routed) {
        const through = { ...one, throughHelper: helper };
        const messages = [await grants.invitation(through), ...one.messages];
        writes.push(access.put({ ...through, messages }));
      }
      await this.#profile.commit(writes);
      const units = new Set(routed.flatMap((one) => one.units.map(({ unit }) => unit)));
      await upkeep.run([], [...units]);
    });
    await this.#told();
  }
}
