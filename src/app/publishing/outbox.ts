import { HostError } from '../../hosts/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { QueueView } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Announce } from '../record-writing.ts';
import type { StoredHost } from './host-account.ts';
import { Lane } from './lane.ts';
import { bytesLeft, queueView } from './queue-view.ts';
import { Sender, type Publisher } from './sender.ts';
import { Uploads, type Upload, type Wanted } from './uploads.ts';
import { Witness } from './witness.ts';

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
  readonly #sender: Sender;
  readonly #witness: Witness;
  readonly #closed = new AbortController();
  readonly #publisher: Promise<Publisher>;
  #publisherKnown: (publisher: Publisher) => void = () => undefined;
  #hosts: readonly StoredHost[] = [];
  #paused = false;
  #withheld: ReadonlySet<string> = new Set();
  #working: Promise<void> | null = null;
  /** Whether this window is the one that sends; else it looks again in a while. */
  #sends = false;
  #look = new AbortController();
  #announcedAt = -ANNOUNCE_MS;
  #preparing = 0;

  /** @param lost - hears of a host that has lost what lay there. */
  constructor(
    env: Environment,
    profile: UnlockedProfile,
    announce: Announce,
    lost: (host: string) => Promise<void>,
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#announce = announce;
    this.uploads = new Uploads(profile);
    this.#publisher = new Promise((resolve, reject) => {
      this.#publisherKnown = resolve;
      this.#closed.signal.addEventListener('abort', () => reject(new HostError('aborted')));
    });
    this.#publisher.catch(() => undefined);
    const moved = () => this.#tell(false);
    const held = { uploads: this.uploads, publisher: this.#publisher, moved };
    this.#sender = new Sender(env.monotonic, held);
    this.#witness = new Witness(env, this.uploads, lost);
  }

  /**
   * What to do, before anything is sent to a host, where lists that were there are gone from it:
   * then this profile is an older copy of one that has gone on elsewhere.
   */
  whenOlder(found: (lists: readonly string[]) => Promise<void>): void {
    this.#witness.tell(found);
  }

  /** Nothing is sent before somebody publishes: until then nobody has said what is to wait. */
  sendFor(publisher: Publisher): void {
    this.#publisherKnown(publisher);
  }

  /** The hosts of this profile, whenever they change. */
  async serve(hosts: readonly StoredHost[]): Promise<void> {
    this.#hosts = hosts;
    for (const [id, lane] of this.#lanes) if (!hosts.some((host) => host.id === id)) lane.wake();
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

  /** Something is being made ready to be wanted, until the returned function is called. */
  prepare(): () => void {
    this.#preparing += 1;
    this.#tell(true);
    return () => {
      this.#preparing -= 1;
      this.#tell(true);
    };
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
    for (const lane of this.#lanes.values()) lane.wake();
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
    for (const lane of this.#lanes.values()) lane.hurry();
    this.pause(false);
  }

  close(): void {
    this.#closed.abort();
    this.#look.abort();
    for (const lane of this.#lanes.values()) lane.wake();
  }

  /** Whether what is wanted of this name is so on at least one host. Of an unknown name nothing is. */
  reachedOne(name: string): boolean {
    const upload = this.uploads.get(name);
    return upload === null || upload.done.length > 0;
  }

  /** Whether this is wanted on the hosts, and its bytes are not here to be sent. */
  isLost(name: string): boolean {
    return this.uploads.get(name)?.lost === true;
  }

  /** Whether this name lies on every host that does not fail, and on one at least. */
  hasArrived(name: string): boolean {
    const { done = [], gone = true } = this.uploads.get(name) ?? {};
    if (gone || !this.#hosts.some(({ id }) => done.includes(id))) return false;
    return this.#hosts.every(({ id }) => done.includes(id) || this.problem(id) !== null);
  }

  problem(host: string): string | null {
    return this.#lanes.get(host)?.problem ?? null;
  }

  waitingBytes(host: string): number {
    return bytesLeft(this.uploads.pending(host));
  }

  view(): QueueView {
    const lanes = this.#hosts.map(({ id }) => {
      return { lane: this.#lane(id), pending: this.uploads.pending(id), free: this.#free(id) };
    });
    const preparing = this.#preparing > 0;
    return queueView(this.#env, lanes, {
      ...{ paused: this.#paused, preparing, pace: this.#sender.pace },
    });
  }

  /** Begins to send, unless this or another window is at it already. */
  start(): void {
    if (this.#closed.signal.aborted || this.#paused) return;
    if (this.#working !== null) {
      if (this.#sends) this.#begin();
      else this.#look.abort();
      return;
    }
    if (!this.#hosts.some(({ id }) => this.#free(id).length > 0)) return;
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
    await this.#publisher;
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
      if (lane.running || this.#free(host.id).length === 0) continue;
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
      const [next] = this.#free(host.id);
      if (next === undefined) break;
      if (lane.waits) {
        this.#tell(true);
        await lane.untilNextTry();
        continue;
      }
      await this.#attempt(host, lane, next);
      this.#tell(false);
    }
    if (this.#hosts.every(({ id }) => this.uploads.pending(id).length === 0))
      this.#sender.pace.reset();
    this.#tell(true);
  }

  #free(host: string): Upload[] {
    return this.uploads.pending(host).filter(({ name }) => !this.#withheld.has(name));
  }

  #serves(host: StoredHost): boolean {
    const known = this.#hosts.some(({ id }) => id === host.id);
    return known && !this.#paused && !this.#closed.signal.aborted;
  }

  async #attempt(host: StoredHost, lane: Lane, upload: Upload): Promise<void> {
    const signal = lane.begin();
    try {
      if (await this.#witness.hear(host)) return;
      if (this.#withheld.has(upload.name)) return;
      const sent = await this.#sender.send(this.#env.hosts.open(host.account), upload, signal);
      await (sent ? this.#settle(upload, host) : this.#lose(upload));
      lane.succeeded();
    } catch (error) {
      if (!this.#closed.signal.aborted) lane.failed(error);
    }
  }

  async #settle(upload: Upload, { id }: StoredHost): Promise<void> {
    const ids = this.#hosts.map((host) => host.id);
    await this.uploads.settle(upload, id, ids);
    const { rank, source } = upload;
    if (rank === 'part' && source.kind === 'part')
      await (await this.#publisher).arrived(source.file);
  }

  async #lose(upload: Upload): Promise<void> {
    await this.uploads.lose(upload);
    (await this.#publisher).lost();
  }

  #lane(id: string): Lane {
    const lane = this.#lanes.get(id) ?? new Lane(this.#env, this.#env.random);
    this.#lanes.set(id, lane);
    return lane;
  }

  #tell(always: boolean): void {
    const now = this.#env.monotonic();
    if (this.#closed.signal.aborted || (!always && now - this.#announcedAt < ANNOUNCE_MS)) return;
    this.#announcedAt = now;
    this.#announce({ kind: 'queue-changed' });
  }
}
