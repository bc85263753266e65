import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { isDepositFor } from '../../sharing/index.ts';
import type { UnlockedProfile, UnlockFactor } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { Relation } from '../family-api.ts';
import { Shelf } from '../shelf.ts';

/** What a guardian's profile keeps of another one: the secret of its slot, and its public keys. */
export interface Ward {
  readonly profileId: string;
  /** Base64url of 32 bytes. */
  readonly secret: string;
  readonly relation: Relation;
  /** Ed25519 public key, hex. */
  readonly identity: string;
  /** The inbox's public key, base64url: by both a deposit's addressee is recognised. */
  readonly inboxPublic: string;
  /** ISO instant. */
  readonly since: string;
}

/** What is kept of somebody on this device whose record has a lock of its own: no secret. */
export type Neighbour = Pick<Ward, 'profileId' | 'identity' | 'inboxPublic'>;

/** By which keys a deposit's addressee is recognised. */
export interface Addressed {
  identity: Bytes;
  inboxPublic: Bytes;
}

const PREFIX = 'ward.';
const NEIGHBOUR = 'neighbour.';

/** The profiles that one profile opens, and those of which it knows the public keys alone. */
export class Wards {
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<Ward>;
  readonly #neighbours: Shelf<Neighbour>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'setting');
    this.#neighbours = new Shelf(profile, 'setting');
  }

  all(): Promise<Ward[]> {
    return this.#under(PREFIX, this.#shelf);
  }

  neighbours(): Promise<Neighbour[]> {
    return this.#under(NEIGHBOUR, this.#neighbours);
  }

  async find(profileId: string): Promise<Ward | null> {
    return this.#shelf.get(PREFIX + profileId);
  }

  async keep(ward: Ward): Promise<void> {
    await this.#profile.commit([
      this.#shelf.put(PREFIX + ward.profileId, ward),
      this.#neighbours.delete(NEIGHBOUR + ward.profileId),
    ]);
  }

  /** The secret goes; that what is written for this person belongs to that record is still known. */
  async release({ profileId, identity, inboxPublic }: Neighbour): Promise<void> {
    const neighbour = { profileId, identity, inboxPublic };
    await this.#profile.commit([
      this.#shelf.delete(PREFIX + profileId),
      this.#neighbours.put(NEIGHBOUR + profileId, neighbour),
    ]);
  }

  async forget(profileId: string): Promise<void> {
    const deletes = [PREFIX, NEIGHBOUR].map((prefix) => this.#shelf.delete(prefix + profileId));
    await this.#profile.commit(deletes);
  }

  async #under<T extends object>(prefix: string, shelf: Shelf<T>): Promise<T[]> {
    const { objects } = await this.#profile.readAll('setting');
    const ids = objects.map(({ id }) => id).filter((id) => id.startsWith(prefix));
    const values = await Promise.all(ids.map((id) => shelf.get(id)));
    return values.filter((value) => value !== null);
  }
}

/** A secret for a new slot of `ward`, as it is kept; `secret` is 32 bytes. */
export async function wardOf(
  { now }: Pick<Environment, 'now'>,
  ward: UnlockedProfile,
  secret: Bytes,
  relation: Relation,
): Promise<Ward> {
  const neighbour = await neighbourOf(ward);
  return { ...neighbour, secret: toBase64url(secret), relation, since: now().toISOString() };
}

export async function neighbourOf(profile: UnlockedProfile): Promise<Neighbour> {
  const { identity, inboxPublic } = await addressOf(profile);
  return {
    profileId: profile.card.id,
    identity: toHex(identity),
    inboxPublic: toBase64url(inboxPublic),
  };
}

export const factorOf = ({ secret }: Ward): UnlockFactor => ({
  kind: 'guardian',
  secret: fromBase64url(secret),
});

export async function addressOf({ keyring }: UnlockedProfile): Promise<Addressed> {
  const { identitySeed, inboxPublic } = keyring;
  return { identity: await signingPublicKey(identitySeed), inboxPublic };
}

/** Whether a deposit was sealed to the person of this profile. */
export function isFor(
  { suite }: Pick<Environment, 'suite'>,
  message: Bytes,
  { identity, inboxPublic }: Neighbour,
): boolean {
  const address = { identity: fromHex(identity), inboxPublic: fromBase64url(inboxPublic) };
  return isDepositFor(suite, address, message);
}
