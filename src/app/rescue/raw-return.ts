import {
  RawCopy,
  isRawCopy,
  type OpenedBackup,
  type UnlockedProfile,
  type UnlockFactor,
  type Vault,
} from '../../vault/index.ts';
import type { Session } from '../api.ts';
import { inSteps } from '../backup/progress.ts';
import { restoredMark } from '../backup/restored.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { nothingBegun } from '../moving/kept.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import type { CopyFindings, CopyView } from '../rescue-api.ts';
import { findingsIn, type Findings } from './findings.ts';

type Progress = (fraction: number) => void;

interface Held {
  vault: () => Promise<Vault>;
  begin: (profile: UnlockedProfile) => Promise<Session>;
}

interface Opened {
  copy: RawCopy;
  backup: OpenedBackup;
  found: Findings;
}

/** The way back for a sealed copy: look, open everything, then bring back what is whole. */
export class RawReturn {
  readonly #env: Pick<Environment, 'now'>;
  readonly #held: Held;
  readonly #work = new OneAtATime();
  #copy: RawCopy | null = null;
  #opened: Opened | null = null;

  constructor(env: Pick<Environment, 'now'>, held: Held) {
    this.#env = env;
    this.#held = held;
  }

  async lookInto(file: Blob): Promise<CopyView | null> {
    this.letGo();
    if (!(await isRawCopy(file))) return null;
    const copy = await this.#work.run((signal) => RawCopy.read(file, signal));
    this.#copy = copy;
    const here = new Set((await (await this.#held.vault()).profiles()).map(({ id }) => id));
    const { createdAt, isCut } = copy;
    const profiles = copy.profiles().map(({ profileId, card, ways }) => {
      return { profileId, card, ways, isHere: here.has(profileId) };
    });
    return { createdAt, size: file.size, isCut, profiles };
  }

  async open(
    profileId: string,
    factor: UnlockFactor,
    unnamed: string,
    onProgress?: Progress,
  ): Promise<CopyFindings> {
    const copy = this.#copy;
    if (copy === null) throw new AppError('unknown-handle');
    this.#forget();
    return this.#work.run(async (signal) => {
      const backup = await copy.open(profileId, factor, unnamed);
      try {
        await backup.verify({ onProgress: inSteps(onProgress), signal });
        const found = await findingsIn(backup, copy.missing(profileId));
        this.#opened = { copy, backup, found };
        return found.told;
      } catch (error) {
        backup.forget();
        throw error;
      }
    });
  }

  async bringBack(onProgress?: Progress): Promise<Session> {
    const opened = this.#opened;
    if (opened === null) throw new AppError('unknown-handle');
    const { copy, backup, found } = opened;
    const note = { at: this.#env.now().toISOString(), backupOf: copy.createdAt, people: [] };
    const vault = await this.#held.vault();
    const profile = await this.#work.run((signal) =>
      vault.restore(backup, [...found.older, ...nothingBegun, restoredMark(note)], {
        onProgress: inSteps(onProgress),
        signal,
      }),
    );
    [this.#opened, this.#copy] = [null, null];
    return this.#held.begin(profile);
  }

  cancel(): void {
    this.#work.end();
  }

  letGo(): void {
    this.cancel();
    this.#copy = null;
    this.#forget();
  }

  #forget(): void {
    this.#opened?.backup.forget();
    this.#opened = null;
  }
}
