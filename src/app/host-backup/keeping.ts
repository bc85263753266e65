import { fromBase64url } from '../../bytes/base64url.ts';
import { isPassing } from '../../hosts/index.ts';
import { VaultError, type UnlockedProfile } from '../../vault/index.ts';
import { Making } from '../backup/making.ts';
import type { HostBackupState, HostBackupView } from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { failureOf } from '../failure.ts';
import type { StoredHost } from '../publishing/host-account.ts';
import type { Hosts } from '../publishing/hosts.ts';
import { Lane } from '../publishing/lane.ts';
import type { RecordBook } from '../record-book.ts';
import type { KitKeeping } from '../ways-in/kit-duty.ts';
import { fingerprintOf, isDue } from './due.ts';
import { HostLeaving, keptAsLeftover, takeAway, type LeftBackup } from './leaving.ts';
import { Ledger, newestOnHosts, type HostRow } from './ledger.ts';

type Progress = (fraction: number) => void;

interface Held {
  readonly book: RecordBook;
  readonly hosts: Hosts;
  readonly kit: KitKeeping;
}

/** A backup that is on its way to one host. */
interface OnItsWay {
  /** The kit's backup name, base64url. */
  readonly seed: string;
  readonly lane: Lane;
  readonly leaving: HostLeaving;
  progress: number;
}

/** A change is left for so long, since another one often follows. */
const SETTLE_MS = 15_000;
const LOOK_MS = 10 * 60_000;
/** Tries in a row before it is left until the next look. */
const TRIES = 4;

/** Backups of a patient's profile on its hosts: by themselves once a day, and when they are asked for. */
export class HostBackups {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: Held;
  readonly #ledger: Ledger;
  readonly #closed = new AbortController();
  readonly #stop: () => void;
  readonly #problems = new Map<string, string>();
  #onTheirWay = new Map<string, OnItsWay>();
  #running: AbortController | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #soon = new AbortController();
  /** While the file is being made, before anything is sent. */
  #making: number | null = null;

  constructor(env: Environment, profile: UnlockedProfile, held: Held) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#ledger = new Ledger(profile);
    // What fails now is found due again by the next look.
    this.#stop = env.every(LOOK_MS, () => void this.#look().catch(() => undefined));
    held.hosts.whenRemoved((host, wipe) => this.#forget(host, wipe));
    this.soon();
  }

  close(): void {
    this.#stop();
    this.#closed.abort();
    this.#soon.abort();
    this.cancel();
  }

  /** Looks in a moment whether a backup is due. */
  soon(): void {
    this.#soon.abort();
    const soon = new AbortController();
    this.#soon = soon;
    if (this.#closed.signal.aborted) return;
    void this.#env.wait(SETTLE_MS, soon.signal).then(async () => {
      if (!soon.signal.aborted) await this.#look().catch(() => undefined);
    });
  }

  async state(): Promise<HostBackupState> {
    const seed = await this.#seed();
    const hosts = this.#held.hosts.accounts();
    return {
      making: this.#making,
      because: hosts.length === 0 ? 'no-host' : seed === null ? 'no-kit' : null,
      hosts: await Promise.all(hosts.map((host) => this.#view(host, seed))),
    };
  }

  lastProven(): Promise<string | null> {
    return newestOnHosts(this.#profile);
  }

  /** @throws AppError `no-host` | `kit-needed`; VaultError `conflict` while another window is at it */
  async leaveNow(): Promise<void> {
    const hosts = this.#held.hosts.accounts();
    const seed = await this.#seed();
    if (hosts.length === 0) throw new AppError('no-host');
    if (seed === null) throw new AppError('kit-needed');
    this.cancel();
    await this.#ended;
    this.#onTheirWay.clear();
    if (!(await this.#alone(hosts, seed))) throw new VaultError('conflict');
  }

  cancel(): void {
    this.#running?.abort();
    for (const { lane } of this.#onTheirWay.values()) lane.wake();
  }

  async #look(): Promise<void> {
    const { hosts } = this.#held;
    if (hosts.accounts().length === 0 || hosts.outbox.paused || this.#running !== null) return;
    const seed = await this.#seed();
    if (seed === null || this.#profile.card.sample) return;
    const fingerprint = await fingerprintOf(this.#profile, this.#held.book);
    const due: StoredHost[] = [];
    for (const host of hosts.accounts()) {
      const { kept } = await this.#ledger.of(host.id);
      if (isDue(kept, { seed, fingerprint, now: this.#env.now() })) due.push(host);
    }
    if (due.length > 0) await this.#alone(due, seed);
  }

  #alone(hosts: readonly StoredHost[], seed: string): Promise<boolean> {
    const work = this.#profile.ifAlone('host-backup', () => this.#leave(hosts, seed));
    this.#ended = work.catch(() => undefined);
    return work;
  }

  async #leave(hosts: readonly StoredHost[], seed: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    if (this.#closed.signal.aborted) running.abort();
    const { signal } = running;
    try {
      const waiting = hosts.filter(({ id }) => this.#onTheirWay.get(id)?.seed !== seed);
      if (waiting.length > 0) {
        const backup = await this.#made(seed, signal);
        for (const host of waiting) this.#onTheirWay.set(host.id, this.#begun(host, seed, backup));
      }
      await Promise.all(hosts.map((host) => this.#bring(host, signal)));
    } finally {
      if (this.#running === running) this.#running = null;
    }
    if (signal.aborted) throw new AppError('cancelled');
  }

  async #made(seed: string, signal: AbortSignal): Promise<LeftBackup> {
    const fingerprint = await fingerprintOf(this.#profile, this.#held.book);
    try {
      const tell: Progress = (fraction) => (this.#making = fraction);
      const making = new Making(this.#env, this.#profile);
      const { file, at, records } = await making.make(tell, signal);
      return { file, at, records, seed: fromBase64url(seed), fingerprint };
    } finally {
      this.#making = null;
    }
  }

  #begun({ id, account, reading }: StoredHost, seed: string, backup: LeftBackup): OnItsWay {
    const place = {
      host: this.#env.hosts.open(account),
      reader: this.#env.hosts.read(reading),
      row: () => this.#ledger.of(id),
      note: (row: HostRow) => this.#ledger.note(id, row),
    };
    const leaving = new HostLeaving(backup, place, this.#env);
    return { seed, lane: new Lane(this.#env, this.#env.random), leaving, progress: 0 };
  }

  /** A few tries; then it waits for the next look, which goes on where this one was. */
  async #bring({ id }: StoredHost, signal: AbortSignal): Promise<void> {
    const one = this.#onTheirWay.get(id);
    for (let tries = 0; one !== undefined && tries < TRIES; tries += 1) {
      const goesOn = await this.#try(id, one, signal);
      if (!goesOn) return;
    }
  }

  /** Whether it is worth another try soon. */
  async #try(id: string, one: OnItsWay, signal: AbortSignal): Promise<boolean> {
    if (one.lane.waits) await one.lane.untilNextTry();
    try {
      signal.throwIfAborted();
      await one.leaving.run((fraction) => (one.progress = fraction), signal);
    } catch (error) {
      if (signal.aborted) return false;
      one.lane.begin();
      one.lane.failed(error);
      this.#problems.set(id, failureOf(error).code);
      return isPassing(error);
    }
    this.#onTheirWay.delete(id);
    this.#problems.delete(id);
    return false;
  }

  async #view({ id, label, reading }: StoredHost, seed: string | null): Promise<HostBackupView> {
    const { kept } = await this.#ledger.of(id);
    // What lies there under the words of an older kit is not found with this one's.
    const last = kept?.seed === seed ? kept : null;
    return {
      ...{ id, label, address: reading.base },
      user: reading.reader?.user ?? null,
      last: last && {
        ...{ at: last.at, provenAt: last.provenAt, size: last.size, records: last.records },
        readBack: last.readBack,
      },
      progress: this.#running === null ? null : (this.#onTheirWay.get(id)?.progress ?? null),
      problem: this.#problems.get(id) ?? null,
    };
  }

  /** The backup name of the kit that is proven to be at hand, base64url; null for none. */
  async #seed(): Promise<string | null> {
    const { kit } = this.#held;
    if ((await kit.duty()).kit !== 'proven') return null;
    return (await kit.kept())?.backupName ?? null;
  }

  async #forget({ id, account }: StoredHost, wipe: boolean): Promise<void> {
    this.cancel();
    this.#onTheirWay.delete(id);
    const { kept, leftovers } = await this.#ledger.of(id);
    const host = this.#env.hosts.open(account);
    if (wipe) {
      for (const leftover of leftovers) await takeAway(host, leftover);
      if (kept !== null) await takeAway(host, keptAsLeftover(kept));
    }
    await this.#ledger.forget(id);
  }
}
