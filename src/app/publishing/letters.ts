import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { BytesError } from '../../bytes/errors.ts';
import { HostError, type HostErrorCode, type Reader } from '../../hosts/index.ts';
import { RecordsError } from '../../records/index.ts';
import { dropName, MAX_PARCEL_BYTES, openParcel, SharingError } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { DepositView } from '../api.ts';
import type { Deposits } from '../deposits.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { Shelf } from '../shelf.ts';
import { isOver, type AccessList, type StoredAccess } from './access.ts';
import { accountAtDrop, type StoredHost } from './host-account.ts';
import type { Hosts } from './hosts.ts';

/** A letter that was fetched and waits for the patient to look at it. */
interface StoredLetter {
  /** Its name on the host. */
  readonly name: string;
  readonly host: string;
  /** Ed25519 key, hex, of the one author whose letters lie under this name. */
  readonly author: string;
  /** The deposit, sealed to the inbox key, base64url. */
  readonly message: string;
  readonly fetchedAt: string;
}

/** So many letters of one author wait for review at once; the rest stays where it is until then. */
const LETTERS_AN_AUTHOR = 32;
/** Names looked for beyond a gap: a letter that was cut off leaves its number empty. */
const LOOK_AHEAD = 2;

/**
 * What invited authors left on the hosts. Each author has names of its own, so that there is nothing
 * to list and nobody finds another's letters; who may write is settled here, at the review.
 */
export class Letters {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: { access: AccessList; deposits: Deposits; hosts: Hosts };
  readonly #shelf: Shelf<StoredLetter>;
  /** The name of the letter behind each handle of a review. */
  readonly #shown = new Map<string, { letter: StoredLetter; view: DepositView }>();

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { access: AccessList; deposits: Deposits; hosts: Hosts },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#shelf = new Shelf(profile, 'letter');
  }

  /**
   * Looks for every author's next letters on every host; how many wait for review now. Several
   * windows take turns.
   *
   * @throws HostError when no host could be asked at all
   */
  async collect(): Promise<number> {
    await this.#profile.inTurn('letters', async () => {
      await this.#held.access.load();
      const hosts = this.#held.hosts.accounts();
      const problems: unknown[] = [];
      for (const host of hosts) {
        await this.#fetchFrom(host).catch((error: unknown) => problems.push(error));
      }
      if (hosts.length > 0 && problems.length === hosts.length) throw problems[0];
    });
    return (await this.views()).length;
  }

  /** Everything that waits for review and is from the author it should be from. */
  async views(): Promise<DepositView[]> {
    const { values } = await this.#shelf.all();
    const kept = values.toSorted((a, b) => (a.fetchedAt < b.fetchedAt ? -1 : 1));
    const views: DepositView[] = [];
    for (const letter of kept) {
      const view = await this.#view(letter);
      if (view !== null) views.push(view);
    }
    return views;
  }

  async accept(handle: string): Promise<void> {
    const { letter } = this.#get(handle);
    await this.#held.deposits.accept(handle, 'letter-accepted');
    await this.#finish(letter);
  }

  async decline(handle: string): Promise<void> {
    const { letter } = this.#get(handle);
    await this.#held.deposits.decline(handle);
    await this.#finish(letter);
  }

  async #fetchFrom(host: StoredHost): Promise<void> {
    const reached = this.#env.hosts.open(accountAtDrop(host));
    const { values: waiting } = await this.#shelf.all();
    for (const author of this.#held.access.all()) {
      if (author.dropKey === null || isOver(author)) continue;
      const key = fromBase64url(author.dropKey);
      const unread = waiting.filter((letter) => letter.author === author.identity).length;
      const end = author.nextLetter + LETTERS_AN_AUTHOR - unread;
      for (let missed = 0, n = author.nextLetter; missed <= LOOK_AHEAD && n < end; n += 1) {
        const name = dropName(key, n);
        const message = await letterAt(reached, key, name);
        missed = message === null ? missed + 1 : 0;
        if (message !== null) await this.#keep(author, { host, name, n, message });
      }
    }
  }

  /** In the turn of those who give and stop access: somebody may have been stopped meanwhile. */
  async #keep(
    { grantId, identity }: StoredAccess,
    { host, name, n, message }: { host: StoredHost; name: string; n: number; message: Bytes },
  ): Promise<void> {
    const fetchedAt = this.#env.now().toISOString();
    const letter: StoredLetter = {
      ...{ name, host: host.id, author: identity, fetchedAt },
      message: toBase64url(message),
    };
    const { access } = this.#held;
    await this.#profile.inTurn('publish', async () => {
      await access.load();
      const latest = access.get(grantId);
      if (latest === null || isOver(latest)) return;
      const nextLetter = Math.max(latest.nextLetter, n + 1);
      const seen = access.put({ ...latest, nextLetter, lastSeenAt: fetchedAt });
      await this.#profile.commit([this.#shelf.put(name, letter), seen]);
      await access.load();
    });
  }

  /**
   * Null for what nobody can review. Another author's, what is no record, or was accepted already, is
   * gone then; what comes from the future waits for its time.
   */
  async #view(letter: StoredLetter): Promise<DepositView | null> {
    const shown = [...this.#shown.values()].find((one) => one.letter.name === letter.name);
    if (shown !== undefined) return shown.view;
    try {
      const view = await this.#held.deposits.open(fromBase64url(letter.message));
      if (view.signer !== letter.author) throw new AppError('not-ours');
      this.#shown.set(view.handle, { letter, view });
      return view;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (error.code !== 'clock-skew') await this.#finish(letter);
      return null;
    }
  }

  /** Forgets a letter here and deletes it on its host; a host that does not answer keeps it. */
  async #finish(letter: StoredLetter): Promise<void> {
    await this.#profile.commit([this.#shelf.delete(letter.name)]);
    for (const [handle, shown] of this.#shown)
      if (shown.letter.name === letter.name) this.#shown.delete(handle);
    const host = this.#held.hosts.accounts().find(({ id }) => id === letter.host);
    if (host === undefined) return;
    const reached = this.#env.hosts.open(accountAtDrop(host));
    // What stays there is sealed, and its number is never looked for again.
    await reached.delete(letter.name).catch(() => undefined);
  }

  #get(handle: string): { letter: StoredLetter; view: DepositView } {
    const shown = this.#shown.get(handle);
    if (shown === undefined) throw new AppError('unknown-handle');
    return shown;
  }
}

/**
 * The letter under this name. Whatever else lies there is the host's doing, and is as good as
 * nothing: were it counted, a host could have us look without end, or pass over letters to come.
 */
async function letterAt(host: Reader, key: Bytes, name: string): Promise<Bytes | null> {
  const parcel = await orNothing(host.get(name, { maxBytes: MAX_PARCEL_BYTES }));
  if (parcel === null) return null;
  try {
    return await openParcel(key, name, parcel);
  } catch (error) {
    if (error instanceof SharingError) return null;
    throw error;
  }
}

async function orNothing(reading: Promise<Bytes>): Promise<Bytes | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof HostError && ofOneFile.includes(error.code)) return null;
    throw error;
  }
}

/** What says nothing of the host: one author must not keep the others' letters from coming. */
const ofOneFile: readonly HostErrorCode[] = ['not-found', 'too-large', 'not-bytes', 'truncated'];

/** The letter itself is at fault, however it was made. */
const isRefusal = (error: unknown): error is SharingError | AppError | RecordsError | BytesError =>
  [SharingError, AppError, RecordsError, BytesError].some((kind) => error instanceof kind);
