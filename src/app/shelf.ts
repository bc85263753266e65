import { fromUtf8, utf8 } from '../bytes/bytes.ts';
import { VaultError } from '../vault/index.ts';
import type { Collection, UnlockedProfile, Write } from '../vault/index.ts';

/**
 * One collection of the vault as values of one type, kept as JSON. A setting that does not open counts
 * as one that was never made, and the next one takes its place: it must not keep a record shut.
 */
export class Shelf<T extends object> {
  readonly #profile: UnlockedProfile;
  readonly #collection: Collection;

  constructor(profile: UnlockedProfile, collection: Collection) {
    this.#profile = profile;
    this.#collection = collection;
  }

  /** Every value, and how many could not be decrypted. */
  async all(): Promise<{ values: T[]; unreadable: number }> {
    const { objects, unreadable } = await this.#profile.readAll(this.#collection);
    return {
      values: objects.map(({ bytes }) => this.#decode(bytes)),
      unreadable: unreadable.length,
    };
  }

  /** @throws VaultError `newer-version`; `unreadable` for what is no setting */
  async get(id: string): Promise<T | null> {
    const stored = await this.#profile.read(this.#collection, id).catch((error: unknown) => {
      if (this.#collection === 'setting' && isUnreadable(error)) return null;
      throw error;
    });
    return stored === null ? null : this.#decode(stored.bytes);
  }

  /** Whether something lies there that does not open. */
  async isDamaged(id: string): Promise<boolean> {
    try {
      await this.#profile.read(this.#collection, id);
      return false;
    } catch (error) {
      if (isUnreadable(error)) return true;
      throw error;
    }
  }

  /**
   * A write to be committed. With `expects`, it fails where another tab was quicker; one that `mends`
   * takes the place of what does not open.
   */
  put(
    id: string,
    value: T,
    at: { revision: number; expects?: number; mends?: boolean } = { revision: 1 },
  ): Write {
    const bytes = utf8(JSON.stringify(value));
    const mends = this.#collection === 'setting';
    return { kind: 'put', collection: this.#collection, id, bytes, ...(mends && { mends }), ...at };
  }

  delete(id: string): Write {
    return { kind: 'delete', collection: this.#collection, id };
  }

  /** The vault opened only what this app sealed under this collection's name: it has the shape. */
  #decode(bytes: Uint8Array): T {
    return JSON.parse(fromUtf8(bytes)) as T;
  }
}

export const isUnreadable = (error: unknown): boolean =>
  error instanceof VaultError && error.code === 'unreadable';
