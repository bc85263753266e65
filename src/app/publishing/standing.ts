import { fromBase64url } from '../../bytes/base64url.ts';
import { fromHex } from '../../bytes/hex.ts';
import { shareUnits } from '../../records/index.ts';
import { mailboxName, messageLink } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
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
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { StoredAccess } from './access.ts';
import { Doubts } from './doubts.ts';
import { openParts, type StandingHeld, type StandingParts } from './parts.ts';
import { peopleOf } from './people.ts';
import { Routing } from './routing.ts';
import { Stops } from './stops.ts';
import { Turns } from './turns.ts';

interface Deeds {
  readonly parts: StandingParts;
  readonly turns: Turns;
  readonly stops: Stops;
  readonly doubts: Doubts;
}

/** Who can read by standing access, and what lies on the hosts for them. */
export class Standing implements StandingApi {
  readonly #held: StandingHeld;
  readonly #parts: StandingParts;
  readonly #turns: Turns;
  readonly #stops: Stops;
  readonly #doubts: Doubts;

  private constructor(held: StandingHeld, { parts, turns, ...deeds }: Deeds) {
    this.#held = held;
    this.#parts = parts;
    this.#turns = turns;
    this.#stops = deeds.stops;
    this.#doubts = deeds.doubts;
  }

  static async open(
    env: Environment,
    profile: UnlockedProfile,
    held: StandingHeld,
  ): Promise<Standing> {
    const parts: StandingParts = await openParts(env, profile, held, {
      roll: (change) => routing.roll(change),
      route: (...asked) => routing.route(...asked),
    });
    const turns = new Turns(env, profile, held, parts);
    const routing = new Routing(held, parts, turns);
    const stops = new Stops(env, profile, held, { parts, turns });
    await turns.begin();
    const doubts = new Doubts(profile, held, { parts, turns });
    return new Standing(held, { parts, turns, stops, doubts });
  }

  close(): void {
    this.#turns.close();
  }

  recordsChanged(): void {
    this.#turns.recordsChanged();
  }

  async offer(handle: string): Promise<StandingOffer> {
    const card = await this.#held.consultation.cardOf(handle);
    const [host] = this.#held.hosts.accounts();
    if (host === undefined) return { possible: false, because: 'no-host', letterbox: false };
    const letterbox = host.drop !== null;
    return card === null
      ? { possible: false, because: 'no-card', letterbox }
      : { possible: true, because: null, letterbox };
  }

  /**
   * @throws AppError `no-host`, `card-needed`, `words-not-compared`, `changed-key`, `unknown-handle`,
   * `nothing-chosen`, `kit-needed`
   */
  async approve(handle: string, choice: StandingChoice, base: string): Promise<ApprovedStanding> {
    if (choice.units.length === 0) throw new AppError('nothing-chosen');
    await this.#held.kit?.requireForSharing();
    const newcomer = await this.#parts.admission.newcomer(handle);
    const access = await this.#turns.inTurn(async () => {
      await this.#turns.stopAtOnce();
      const fresh = await this.#parts.admission.admit(newcomer, choice);
      await this.#parts.upkeep.run();
      return fresh;
    });
    await this.#turns.told();
    const { grantId } = access;
    const { units, until } = choice;
    return { ...sealed(access, 'standing', base), grantId, units, until };
  }

  async showAgain(grantId: string, base: string): Promise<SealedMessage> {
    await this.#parts.access.load();
    const access = this.#parts.access.active(grantId);
    return sealed(access, access.units.length > 0 ? 'standing' : 'invitation', base);
  }

  async people(): Promise<PersonAccess[]> {
    const { access, secrets } = this.#parts;
    await access.load();
    const { outbox } = this.#held.hosts;
    const units = await this.#parts.upkeep.states();
    const lists = [...units.values()].map(({ manifest }) => manifest ?? '');
    return peopleOf(await this.#held.contacts.people(), access.all(), ({ grantId }) =>
      [mailboxName(secrets.shelfKey, fromHex(grantId)), ...lists].every((name) =>
        outbox.reachedOne(name),
      ),
    );
  }

  stop(grantId: string, strength: 'plain' | 'strong'): Promise<{ undoUntil: string }> {
    return this.#stops.stop(grantId, strength);
  }

  undoStop(grantId: string): Promise<void> {
    return this.#stops.undo(grantId);
  }

  giveBack(grantId: string): Promise<void> {
    return this.#doubts.giveBack(grantId);
  }

  letGo(grantId: string): Promise<void> {
    return this.#doubts.letGo(grantId);
  }

  async published(): Promise<PublishedUnit[]> {
    this.#parts.publication.states.forget();
    const views = await Promise.all(shareUnits.map((unit) => this.#parts.publication.view(unit)));
    return views.flatMap((view) => view ?? []);
  }

  publish(): Promise<void> {
    return this.#turns.publish();
  }

  unpublish(): Promise<void> {
    return this.#stops.unpublish();
  }

  async invite(handle: string, base: string): Promise<SealedMessage> {
    const newcomer = await this.#parts.admission.newcomer(handle);
    const access = await this.#turns.inTurn(() => this.#parts.admission.invite(newcomer));
    this.#held.announce({ kind: 'access-changed' });
    return sealed(access, 'invitation', base);
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
}

function sealed(
  { messages, name }: StoredAccess,
  kind: 'standing' | 'invitation',
  base: string,
): SealedMessage {
  const last = messages.findLast((message) => message.kind === kind);
  if (last === undefined) throw new AppError('unknown-handle');
  const message = fromBase64url(last.message);
  return { message, link: messageLink(base, message), to: name };
}
