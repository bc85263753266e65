import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import type { ShareUnit } from '../../records/index.ts';
import {
  makeInvitation,
  makeStandingGrant,
  MAX_MAILBOX_MESSAGES,
  readCard,
  reEncryptionKeyFor,
  sealMailbox,
  type Card,
} from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Lane } from '../api.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { ownName } from '../own-name.ts';
import type { RecordBook } from '../record-book.ts';
import type { AccessUnit, KeptMessage, StoredAccess } from './access.ts';
import type { Epochs } from './epochs.ts';
import { dropOf } from './host-account.ts';
import type { Hosts } from './hosts.ts';
import type { Secrets } from './secrets.ts';
import { isOutOfTime, latestOf, untoldOf } from './message-times.ts';
import { currentEpoch, type UnitState } from './unit-state.ts';
import type { Wanted } from './uploads.ts';

/** The published units, as they stand. */
export type States = ReadonlyMap<ShareUnit, UnitState>;

/** What is said of one unit in one message. */
type Told = { unit: ShareUnit; lane: Lane; epoch: string; revision: number };

const AHEAD_MS = 1_000;

/** Makes what readers and writers are sent: standing grants, invitations, and their mailboxes. */
export class Grants {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: { book: RecordBook; hosts: Hosts; epochs: Epochs; secrets: Secrets };

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { book: RecordBook; hosts: Hosts; epochs: Epochs; secrets: Secrets },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
  }

  /** Whether this person knows less than the states say, or another address. */
  isBehind(access: StoredAccess, states: States): boolean {
    const [host] = this.#held.hosts.accounts();
    const moved = host !== undefined && host.reading.base !== access.base;
    const news = access.units.some((unit) => untold(unit, states).length > 0);
    return moved || news || isOutOfTime(access, this.#env.now());
  }

  /**
   * Tells this person of every epoch that is new to them: in lane `all` of the current one, in lane
   * `new` of each since the last, because each keeps its own part of the record.
   */
  async told(before: StoredAccess, states: States): Promise<StoredAccess> {
    const now = this.#env.now();
    const access = isOutOfTime(before, now) ? untoldOf(before, now) : before;
    const rows = roundsOf(access, states);
    const fresh: KeptMessage[] = [];
    for (const told of rows) fresh.push(await this.#standing(access, told));
    const units = access.units.map((unit) => {
      const state = states.get(unit.unit);
      return state === undefined ? unit : { ...unit, issued: currentEpoch(state) };
    });
    const messages = stillUseful([...access.messages, ...fresh], units, states);
    const base = this.#place().base;
    return { ...access, ...latestOf(access, fresh), units, messages, base };
  }

  /** The last word to somebody who was stopped: their app then deletes the keys by itself. */
  async farewell(access: StoredAccess): Promise<StoredAccess> {
    const told = access.units.flatMap(({ unit, lane, issued }): Told[] =>
      issued === null ? [] : [{ unit, lane, epoch: issued, revision: 0 }],
    );
    if (told.length === 0) return access;
    const until = new Date(this.#env.now().getTime() - AHEAD_MS).toISOString();
    const last = await this.#standing({ ...access, until }, told);
    return { ...access, messages: [{ ...last, epochs: [] }] };
  }

  /** The way for this person's letters, and for questions to a helper. */
  async invitation(access: StoredAccess): Promise<KeptMessage> {
    const { dropKey, throughHelper } = access;
    const drop = dropOf(this.#host());
    const letters = { inboxPublic: this.#profile.keyring.inboxPublic, drop };
    const message = await makeInvitation(
      sharingNow(this.#env),
      this.#profile.keyring,
      await this.#cardOf(access),
      {
        patientName: ownName(this.#held.book, this.#profile),
        grantId: access.units.length === 0 ? null : fromHex(access.grantId),
        until: access.until === null ? null : new Date(access.until),
        letters: dropKey === null ? null : { ...letters, dropKey: fromBase64url(dropKey) },
        helper: throughHelper === null ? null : { identity: fromHex(throughHelper), drop },
      },
    );
    return { kind: 'invitation', message: toBase64url(message), epochs: [] };
  }

  /** Where this person's app finds everything that was said since they were met. */
  async mailbox({ grantId, messages }: StoredAccess): Promise<Wanted['put'][number]> {
    const { shelfKey } = this.#held.secrets;
    const newest = messages
      .slice(-MAX_MAILBOX_MESSAGES)
      .map(({ message }) => fromBase64url(message));
    const stored = await sealMailbox(this.#env, shelfKey, fromHex(grantId), newest);
    return { ...stored, rank: 'message' };
  }

  /** What joins a reader to the capsules of a lane and epoch. */
  async reEncryptionKey(
    access: Pick<StoredAccess, 'card'>,
    unit: ShareUnit,
    lane: Lane,
    epoch: string,
  ): Promise<Bytes> {
    const keys = await this.#held.epochs.keys(unit, epoch);
    return reEncryptionKeyFor(this.#env.suite, keys[lane], await this.#cardOf(access));
  }

  async #standing(access: StoredAccess, told: readonly Told[]): Promise<KeptMessage> {
    const units = [];
    for (const { unit, lane, epoch, revision } of told) {
      const key =
        access.throughHelper === null
          ? await this.reEncryptionKey(access, unit, lane, epoch)
          : null;
      const epochId = fromHex(epoch);
      units.push({ unit, lane, epochId, leastRevision: revision, reEncryptionKey: key });
    }
    const env = sharingNow(this.#env);
    const message = await makeStandingGrant(
      env,
      this.#profile.keyring,
      await this.#cardOf(access),
      {
        ...{ grantId: fromHex(access.grantId), units, place: this.#place() },
        shelfKey: this.#held.secrets.shelfKey,
        until: access.until === null ? null : new Date(access.until),
        patientName: ownName(this.#held.book, this.#profile),
        helper: access.throughHelper === null ? null : fromHex(access.throughHelper),
      },
    );
    const [epochs, at] = [told.map(({ epoch }) => epoch), env.now.toISOString()];
    return { kind: 'standing', message: toBase64url(message), epochs, at };
  }

  #cardOf({ card }: Pick<StoredAccess, 'card'>): Promise<Card> {
    return readCard(sharingNow(this.#env), fromBase64url(card));
  }

  #host() {
    const [host] = this.#held.hosts.accounts();
    if (host === undefined) throw new AppError('no-host');
    return host;
  }

  #place() {
    return this.#host().reading;
  }
}

/**
 * The epochs of a unit that this reader should know and was not told of, oldest first. Where it
 * cannot be told with which one they began, it is the current one: never what may be older.
 */
export function untold({ unit, lane, floor, issued }: AccessUnit, states: States): string[] {
  const state = states.get(unit);
  if (state === undefined) return [];
  const current = currentEpoch(state);
  if (lane === 'all') return issued === current ? [] : [current];
  const after = issued === null ? -1 : state.epochs.indexOf(issued);
  if (after >= 0) return state.epochs.slice(after + 1);
  const since = floor === null ? -1 : state.epochs.indexOf(floor);
  return since >= 0 ? state.epochs.slice(since) : [current];
}

/** One message for each epoch of whichever unit has most to tell; the last names all current ones. */
function roundsOf(access: StoredAccess, states: States): Told[][] {
  const known = access.units.flatMap((unit) => {
    const state = states.get(unit.unit);
    return state === undefined ? [] : [{ unit, state, news: untold(unit, states) }];
  });
  const rounds = Math.max(1, ...known.map(({ news }) => news.length));
  return Array.from({ length: rounds }, (_, round) =>
    known.map(({ unit: { unit, lane }, state, news }): Told => {
      const epoch = news[news.length - rounds + round] ?? news[0] ?? currentEpoch(state);
      return { unit, lane, epoch, revision: state.revision };
    }),
  );
}

/** The last grant, the last invitation, and what opens a batch that is still there. */
function stillUseful(
  messages: readonly KeptMessage[],
  units: readonly AccessUnit[],
  states: States,
): KeptMessage[] {
  const joined = units
    .filter(({ lane }) => lane === 'new')
    .flatMap(({ unit }) => states.get(unit) ?? []);
  const live = new Set(joined.flatMap(({ batches }) => batches.map(({ fresh }) => fresh)));
  const last = (kind: KeptMessage['kind']) => messages.findLast((one) => one.kind === kind);
  const [grant, invitation] = [last('standing'), last('invitation')];
  return messages.filter(
    (one) => one === grant || one === invitation || one.epochs.some((epoch) => live.has(epoch)),
  );
}
