import type { Bytes } from '../../bytes/bytes.ts';
import { HostError, type Host } from '../../hosts/index.ts';
import { VaultError, type UnlockedProfile, type Write } from '../../vault/index.ts';
import type { QueueView } from '../api.ts';
import type { Environment } from '../environment.ts';
import { failureOf } from '../failure.ts';
import type { Announce } from '../record-writing.ts';
import type { StoredHost } from './host-account.ts';
import { Pace } from './pace.ts';
import { waitAfter } from './patience.ts';
import { Witness } from './witness.ts';
import { Uploads, type Upload, type Wanted } from './uploads.ts';

/** Seals a part of a stored file again; the same bytes each time. */
export type SealPart = (file: string, index: number) => Promise<Bytes>;
/** Hears of every part that was sealed, before it goes out. */
export type PartSealed = (file: string, index: number, bytes: Bytes) => Promise<void>;

interface Files {
  readonly seal: SealPart;
  readonly sealed: PartSealed;
}

/** How one host does. */
interface Lane {
  failures: number;
  problem: string | null;
  /** Milliseconds on the monotonic clock. */
  nextTry: number;
  running: boolean;
  wake: AbortController;
}

/** How often a window looks whether the one that sends has gone. */
const LOOK_MS = 5_000;
const ANNOUNCE_MS = 200;

/**
 * The queue to the hosts. It holds no list of deeds but the state that is wanted: each name is to
 * lie on each host or on none, and whatever is not so yet is done, in order, by one window at a
 * time. So it does not matter where a crash, a closed tab or a dead network cut it off.
 */
export class Outbox {
  readonly uploads: Uploads;
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #announce: Announce;
  readonly #lanes = new Map<string, Lane>();
  readonly #runs = new Set<Promise<void>>();
  readonly #pace: Pace;
  readonly #closed = new AbortController();
  #hosts: readonly StoredHost[] = [];
  /** Known a moment after the queue begins: until then parts of files wait. */
  readonly #files: Promise<Files>;
  #filesKnown: (files: Files) => void = () => undefined;
  readonly #witness: Witness;
  #paused = false;
  #withheld: ReadonlySet<string> = new Set();
  #working: Promise<void> | null = null;
  /** Whether this window is the one that sends; else it looks again in a while. */
  #sends = false;
  #look = new AbortController();
  #announcedAt = -ANNOUNCE_MS;

  constructor(env: Environment, profile: UnlockedProfile, announce: Announce) {
    this.#env = env;
    this.#profile = profile;
    this.#announce = announce;
    this.uploads = new Uploads(profile);
    this.#pace = new Pace(env.monotonic);
    this.#files = new Promise((resolve, reject) => {
      this.#filesKnown = resolve;
      this.#closed.signal.addEventListener('abort', () => reject(new HostError('aborted')));
    });
    this.#files.catch(() => undefined);
    this.#witness = new Witness(env, this.uploads);
  }

  /**
   * What to do, before anything is sent to a host, where lists that were there are gone from it:
   * then this profile is an older copy of one that has gone on elsewhere.
   */
  whenOlder(found: (lists: readonly string[]) => Promise<void>): void {
    this.#witness.tell(found);
  }

  /** Parts are sealed by whoever knows the files. */
  sealWith(seal: SealPart, sealed: PartSealed): void {
    this.#filesKnown({ seal, sealed });
  }

  /** The hosts of this profile, whenever they change. */
  async serve(hosts: readonly StoredHost[]): Promise<void> {
    this.#hosts = hosts;
    for (const id of this.#lanes.keys())
      if (!hosts.some((host) => host.id === id)) this.#lane(id).wake.abort();
    await this.uploads.load();
    this.#witness.remember(hosts);
    if (hosts.length === 0) await this.uploads.eraseGone();
    this.start();
  }

  /** Commits what is wanted with everything that belongs to it, and begins to send. */
  async want(wanted: Wanted, besides: readonly Write[]): Promise<void> {
    await this.uploads.want(wanted, besides);
    this.#tell(true);
    this.start();
  }

  /** Another window has changed what is wanted. */
  async follow(): Promise<void> {
    this.uploads.forget();
    await this.uploads.load();
    this.#tell(true);
    this.start();
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    for (const lane of this.#lanes.values()) lane.wake.abort();
    this.#tell(true);
    if (!paused) this.start();
  }

  /** From now on these names wait, whatever is wanted of them, and no others do. */
  withhold(names: readonly string[]): void {
    this.#withheld = new Set(names);
    this.start();
  }

  /** Every host is tried again at once, whatever it was waiting for. */
  tryNow(): void {
    for (const lane of this.#lanes.values()) {
      lane.nextTry = 0;
      lane.wake.abort();
    }
    this.pause(false);
  }

  close(): void {
    this.#closed.abort();
    this.#look.abort();
    for (const lane of this.#lanes.values()) lane.wake.abort();
  }

  /** Resolves when nothing is left to do or everything left is waiting. */
  async idle(): Promise<void> {
    while (this.#working !== null && [...this.#lanes.values()].some(({ running }) => running))
      await Promise.race([this.#working, Promise.resolve().then(() => this.#breath())]);
  }

  /** Whether what is wanted of this name is so on at least one host. Of an unknown name nothing is. */
  reachedOne(name: string): boolean {
    const upload = this.uploads.get(name);
    return upload === null || upload.done.length > 0;
  }

  problem(host: string): string | null {
    return this.#lanes.get(host)?.problem ?? null;
  }

  waitingBytes(host: string): number {
    return this.uploads.pending(host).reduce((sum, { gone, size }) => sum + (gone ? 0 : size), 0);
  }

  view(): QueueView {
    const pending = this.#hosts.flatMap(({ id }) => this.uploads.pending(id));
    const left = this.#hosts.reduce((sum, { id }) => sum + this.waitingBytes(id), 0);
    const doneBytes = pending.length === 0 ? 0 : this.#pace.doneBytes;
    const bytesPerSecond = pending.length === 0 ? null : this.#pace.bytesPerSecond();
    const state = this.#state(pending.length);
    return {
      waiting: pending.length,
      doneBytes,
      totalBytes: doneBytes + left,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null ? null : Math.ceil(left / Math.max(1, bytesPerSecond)),
      state,
      nextTryAt: state === 'waiting-to-try-again' ? this.#nextTryAt() : null,
      problem: this.#hosts.map(({ id }) => this.problem(id)).find((code) => code !== null) ?? null,
    };
  }

  /** Begins to send, unless this or another window is at it already. */
  start(): void {
    if (this.#closed.signal.aborted || this.#paused) return;
    if (this.#working !== null) {
      if (this.#sends) this.#begin();
      else this.#look.abort();
      return;
    }
    if (!this.#hosts.some(({ id }) => this.#pending(id).length > 0)) return;
    this.#working = this.#work()
      // A profile that was locked meanwhile has nothing to send any more.
      .catch(() => undefined)
      .finally(() => {
        this.#working = null;
        this.#tell(true);
        this.start();
      });
  }

  async #work(): Promise<void> {
    // Until the rest of the profile is open nobody has said what is to wait.
    await this.#files;
    const alone = await this.#profile.ifAlone('outbox', () => this.#runLanes());
    if (alone || this.#closed.signal.aborted) return;
    this.#look = new AbortController();
    await this.#env.wait(LOOK_MS, this.#look.signal);
  }

  async #runLanes(): Promise<void> {
    this.#sends = true;
    this.#begin();
    while (this.#runs.size > 0) await Promise.race(this.#runs);
    this.#sends = false;
  }

  /** A lane for every host that has something to do and none yet. */
  #begin(): void {
    for (const host of this.#hosts) {
      const lane = this.#lane(host.id);
      if (lane.running || this.#pending(host.id).length === 0) continue;
      lane.running = true;
      const run: Promise<void> = this.#run(host, lane)
        .catch(() => undefined)
        .finally(() => {
          lane.running = false;
          this.#runs.delete(run);
        });
      this.#runs.add(run);
    }
  }

  /** One host, one thing after another; after a failure it waits by itself. */
  async #run(host: StoredHost, lane: Lane): Promise<void> {
    while (this.#serves(host)) {
      const [next] = this.#pending(host.id);
      if (next === undefined) break;
      if (await this.#waits(lane)) continue;
      await this.#attempt(host, lane, next);
      this.#tell(false);
    }
    if (this.#hosts.every(({ id }) => this.uploads.pending(id).length === 0)) this.#pace.reset();
    this.#tell(true);
  }

  #pending(host: string): Upload[] {
    return this.uploads.pending(host).filter(({ name }) => !this.#withheld.has(name));
  }

  #serves(host: StoredHost): boolean {
    const known = this.#hosts.some(({ id }) => id === host.id);
    return known && !this.#paused && !this.#closed.signal.aborted;
  }

  async #waits(lane: Lane): Promise<boolean> {
    const left = lane.nextTry - this.#env.monotonic();
    if (left <= 0) return false;
    this.#tell(true);
    lane.wake = new AbortController();
    await this.#env.wait(left, lane.wake.signal);
    return true;
  }

  async #attempt(host: StoredHost, lane: Lane, upload: Upload): Promise<void> {
    lane.wake = new AbortController();
    try {
      if (await this.#witness.hear(host)) return;
      if (this.#withheld.has(upload.name)) return;
      await this.#send(this.#env.hosts.open(host.account), upload, lane.wake.signal);
      await this.uploads.settle(
        upload,
        host.id,
        this.#hosts.map(({ id }) => id),
      );
      Object.assign(lane, { failures: 0, problem: null, nextTry: 0 });
    } catch (error) {
      this.#failed(lane, error);
    }
  }

  async #send(reached: Host, upload: Upload, signal: AbortSignal): Promise<void> {
    if (upload.gone) return reached.delete(upload.name, { signal });
    const bytes = await this.#bytesOf(upload);
    if (bytes === null) return;
    let counted = 0;
    const onProgress = (done: number) => {
      this.#pace.moved(done - counted);
      counted = done;
      this.#tell(false);
    };
    try {
      await reached.put(upload.name, bytes, { signal, onProgress });
      this.#pace.moved(bytes.length - counted);
    } catch (error) {
      this.#pace.takeBack(counted);
      throw error;
    }
  }

  /** Null where the file is not there any more: then nothing can be sent, and nothing waits for it. */
  async #bytesOf({ name, source }: Upload): Promise<Bytes | null> {
    if (source.kind === 'bytes') return this.uploads.bytes(name);
    const files = await this.#files;
    try {
      const bytes = await files.seal(source.file, source.index);
      await files.sealed(source.file, source.index, bytes);
      return bytes;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'unreadable') return null;
      throw error;
    }
  }

  #failed(lane: Lane, error: unknown): void {
    // Woken to pause, to close or to try again at once: no failure of the host's.
    if (lane.wake.signal.aborted || this.#closed.signal.aborted) return;
    const asked = error instanceof HostError ? error.retryAfterMs : null;
    lane.failures += 1;
    lane.problem = failureOf(error).code;
    lane.nextTry = this.#env.monotonic() + waitAfter(lane.failures, asked, this.#env.random);
  }

  #lane(id: string): Lane {
    const lane = this.#lanes.get(id) ?? {
      ...{ failures: 0, problem: null, nextTry: 0, running: false },
      wake: new AbortController(),
    };
    this.#lanes.set(id, lane);
    return lane;
  }

  #state(pending: number): QueueView['state'] {
    if (this.#paused) return 'stopped';
    if (pending === 0) return 'idle';
    if (isOffline()) return 'offline';
    const lanes = this.#hosts.map(({ id }) => ({ id, lane: this.#lane(id) }));
    const busy = lanes.filter(({ id }) => this.#pending(id).length > 0);
    const waits = busy.every(({ lane }) => lane.nextTry > this.#env.monotonic());
    return waits ? 'waiting-to-try-again' : 'working';
  }

  /** Null where all that is left is withheld. */
  #nextTryAt(): string | null {
    const now = this.#env.monotonic();
    const tries = [...this.#lanes.values()].map(({ nextTry }) => nextTry);
    const soonest = Math.min(...tries.filter((at) => at > now));
    if (!Number.isFinite(soonest)) return null;
    return new Date(this.#env.now().getTime() + soonest - now).toISOString();
  }

  #tell(always: boolean): void {
    const now = this.#env.monotonic();
    if (this.#closed.signal.aborted || (!always && now - this.#announcedAt < ANNOUNCE_MS)) return;
    this.#announcedAt = now;
    this.#announce({ kind: 'queue-changed' });
  }

  #breath(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What the browser says; where it says nothing, it is taken to be on line. */
function isOffline(): boolean {
  const scope: { navigator?: { onLine?: boolean } } = globalThis;
  return scope.navigator?.onLine === false;
}
