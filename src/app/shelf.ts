import { fromUtf8, utf8 } from '../bytes/bytes.ts';
import type { Collection, UnlockedProfile, Write } from '../vault/index.ts';

/** One collection of the vault as values of one type, kept as JSON. */
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

  async get(id: string): Promise<T | null> {
    const stored = await this.#profile.read(this.#collection, id);
    return stored === null ? null : this.#decode(stored.bytes);
  }

  /** A write to be committed. With `expects`, it fails where another tab was quicker. */
  put(id: string, value: T, at: { revision: number; expects?: number } = { revision: 1 }): Write {
    const bytes = utf8(JSON.stringify(value));
    return { kind: 'put', collection: this.#collection, id, bytes, ...at };
  }

  delete(id: string): Write {
    return { kind: 'delete', collection: this.#collection, id };
  }

  /** The vault opened only what this app sealed under this collection's name: it has the shape. */
  #decode(bytes: Uint8Array): T {
    return JSON.parse(fromUtf8(bytes)) as T;
  }
}
