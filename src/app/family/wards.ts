import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { isDepositFor } from '../../sharing/index.ts';
import type { UnlockedProfile, UnlockFactor, Write } from '../../vault/index.ts';
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

/** By which keys a deposit's addressee is recognised. */
export interface Addressed {
  identity: Bytes;
  inboxPublic: Bytes;
}

const PREFIX = 'ward.';

/** The profiles that one profile opens. */
export class Wards {
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<Ward>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'setting');
  }

  async all(): Promise<Ward[]> {
    const { objects } = await this.#profile.readAll('setting');
    const ids = objects.map(({ id }) => id).filter((id) => id.startsWith(PREFIX));
    const wards = await Promise.all(ids.map((id) => this.#shelf.get(id)));
    return wards.filter((ward) => ward !== null);
  }

  async find(profileId: string): Promise<Ward | null> {
    return this.#shelf.get(PREFIX + profileId);
  }

  async keep(ward: Ward): Promise<void> {
    await this.#profile.commit([this.#shelf.put(PREFIX + ward.profileId, ward)]);
  }

  async forget(profileId: string): Promise<void> {
    await this.#profile.commit([this.forgetting(profileId)]);
  }

  forgetting(profileId: string): Write {
    return this.#shelf.delete(PREFIX + profileId);
  }
}

/** A secret for a new slot of `ward`, as it is kept; `secret` is 32 bytes. */
export async function wardOf(
  { now }: Pick<Environment, 'now'>,
  ward: UnlockedProfile,
  secret: Bytes,
  relation: Relation,
): Promise<Ward> {
  const { identity, inboxPublic } = await addressOf(ward);
  return {
    profileId: ward.card.id,
    secret: toBase64url(secret),
    relation,
    identity: toHex(identity),
    inboxPublic: toBase64url(inboxPublic),
    since: now().toISOString(),
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
  { identity, inboxPublic }: Ward,
): boolean {
  const address = { identity: fromHex(identity), inboxPublic: fromBase64url(inboxPublic) };
  return isDepositFor(suite, address, message);
}
