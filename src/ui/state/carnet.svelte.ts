import { proxy, wrap, type Remote } from 'comlink';
import { createContext } from 'svelte';
import type { Bytes } from '../../bytes/bytes.ts';
import type {
  BackupApi,
  CarnetApi,
  CarnetEvent,
  DraftsApi,
  EmergencyApi,
  FamilyApi,
  FollowingApi,
  HelpingApi,
  HostsApi,
  MovingApi,
  NewMember,
  NewOwner,
  NewProfile,
  RescueApi,
  Session,
  ScreenLockApi,
  StandingApi,
  TrustedApi,
  UnlockFactor,
  WaysInApi,
} from '../../app/api.ts';

import type { FailureCode } from '../words/en/errors.ts';
import { explain, failureCode } from '../words/explain.ts';
import { spoken } from '../words/index.ts';
import type { LockCause } from './lock.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import { startVaultWorker } from './vault-worker.ts';

export type ProfileCard = Session['profile'];
/** A scanned message, or the text of one. */
export type Carried = { kind: number; bytes: Bytes } | { text: string };

export type Settings = Awaited<ReturnType<CarnetApi['settings']>>;

/** Beside the first screen's own code: nothing is shown before it is asked, and little waits for it. */
const keptMark = <T>(use: (mark: typeof import('./kept-mark.ts')) => T): Promise<T | null> =>
  import('./kept-mark.ts').then(use, () => null);

const LOCK_AFTER_SECONDS = 120;

/** How long a lock may wait for the worker to forget by itself before it is ended anyway. */
const LOCK_GRACE_MS = 500;

/** The page's side of the vault's worker: who is open, what changed, and the calls. */
export class Carnet {
  session = $state.raw<Session | null>(null);
  /** A short number brings the screen back where it was covered. */
  hasNumber = $state(false);
  profiles = $state.raw<ProfileCard[] | null>(null);
  settings = $state.raw<Settings | null>(null);
  /** Grows whenever a record changed, here or in another tab; reading it makes a screen follow. */
  revision = $state(0);
  /** A link that the app was opened with, until it is taken up. */
  incoming = $state.raw<string | null>(null);
  /** Somebody was told of that link and wanted to go on. */
  incomingSeen = $state(false);
  /**
   * The kit or the people's secret that opened the profile, until a new passphrase was chosen: whoever needed it has lost
   * the passphrase, and the root is in no memory.
   */
  recoveredBy = $state.raw<UnlockFactor | null>(null);
  /** What was scanned in another profile, on its way into the one it is for. */
  carried = $state.raw<{ message: Carried; profileId: string } | null>(null);
  /** Whose passphrase to ask for next. */
  wanted = $state.raw<string | null>(null);
  lockedBecause = $state.raw<LockCause | null>(null);
  /** The worker could not start or broke down: only a reload helps. */
  broken = $state(false);
  /** Why the store did not open, as a code; null where it did, or where no worker could say. */
  trouble = $state<FailureCode | null>(null);
  /** Profiles that lie here and are on no list, since their cards cannot be read. */
  damaged = $state(0);
  /** The day on which a record was last kept here, where now there is none that anybody removed. */
  emptied = $state<string | null>(null);

  /** How many workers have begun. Locking ends one, and whatever it was asked stays without an answer. */
  workers = $state(0);

  /** The same, for whoever may not come to depend on it. */
  #begun = 0;
  #worker: Worker | null = null;
  #api: Remote<CarnetApi> | null = null;
  #listeners: readonly ((event: CarnetEvent) => void)[] = [];
  readonly toasts: Toasts;

  constructor(toasts: Toasts) {
    this.toasts = toasts;
  }

  /** Calls into the worker. Callbacks given to it must go through {@link callback}. */
  get api(): Remote<CarnetApi> {
    if (!this.#api) throw new Error('the worker has not started');
    return this.#api;
  }

  get hosts(): Remote<HostsApi> {
    return this.#part('hosts');
  }

  get standing(): Remote<StandingApi> {
    return this.#part('standing');
  }

  get following(): Remote<FollowingApi> {
    return this.#part('following');
  }

  get helping(): Remote<HelpingApi> {
    return this.#part('helping');
  }

  get waysIn(): Remote<WaysInApi> {
    return this.#part('waysIn');
  }

  get screenLock(): Remote<ScreenLockApi> {
    return this.#part('screenLock');
  }

  get trusted(): Remote<TrustedApi> {
    return this.#part('trusted');
  }

  get backup(): Remote<BackupApi> {
    return this.#part('backup');
  }

  get drafts(): Remote<DraftsApi> {
    return this.#part('drafts');
  }

  get emergency(): Remote<EmergencyApi> {
    return this.#part('emergency');
  }

  get moving(): Remote<MovingApi> {
    return this.#part('moving');
  }

  get rescue(): Remote<RescueApi> {
    return this.#part('rescue');
  }

  get family(): Remote<FamilyApi> {
    return this.#part('family');
  }

  get role(): ProfileCard['role'] | null {
    return this.session?.profile.role ?? null;
  }

  /** A helper stays at work when nobody is near: it holds nothing that can be read. */
  get lockAfterSeconds(): number {
    if (this.role === 'helper') return Infinity;
    return this.settings?.lockAfterSeconds ?? LOCK_AFTER_SECONDS;
  }

  async start(): Promise<void> {
    this.#begin();
    try {
      const profiles = await this.api.profiles();
      this.damaged = await this.rescue.damaged();
      const { damaged } = this;
      this.emptied = await keptMark(({ emptiedSince }) => emptiedSince(profiles, damaged));
      this.profiles = profiles;
    } catch (thrown) {
      this.trouble = failureCode(thrown);
      throw thrown;
    }
    this.#mark();
  }

  /** Whoever has nothing to bring back begins anew. */
  beginAnew(): void {
    this.emptied = null;
    void keptMark(({ forgetKept }) => forgetKept());
  }

  /** The last record that is removed on purpose leaves no mark behind. */
  async removeProfile(id: string): Promise<void> {
    const before = this.profiles ?? [];
    const others = before.filter((card) => card.id !== id);
    if (!others.some(({ sample }) => !sample)) await keptMark(({ forgetKept }) => forgetKept());
    // At once: the locking that follows shows the list, and nobody may be asked to unlock this one.
    this.profiles = others;
    try {
      await this.api.removeProfile(id);
    } catch (thrown) {
      this.profiles = before;
      this.#mark();
      throw thrown;
    }
  }

  async create(input: NewProfile): Promise<void> {
    await this.#opened(await this.api.createProfile(input));
    void navigator.storage?.persist?.();
  }

  async unlock(profileId: string, passphrase: string): Promise<void> {
    await this.#opened(await this.api.unlock(profileId, passphrase));
  }

  /** Brings a profile back from a backup and opens it. */
  async restore(...given: Parameters<BackupApi['restore']>): Promise<void> {
    const session = await this.backup.restore(...given);
    const [, factor] = given;
    this.recoveredBy = isRecovery(factor) ? factor : null;
    await this.#opened(session);
    void navigator.storage?.persist?.();
  }

  /** Brings back what is whole in the sealed copy that `factor` opened, and opens it. */
  async bringBack(factor: UnlockFactor, tell: (fraction: number) => void): Promise<void> {
    const session = await this.rescue.bringBack(tell);
    this.recoveredBy = isRecovery(factor) ? factor : null;
    await this.#opened(session);
    void navigator.storage?.persist?.();
  }

  async unlockBy(profileId: string, factor: UnlockFactor): Promise<void> {
    const session = await this.waysIn.open(profileId, factor);
    this.recoveredBy = isRecovery(factor) ? factor : null;
    await this.#opened(session);
  }

  async switchTo(profileId: string): Promise<void> {
    await this.#opened(await this.family.switchTo(profileId));
  }

  async addMember(input: NewMember): Promise<void> {
    await this.#opened(await this.family.add(input));
  }

  async takeOver(
    file: Blob,
    owner: NewOwner,
    onProgress: (fraction: number) => void,
  ): Promise<void> {
    await this.#opened(await this.family.takeOver(file, owner, proxy(onProgress)));
    void navigator.storage?.persist?.();
  }

  /** Locks, and asks for the passphrase of this one. */
  async openInstead(profileId: string): Promise<void> {
    this.wanted = profileId;
    await this.lock();
  }

  /** A helper that was made so opens with nobody near; whatever else is there stays shut. */
  async resume(): Promise<void> {
    const latest = (this.profiles ?? []).toSorted((one, other) =>
      (other.lastOpenedAt ?? '').localeCompare(one.lastOpenedAt ?? ''),
    )[0];
    if (latest?.role !== 'helper' || !(await this.api.opensByItself(latest.id))) return;
    await this.openByItself(latest.id);
  }

  async openByItself(profileId: string): Promise<void> {
    await this.#opened(await this.api.openByItself(profileId));
  }

  async openSample(role: 'patient' | 'doctor'): Promise<void> {
    await this.#opened(await this.api.openSample(role));
  }

  async saveSettings(change: Partial<Settings>): Promise<void> {
    if (!this.settings) return;
    const next = { ...this.settings, ...change };
    await this.api.saveSettings(next);
    this.#apply(next);
  }

  /** Forgets every key, then starts with a fresh worker. */
  async lock(cause: LockCause | null = null): Promise<void> {
    const { session } = this;
    const worker = this.#worker;
    this.#closed(cause);
    if (session && cause !== 'closing') {
      const grace = new Promise((resolve) => setTimeout(resolve, LOCK_GRACE_MS));
      await Promise.race([this.api.lock().catch(() => undefined), grace]);
    }
    // Another call was quicker, and its fresh worker is not ours to end.
    if (worker !== this.#worker) return;
    this.#end();
    // A store that does not open any more is said on a screen of its own.
    if (cause !== 'closing') await this.start().catch(() => (this.broken = true));
  }

  /** A short note with the words for whatever was thrown, where a screen has no better place. */
  showProblem(thrown: unknown): void {
    const { title, body } = explain(thrown);
    this.toasts.show(`${title}. ${body}`, { tone: 'danger' });
  }

  /** Makes the effect it is called in run again whenever a record changed. */
  heedChanges(): number {
    return this.revision;
  }

  /** Told of everything the worker reports unasked; the answer ends it. */
  onEvent(listener: (event: CarnetEvent) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** A part of the worker's interface; comlink's own types do not know that it can be called. */
  #part<Part>(
    name:
      | 'hosts'
      | 'standing'
      | 'following'
      | 'helping'
      | 'backup'
      | 'waysIn'
      | 'trusted'
      | 'screenLock'
      | 'emergency'
      | 'drafts'
      | 'rescue'
      | 'family'
      | 'moving',
  ): Remote<Part> {
    return Reflect.get(this.api, name) as Remote<Part>;
  }

  #begin(): void {
    this.#end();
    const worker = startVaultWorker();
    worker.addEventListener('error', () => (this.broken = true));
    this.#worker = worker;
    this.#api = wrap<CarnetApi>(worker);
    this.workers = this.#begun += 1;
    void this.#api.subscribe(proxy(this.#heard)).catch(() => (this.broken = true));
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#api = null;
  }

  async #opened(session: Session): Promise<void> {
    this.#apply(await this.api.settings());
    this.hasNumber = await this.screenLock.isSet();
    // What was just brought back may have been one of them.
    if (this.damaged > 0) this.damaged = await this.rescue.damaged();
    this.lockedBecause = null;
    this.wanted = null;
    this.session = session;
    if (session.profile.sample) return;
    this.emptied = null;
    void keptMark(({ markKept }) => markKept());
  }

  #closed(cause: LockCause | null): void {
    this.session = null;
    this.hasNumber = false;
    this.recoveredBy = null;
    if (cause !== null) this.carried = this.wanted = null;
    this.lockedBecause = cause;
    this.toasts.clear();
    this.#apply(null);
  }

  #apply(settings: Settings | null): void {
    this.settings = settings;
    spoken.current = settings?.language ?? 'en';
  }

  readonly #heard = (event: CarnetEvent): void => {
    if (event.kind === 'records-changed') this.revision += 1;
    if (event.kind === 'profiles-changed') void this.#refreshProfiles();
    if (event.kind === 'moving-changed' && this.session)
      this.session = { ...this.session, moving: event.note };
    if (event.kind === 'locked' && this.session) void this.lock();
    for (const listener of this.#listeners) listener(event);
  };

  /** Says to the next start that a record is kept here. */
  #mark(): void {
    const kept = (this.profiles ?? []).some(({ sample }) => !sample) || this.damaged > 0;
    if (kept) void keptMark(({ markKept }) => markKept());
  }

  async #refreshProfiles(): Promise<void> {
    this.profiles = await this.api.profiles();
    const open = this.session;
    if (!open) return;
    const card = this.profiles.find(({ id }) => id === open.profile.id);
    if (card) this.session = { ...open, profile: card };
    // Removed in another tab: nothing of it may stay on this screen.
    else await this.lock();
  }
}

/** What people bring who have lost their passphrase. */
const isRecovery = ({ kind }: UnlockFactor): boolean => kind === 'kit' || kind === 'people';

/** Lets the worker call back into the page: `api.readImport(file, name, callback(showProgress))`. */
export const callback = proxy;

export const [useCarnet, provideCarnet] = createContext<Carnet>();
