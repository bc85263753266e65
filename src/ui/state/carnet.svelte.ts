import { proxy, wrap, type Remote } from 'comlink';
import { createContext } from 'svelte';
import type {
  BackupApi,
  CarnetApi,
  CarnetEvent,
  FollowingApi,
  HelpingApi,
  HostsApi,
  NewProfile,
  Session,
  StandingApi,
  UnlockFactor,
  WaysInApi,
} from '../../app/api.ts';
import { explain } from '../words/explain.ts';
import { spoken } from '../words/index.ts';
import type { LockCause } from './lock.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import { startVaultWorker } from './vault-worker.ts';

export type ProfileCard = Session['profile'];
export type Settings = Awaited<ReturnType<CarnetApi['settings']>>;

const LOCK_AFTER_SECONDS = 120;

/** How long a lock may wait for the worker to forget by itself before it is ended anyway. */
const LOCK_GRACE_MS = 500;

/** The page's side of the vault's worker: who is open, what changed, and the calls. */
export class Carnet {
  session = $state.raw<Session | null>(null);
  profiles = $state.raw<ProfileCard[] | null>(null);
  settings = $state.raw<Settings | null>(null);
  /** Grows whenever a record changed, here or in another tab; reading it makes a screen follow. */
  revision = $state(0);
  /** A link that the app was opened with, until it is taken up. */
  incoming = $state.raw<string | null>(null);
  /** Somebody was told of that link and wanted to go on. */
  incomingSeen = $state(false);
  /**
   * The kit that opened the profile, until a new passphrase was chosen: whoever needed it has lost
   * the passphrase, and the root is in no memory.
   */
  openedByKit = $state.raw<UnlockFactor | null>(null);
  lockedBecause = $state.raw<LockCause | null>(null);
  /** The worker could not start or broke down: only a reload helps. */
  broken = $state(false);

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

  get backup(): Remote<BackupApi> {
    return this.#part('backup');
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
    this.profiles = await this.api.profiles();
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
    await this.#opened(await this.backup.restore(...given));
    void navigator.storage?.persist?.();
  }

  async unlockBy(profileId: string, factor: UnlockFactor): Promise<void> {
    const session = await this.waysIn.open(profileId, factor);
    this.openedByKit = factor.kind === 'kit' ? factor : null;
    await this.#opened(session);
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
    if (cause !== 'closing') await this.start();
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
    name: 'hosts' | 'standing' | 'following' | 'helping' | 'backup' | 'waysIn',
  ): Remote<Part> {
    return Reflect.get(this.api, name) as Remote<Part>;
  }

  #begin(): void {
    this.#end();
    const worker = startVaultWorker();
    worker.addEventListener('error', () => (this.broken = true));
    this.#worker = worker;
    this.#api = wrap<CarnetApi>(worker);
    void this.#api.subscribe(proxy(this.#heard)).catch(() => (this.broken = true));
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#api = null;
  }

  async #opened(session: Session): Promise<void> {
    this.#apply(await this.api.settings());
    this.lockedBecause = null;
    this.session = session;
  }

  #closed(cause: LockCause | null): void {
    this.session = null;
    this.openedByKit = null;
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
    if (event.kind === 'locked' && this.session) void this.lock();
    for (const listener of this.#listeners) listener(event);
  };

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

/** Lets the worker call back into the page: `api.readImport(file, name, callback(showProgress))`. */
export const callback = proxy;

export const [useCarnet, provideCarnet] = createContext<Carnet>();
