import { HostError } from '../../hosts/index.ts';
import type { Environment } from '../environment.ts';
import type { StoredHost } from './host-account.ts';
import type { Uploads } from './uploads.ts';

type Found = (lists: readonly string[]) => Promise<void>;

/** A host that answers so may answer otherwise soon; any other refusal says nothing of a list. */
const passing: readonly string[] = ['unreachable', 'timeout', 'busy', 'server', 'aborted'];

/**
 * Hosts know what this profile may have forgotten. A profile that is brought back from an older copy
 * believes in lists that were taken down since, because somebody was stopped: their epoch would be
 * published under once more. So each host is asked for the lists that it had when this session
 * began, once, before anything is sent to it.
 */
export class Witness {
  readonly #env: Environment;
  readonly #uploads: Uploads;
  /** Lists that each host had, by the host's id; empty once it was heard. */
  readonly #believed = new Map<string, readonly string[]>();
  #hosts: readonly StoredHost[] = [];
  /** Known a moment after the queue begins. */
  readonly #found: Promise<Found>;
  #tell: (found: Found) => void = () => undefined;

  constructor(env: Environment, uploads: Uploads) {
    this.#env = env;
    this.#uploads = uploads;
    this.#found = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  tell(found: Found): void {
    this.#tell(found);
  }

  /** Only what was there before counts: what this session sends, it knows. */
  remember(hosts: readonly StoredHost[]): void {
    this.#hosts = hosts;
    const lists = this.#uploads.all().filter(({ rank, gone }) => rank === 'manifest' && !gone);
    for (const { id } of hosts) {
      if (this.#believed.has(id)) continue;
      const had = lists.filter(({ done }) => done.includes(id)).map(({ name }) => name);
      this.#believed.set(id, had);
    }
  }

  /**
   * @returns whether lists were missing: then what waits is no longer what waited.
   * @throws HostError while the host cannot be asked
   */
  async hear(host: StoredHost): Promise<boolean> {
    const believed = this.#believed.get(host.id) ?? [];
    const missing: string[] = [];
    for (const name of believed) {
      if (this.#uploads.get(name)?.gone === false && (await this.#isGone(host, name)))
        missing.push(name);
    }
    this.#believed.set(host.id, []);
    if (missing.length > 0) await (await this.#found)(missing);
    return missing.length > 0;
  }

  /** One host that lost a file says little as long as another has it. */
  async #isGone(host: StoredHost, name: string): Promise<boolean> {
    if (!(await this.#isMissing(host, name))) return false;
    for (const other of this.#hosts) {
      const had = other.id !== host.id && this.#believed.get(other.id)?.includes(name);
      if (had && !(await this.#isMissing(other, name))) return false;
    }
    return true;
  }

  async #isMissing({ reading }: StoredHost, name: string): Promise<boolean> {
    try {
      return (await this.#env.hosts.read(reading).head(name)) === null;
    } catch (error) {
      if (error instanceof HostError && !passing.includes(error.code)) return false;
      throw error;
    }
  }
}
