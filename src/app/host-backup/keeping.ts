import { fromBase64url } from '../../bytes/base64url.ts';
import { isPassing } from '../../hosts/index.ts';
import { VaultError, type UnlockedProfile } from '../../vault/index.ts';
import { Making } from '../backup/making.ts';
import { readMark } from '../backup/restored.ts';
import type { HostBackupState, HostBackupView } from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { failureOf } from '../failure.ts';
import type { StoredHost } from '../publishing/host-account.ts';
import { KeptMoves } from '../moving/kept.ts';
import type { Hosts } from '../publishing/hosts.ts';
import { Lane } from '../publishing/lane.ts';
import type { KitKeeping } from '../ways-in/kit-duty.ts';
import { cutsOf } from './cutting.ts';
import { fingerprintOf, isDue, isPast } from './due.ts';
import { HostLeaving, type LeavingPlace, type LeftBackup } from './leaving.ts';
import { keptAsLeftover, takeAway } from './leftovers.ts';
import { Ledger, nameOfKept, newestOnHosts } from './ledger.ts';
import type { HostCopy } from './copy.ts';

type Progress = (fraction: number) => void;

interface Held {
  readonly hosts: Hosts;
  readonly kit: KitKeeping;
}

/** A backup that is on its way to one host. */
interface OnItsWay {
  /** The kit's backup name, base64url. */
  readonly seed: string;
  /** ISO instant of the backup. */
  readonly at: string;
  readonly lane: Lane;
  readonly leaving: HostLeaving;
  progress: number;
}

/** A change is left for so long, since another one often follows. */
const SETTLE_MS = 15_000;
const LOOK_MS = 10 * 60_000;
/** Tries in a row before it is left until the next look. */
const TRIES = 4;
const PURPOSE = 'host-backup';
const FOREIGN = 'newer-backup-on-host';

/** Backups of a patient's profile on its hosts: by themselves once a day, and when they are asked for. */
export class HostBackups {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: Held;
  readonly #ledger: Ledger;
  readonly #closed = new AbortController();
  readonly #stop: () => void;
  readonly #problems = new Map<string, string>();
  /** Hosts on which the backup of another phone may go. */
  readonly #replaces = new Set<string>();
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
    // Whoever asks again has been told of it.
    for (const [id, problem] of this.#problems) if (problem === FOREIGN) this.#replaces.add(id);
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
    if (seed === null || this.#profile.card.sample || (await this.#isMoving())) return;
    const fingerprint = await fingerprintOf(this.#profile);
    const due: StoredHost[] = [];
    for (const host of hosts.accounts()) {
      const { kept } = await this.#ledger.of(host.id);
      if (isDue(kept, { seed, fingerprint, now: this.#env.now() })) due.push(host);
    }
    if (due.length > 0) await this.#alone(due, seed);
  }

  /** What this phone left after the copy, the new one would take for another phone's. */
  async #isMoving(): Promise<boolean> {
    const [last] = (await new KeptMoves(this.#profile).begun()).slice(-1);
    return last !== undefined && !isPast(last.at, 1, this.#env.now());
  }

  #alone(hosts: readonly StoredHost[], seed: string): Promise<boolean> {
    const work = this.#profile.ifAlone(PURPOSE, () => this.#leave(hosts, seed));
    this.#ended = work.catch(() => undefined);
    return work;
  }

  async #leave(hosts: readonly StoredHost[], seed: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    if (this.#closed.signal.aborted) running.abort();
    const { signal } = running;
    try {
      const waiting = hosts.filter(({ id }) => !this.#goesOn(id, seed));
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

  /** What waits for longer is made anew: what was sent of it is used all the same. */
  #goesOn(id: string, seed: string): boolean {
    const one = this.#onTheirWay.get(id);
    return one?.seed === seed && !isPast(one.at, 1, this.#env.now());
  }

  async #made(seed: string, signal: AbortSignal): Promise<LeftBackup> {
    const fingerprint = await fingerprintOf(this.#profile);
    try {
      const tell: Progress = (fraction) => (this.#making = fraction);
      const making = new Making(this.#env, this.#profile);
      const { made, sections } = await making.make(tell, signal);
      const { file, at, records } = made;
      const cuts = await cutsOf(file, sections, signal);
      return { file, cuts, at, records, seed: fromBase64url(seed), fingerprint };
    } finally {
      this.#making = null;
    }
  }

  #begun({ id, account, reading }: StoredHost, seed: string, backup: LeftBackup): OnItsWay {
    const place: LeavingPlace = {
      host: this.#env.hosts.open(account),
      reader: this.#env.hosts.read(reading),
      row: () => this.#ledger.of(id),
      note: (row) => this.#ledger.note(id, row),
      begin: (row, copy) => this.#ledger.begin(id, row, copy),
      isOurs: (copy) => this.#isOurs(id, copy),
      replaces: this.#replaces.delete(id),
    };
    const leaving = new HostLeaving(backup, place, this.#env);
    const lane = new Lane(this.#env, this.#env.random);
    return { seed, at: backup.at, lane, leaving, progress: 0 };
  }

  /** Left from here, or by the phone that this profile came from, before it came. */
  async #isOurs(host: string, { id, createdAt }: HostCopy): Promise<boolean> {
    if (await this.#ledger.isOurs(host, id)) return true;
    const backupOf = (await readMark(this.#profile))?.backupOf ?? null;
    return backupOf !== null && createdAt <= backupOf;
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

  /** @throws VaultError `conflict` while another window is at it; HostError */
  async #forget(host: StoredHost, wipe: boolean): Promise<void> {
    this.cancel();
    // What is on the wire arrives there first.
    await this.#ended;
    this.#onTheirWay.delete(host.id);
    const alone = await this.#profile.ifAlone(PURPOSE, () => this.#takeAll(host, wipe));
    if (!alone) throw new VaultError('conflict');
    this.soon();
  }

  async #takeAll({ id, account }: StoredHost, wipe: boolean): Promise<void> {
    const { kept, begun, leftovers } = await this.#ledger.of(id);
    const host = this.#env.hosts.open(account);
    if (wipe) {
      for (const leftover of leftovers) await takeAway(host, leftover);
      if (kept !== null) await takeAway(host, keptAsLeftover(kept));
      const names = (begun?.pieces ?? []).map(nameOfKept);
      await takeAway(host, { index: null, names });
    }
    await this.#ledger.forget(id);
  }
}
