import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import type { RandomSource } from '../crypto/random.ts';
import type { HostAccountSettings } from './account.ts';
import type { Host } from './host.ts';
import { openHost } from './open.ts';
import { failed, hostError, meant, passed, warned, type Verdict } from './verdict.ts';
import type { Wiring } from './wiring.ts';

/** Where others leave letters. */
export interface Letterbox {
  /** As those see it who were invited to write. */
  writer: HostAccountSettings;
  /** As its owner sees it, who fetches letters and clears them away. */
  owner: HostAccountSettings;
  /** Whether it was set up as one; else it is the reading place, as its readers see it. */
  isOwn: boolean;
}

const LETTER_BYTES = 4096;

/** Leaves a letter, fetches it, tries to replace it and takes it away, each as whose part it is. */
export class LetterboxTrial {
  readonly #isOwn: boolean;
  readonly #writer: Host;
  readonly #owner: Host;
  readonly #name: string;
  readonly #letter: Bytes;
  readonly #forged: Bytes;

  /** @throws HostError `bad-address` */
  constructor({ writer, owner, isOwn }: Letterbox, random: RandomSource, wiring: Wiring) {
    this.#isOwn = isOwn;
    this.#writer = openHost(writer, wiring);
    this.#owner = openHost(owner, wiring);
    this.#name = toHex(random(16));
    [this.#letter, this.#forged] = [random(LETTER_BYTES), random(LETTER_BYTES)];
  }

  /** What others could do too much is a warning: letters are sealed and signed. */
  async run(): Promise<Verdict> {
    const left = await this.#leave();
    if (left.outcome !== 'passed') return left;
    const fetched = await this.#fetch();
    const excess = this.#isOwn ? await this.#excess() : warned('others-can-write');
    const cleared = await this.#clear();
    return [fetched, cleared, excess].find(({ outcome }) => outcome !== 'passed') ?? passed;
  }

  async #leave(): Promise<Verdict> {
    try {
      await this.#writer.put(this.#name, this.#letter);
      return passed;
    } catch (error) {
      const { code } = hostError(error);
      if (!this.#isOwn) return { outcome: 'skipped', code: 'no-letterbox' };
      return meant(code, {
        ...{ refused: 'letterbox-refused', 'not-writable': 'letterbox-refused' },
        ...{ 'not-found': 'letterbox-missing', unreachable: 'letterbox-cors' },
      });
    }
  }

  async #fetch(): Promise<Verdict> {
    try {
      const bytes = await this.#owner.get(this.#name, { maxBytes: LETTER_BYTES });
      return equal(bytes, this.#letter) ? passed : failed('bytes-differ');
    } catch (error) {
      return meant(hostError(error).code, {
        ...{ refused: 'letterbox-closed', 'not-found': 'letterbox-closed' },
        unreachable: 'letterbox-closed',
      });
    }
  }

  /** Reading is no harm: letters are sealed, and answers of helpers are fetched by it. */
  async #excess(): Promise<Verdict> {
    try {
      await this.#writer.put(this.#name, this.#forged);
      return warned('letterbox-replaceable');
    } catch (error) {
      hostError(error);
      return passed;
    }
  }

  async #clear(): Promise<Verdict> {
    try {
      await this.#owner.delete(this.#name);
      return passed;
    } catch (error) {
      hostError(error);
      return warned('letterbox-not-cleared');
    }
  }
}
