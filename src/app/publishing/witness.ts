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
  readonly #lost: (host: string) => Promise<void>;
  /** Lists that each host had, by the host's id; empty once it was heard. */
  readonly #believed = new Map<string, readonly string[]>();
  #hosts: readonly StoredHost[] = [];
  /** Known a moment after the queue begins. */
  readonly #found: Promise<Found>;
  #tell: (found: Found) => void = () => undefined;

  constructor(env: Environment, uploads: Uploads, lost: (host: string) => Promise<void>) {
    this.#env = env;
    this.#uploads = uploads;
    this.#lost = lost;
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
    for (const name of believed)
      if (this.#uploads.get(name)?.gone === false && (await this.#isMissing(host, name)))
        missing.push(name);
    const gone: string[] = [];
    for (const name of missing) if (!(await this.#isElsewhere(host, name))) gone.push(name);
    if (missing.length > 0) await this.#lost(host.id);
    // Before anything goes there again: these lists may be the ones that somebody was stopped from.
    if (gone.length > 0) await (await this.#found)(gone);
    if (missing.length > 0) await this.#resend(host);
    this.#believed.set(host.id, []);
    return missing.length > 0;
  }

  /** Whatever else it should have is looked for as well, and goes there again where it is not. */
  async #resend(host: StoredHost): Promise<void> {
    const known = this.#uploads.all().filter(({ gone, done }) => !gone && done.includes(host.id));
    const missing = new Set<string>();
    for (const { name } of known) if (await this.#isMissing(host, name)) missing.add(name);
    await this.#uploads.redo(host.id, (name) => missing.has(name));
    await this.#lost(host.id);
  }

  /** One host that lost a file says little as long as another has it. */
  async #isElsewhere(host: StoredHost, name: string): Promise<boolean> {
    for (const other of this.#hosts) {
      const had = other.id !== host.id && this.#believed.get(other.id)?.includes(name);
      if (had && !(await this.#isMissing(other, name))) return true;
    }
    return false;
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
