import type { Bytes } from '../../bytes/bytes.ts';
import { AppError } from '../errors.ts';
import type { HostAccount, Session } from '../api.ts';
import type {
  BackupApi,
  BackupState,
  BackupView,
  FetchedBackup,
  HostBackupState,
  MadeBackup,
  Merged,
  ProvenBackup,
} from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import type { OpenSession, PatientDesk } from '../session.ts';
import {
  isRawCopy,
  openBackup,
  RawCopy,
  readBackupHead,
  VaultError,
  type BackupHead,
  type OpenedBackup,
  type UnlockedProfile,
  type UnlockFactor,
  type Vault,
} from '../../vault/index.ts';
import { fetchFromHost } from '../host-backup/from-host.ts';
import { Making } from './making.ts';
import { Merging } from './merging.ts';
import { inSteps } from './progress.ts';
import { nothingBegun } from '../moving/kept.ts';
import { endEveryAccess, markSeen, restoredMark } from './restored.ts';

type Progress = (fraction: number) => void;

interface Held {
  vault: () => Promise<Vault>;
  /** @throws AppError `locked` */
  session: () => OpenSession;
  begin: (profile: UnlockedProfile) => Promise<Session>;
}

/** Backups of whatever profile is open, and the way back from one when none is. */
export class BackupDesk implements BackupApi {
  readonly #env: Environment;
  readonly #held: Held;
  #making: { profile: UnlockedProfile; making: Making } | null = null;
  readonly #work = new OneAtATime();

  constructor(env: Environment, held: Held) {
    this.#env = env;
    this.#held = held;
  }

  async state(): Promise<BackupState> {
    const { patient } = this.#held.session();
    const onHost = (await patient?.hostBackups.lastProven()) ?? null;
    return this.#ofOpen().state(patient?.book ?? null, onHost);
  }

  async make(onProgress?: Progress): Promise<MadeBackup> {
    const making = this.#ofOpen();
    return this.#work.run(async (signal) => (await making.make(onProgress, signal)).made);
  }

  cancel(): Promise<void> {
    this.#work.end();
    return Promise.resolve();
  }

  async kept(): Promise<void> {
    await this.#ofOpen().kept();
  }

  async check(file: Blob, onProgress?: Progress): Promise<ProvenBackup> {
    const making = this.#ofOpen();
    return this.#work.run((signal) => making.check(file, onProgress, signal));
  }

  async look(file: Blob): Promise<BackupView> {
    const { card, createdAt, size, ways } = await this.#headOf(file);
    const vault = await this.#held.vault();
    const isHere = (await vault.profiles()).some(({ id }) => id === card.id);
    const { label, role, colour, sample } = card;
    return { profileId: card.id, label, role, colour, sample, createdAt, size, ways, isHere };
  }

  /** Of a sealed copy, what is in it of the open profile. */
  async #headOf(file: Blob): Promise<BackupHead> {
    if (!(await isRawCopy(file))) return readBackupHead(file);
    const { profile } = this.#held.session();
    const copy = await RawCopy.read(file);
    const found = copy.profiles().find(({ profileId }) => profileId === profile.card.id);
    if (found === undefined) throw new VaultError('backup-of-another');
    const createdAt = copy.createdAt ?? profile.card.createdAt;
    return { card: profile.card, createdAt, size: file.size, ways: found.ways };
  }

  async restore(file: Blob, factor: UnlockFactor, onProgress?: Progress): Promise<Session> {
    if ((await this.look(file)).isHere) throw new VaultError('profile-exists');
    const vault = await this.#held.vault();
    const profile = await this.#work.run(async (signal) => {
      const backup = await openBackup(file, factor);
      await backup.verify({ onProgress: inSteps(onProgress, 0, 0.5), signal });
      const options = { onProgress: inSteps(onProgress, 0.5), signal };
      const besides = [...nothingBegun, restoredMark(this.#note(backup))];
      return vault.restore(backup, besides, options);
    });
    return this.#held.begin(profile);
  }

  async merge(file: Blob, factor: UnlockFactor, onProgress?: Progress): Promise<Merged> {
    const { profile } = this.#held.session();
    const patient = this.#patient();
    return this.#work.run(async (signal) => {
      const backup = await openedFor(profile, file, factor);
      if (backup.about.card.id !== profile.card.id) throw new VaultError('backup-of-another');
      await backup.verify({ onProgress: inSteps(onProgress), signal });
      const note = this.#note(backup);
      const merging = new Merging(this.#env, profile, patient.book);
      // Cut off before access has ended, the mark has it end at the next unlocking.
      const merged = await merging.merge(backup, restoredMark(note), signal);
      await endEveryAccess(this.#env, profile, note);
      await followed(patient);
      return merged;
    });
  }

  async onHosts(): Promise<HostBackupState> {
    return this.#patient().hostBackups.state();
  }

  async leaveOnHosts(): Promise<void> {
    await this.#patient().hostBackups.leaveNow();
  }

  cancelOnHosts(): Promise<void> {
    this.#patient().hostBackups.cancel();
    return Promise.resolve();
  }

  async fetchFromHost(
    account: HostAccount,
    entropy: Bytes,
    onProgress?: Progress,
  ): Promise<FetchedBackup> {
    return this.#work.run(async (signal) => {
      const options = { onProgress: inSteps(onProgress), signal };
      const { file, newerBroken } = await fetchFromHost(this.#env, account, entropy, options);
      return { file, newerBroken, view: await this.look(file) };
    });
  }

  async restoredSeen(): Promise<void> {
    await markSeen(this.#held.session().profile);
  }

  #patient(): PatientDesk {
    const { patient } = this.#held.session();
    if (patient === null) throw new AppError('wrong-role');
    return patient;
  }

  #note(backup: OpenedBackup) {
    const at = this.#env.now().toISOString();
    return { at, backupOf: backup.about.createdAt, people: [] };
  }

  /** One for each opening: a file that was made for one profile is not another one's. */
  #ofOpen(): Making {
    const { profile } = this.#held.session();
    if (this.#making?.profile !== profile)
      this.#making = { profile, making: new Making(this.#env, profile) };
    return this.#making.making;
  }
}

/** A backup, or what a sealed copy has of this profile. */
async function openedFor(
  { card }: UnlockedProfile,
  file: Blob,
  factor: UnlockFactor,
): Promise<OpenedBackup> {
  if (!(await isRawCopy(file))) return openBackup(file, factor);
  return (await RawCopy.read(file)).open(card.id, factor, card.label);
}

/** Everything that is held in memory reads the vault again. */
async function followed({ book, placing, hosts, standing }: PatientDesk): Promise<void> {
  await Promise.all([book.reload(), placing.reload(), hosts.outbox.follow()]);
  await standing.publish();
}
