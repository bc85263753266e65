import { toBase64url } from '../../bytes/base64url.ts';
import { equal } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { HostError } from '../../hosts/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { HostDraft, HostsApi, HostView, QueueView, StageResult } from '../api.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Announce } from '../record-writing.ts';
import { Shelf } from '../shelf.ts';
import { letterboxOf, type StoredHost } from './host-account.ts';
import { Outbox } from './outbox.ts';

const HOST_ID_BYTES = 12;
/** As every other thing on a host. */
const NAME_BYTES = 16;
const PROBE_BYTES = 4096;
const MAX_BASE_LENGTH = 120;
const PAUSE = 'outbox.paused';

type WhenRemoved = (host: StoredHost, wipe: boolean) => Promise<void>;

/** The file hosts of a patient: their accounts, sealed in the vault, and the queue to them. */
export class Hosts implements HostsApi {
  readonly outbox: Outbox;
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<StoredHost>;
  readonly #pauses: Shelf<{ paused: boolean }>;
  readonly #stop: () => void;
  #hosts: StoredHost[] = [];
  #removed: WhenRemoved = () => Promise.resolve();

  private constructor(env: Environment, profile: UnlockedProfile, announce: Announce) {
    this.#env = env;
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'host');
    this.#pauses = new Shelf(profile, 'setting');
    this.outbox = new Outbox(env, profile, announce, (id) => this.#noteLoss(id));
    this.#stop = profile.onChange((collections, origin) => {
      if (origin === 'here') return;
      // A profile that was locked meanwhile has nothing to follow any more.
      if (collections.includes('host')) void this.#reload().catch(() => undefined);
      if (collections.includes('upload')) void this.outbox.follow().catch(() => undefined);
    });
  }

  static async open(
    env: Environment,
    profile: UnlockedProfile,
    announce: Announce,
  ): Promise<Hosts> {
    const hosts = new Hosts(env, profile, announce);
    if (profile.retired) hosts.outbox.close();
    const kept = await hosts.#pauses.get(PAUSE);
    if (kept?.paused) hosts.outbox.pause(true);
    await hosts.#reload();
    return hosts;
  }

  /** What else there is to forget of a host that goes, and to delete there. */
  whenRemoved(work: WhenRemoved): void {
    this.#removed = work;
  }

  /** Oldest first: grants name the first one's reading place. */
  accounts(): readonly StoredHost[] {
    return this.#hosts;
  }

  list(): Promise<HostView[]> {
    return Promise.resolve(this.#hosts.map((host) => this.#view(host)));
  }

  test(draft: HostDraft, onStage: (result: StageResult) => void): Promise<boolean> {
    const { account, reading, drop = null } = draft;
    const letterbox = letterboxOf({ account, reading, drop });
    return this.#env.hosts.test(account, reading, letterbox, onStage);
  }

  /** @throws HostError when writing or reading back does not work, and for addresses that are none */
  async add(draft: HostDraft): Promise<HostView> {
    const { label, account, reading, drop = null } = draft;
    checkPlaces([reading.base, ...(drop === null ? [] : [drop.base])]);
    await this.#probe(draft);
    const id = toBase64url(this.#env.random(HOST_ID_BYTES));
    const addedAt = this.#env.now().toISOString();
    const host: StoredHost = { id, label, account, reading, drop, addedAt };
    await this.#profile.commit([this.#shelf.put(id, host)]);
    await this.#reload();
    return this.#view(host);
  }

  async rename(id: string, label: string): Promise<void> {
    await this.#profile.commit([this.#shelf.put(id, { ...this.#get(id), label })]);
    await this.#reload();
  }

  /** @throws HostError when something cannot be deleted: then the account stays */
  async remove(id: string, wipe: boolean): Promise<void> {
    const host = this.#get(id);
    await this.outbox.serve(this.#hosts.filter((other) => other.id !== id));
    try {
      // What is at the same place for another account belongs to that one now.
      const isShared = this.#hosts.some((one) => one.id !== id && isSamePlace(one, host));
      if (wipe && !isShared) {
        // Cut off or failed, what is gone there is sent there again.
        await this.outbox.uploads.redo(id, () => true);
        await this.#wipe(host);
      }
      await this.#removed(host, wipe && !isShared);
      await this.#profile.commit([this.#shelf.delete(id)]);
    } finally {
      await this.#reload();
    }
  }

  async sendAgain(id: string): Promise<void> {
    await this.#profile.commit([this.#shelf.put(id, { ...this.#get(id), lostAt: null })]);
    await this.outbox.uploads.redo(id, () => true);
    await this.#reload();
  }

  queue(): Promise<QueueView> {
    return Promise.resolve(this.outbox.view());
  }

  async tryNow(): Promise<void> {
    await this.#profile.commit([this.#pauses.put(PAUSE, { paused: false })]);
    this.outbox.tryNow();
  }

  async pause(): Promise<void> {
    await this.#profile.commit([this.#pauses.put(PAUSE, { paused: true })]);
    this.outbox.pause(true);
  }

  close(): void {
    this.#stop();
    this.outbox.close();
  }

  async #reload(): Promise<void> {
    const { values } = await this.#shelf.all();
    this.#hosts = values.toSorted((a, b) => (a.addedAt < b.addedAt ? -1 : 1));
    await this.outbox.serve(this.#hosts);
  }

  async #noteLoss(id: string): Promise<void> {
    const lostAt = this.#env.now().toISOString();
    await this.#profile.commit([this.#shelf.put(id, { ...this.#get(id), lostAt })]);
    await this.#reload();
  }

  /** Writing and reading back has to work, whatever the test said. */
  async #probe({ account }: HostDraft): Promise<void> {
    const host = this.#env.hosts.open(account);
    const name = this.#randomName();
    const bytes = this.#env.random(PROBE_BYTES);
    await host.put(name, bytes);
    const back = await host.get(name, { maxBytes: PROBE_BYTES });
    // A host that cannot delete is still better than none: the probe says nothing to anybody.
    await host.delete(name).catch(() => undefined);
    if (!equal(back, bytes)) throw new HostError('not-bytes');
  }

  async #wipe({ account }: StoredHost): Promise<void> {
    const host = this.#env.hosts.open(account);
    for (const { name } of this.outbox.uploads.all()) await host.delete(name);
  }

  #randomName(): string {
    return toHex(this.#env.random(NAME_BYTES));
  }

  #get(id: string): StoredHost {
    const host = this.#hosts.find((one) => one.id === id);
    if (host === undefined) throw new AppError('unknown-handle');
    return host;
  }

  #view({ id, label, account, reading, addedAt, lostAt = null }: StoredHost): HostView {
    return {
      id,
      label,
      kind: account.kind,
      base: reading.base,
      addedAt,
      problem: this.outbox.problem(id),
      waitingBytes: this.outbox.waitingBytes(id),
      lostAt,
    };
  }
}

const isSamePlace = (one: StoredHost, other: StoredHost): boolean =>
  placeOf(one) === placeOf(other);

function placeOf({ account }: StoredHost): string {
  return account.kind === 's3' ? `${account.endpoint} ${account.bucket}` : account.base;
}

function checkPlaces(bases: readonly string[]): void {
  const fits = (base: string) => base.endsWith('/') && base.length <= MAX_BASE_LENGTH;
  if (!bases.every(fits)) throw new HostError('bad-address');
}
