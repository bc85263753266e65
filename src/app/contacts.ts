import { fromHex, toHex } from '../bytes/hex.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { comparePin } from '../sharing/index.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import type { KnownPerson } from './api.ts';
import { Shelf } from './shelf.ts';

/** A person whose key was pinned. */
export interface Contact {
  /** Ed25519 public key, hex. */
  readonly identity: string;
  readonly name: string;
  readonly role: string;
  /** ISO instant of the first meeting. */
  readonly since: string;
  readonly lastGrantAt: string | null;
  /** The signed card, base64url, where one was scanned. */
  readonly card: string | null;
}

/** Whether somebody was met before, and whom a new name resembles. */
export interface Acquaintance {
  acquaintance: 'known' | 'new' | 'changed-key' | 'similar-name';
  resembles?: string;
}

/** The people whose keys this patient has pinned. */
export class Contacts {
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<Contact>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'contact');
  }

  async find(identity: Bytes): Promise<Contact | null> {
    return this.#shelf.get(toHex(identity));
  }

  async acquaintance(candidate: { identity: Bytes; name: string }): Promise<Acquaintance> {
    const { values } = await this.#shelf.all();
    const known = values.map(({ identity, name }) => ({ identity: fromHex(identity), name }));
    const { verdict, other } = comparePin(known, candidate);
    return { acquaintance: verdict, ...(other !== undefined && { resembles: other }) };
  }

  put(contact: Contact): Write {
    return this.#shelf.put(contact.identity, contact);
  }

  async people(): Promise<KnownPerson[]> {
    const { values } = await this.#shelf.all();
    const people = values.map(({ card, ...person }) => ({ ...person, hasCard: card !== null }));
    return people.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  async forget(identity: string): Promise<void> {
    await this.#profile.commit([this.#shelf.delete(identity)]);
  }
}
