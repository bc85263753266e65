import { concat, type Bytes } from '../bytes/bytes.ts';
import {
  domain,
  hkdfSha256,
  sealingKeyPair,
  signingPublicKey,
  type RandomSource,
} from '../crypto/index.ts';
import { cardLink, makeCard, requestWords, type Author } from '../sharing/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { MyCard } from './api.ts';
import { sharingNow, type Environment } from './environment.ts';

/** The signed card of this profile, as a link below `base` and as a message. */
export async function ownCard(
  env: Environment,
  profile: UnlockedProfile,
  author: Author,
  base: string,
): Promise<MyCard> {
  const { delegateeSecret, delegateePublic, sealingSecret } = profile.keyring;
  const { publicKey } = await sealingKeyPair(() => sealingSecret);
  const keys = { delegateeSecret, delegateePublic, sealingPublic: publicKey };
  const identity = await signingPublicKey(author.identitySeed);
  const random = drawsFor(delegateeSecret, identity, delegateePublic);
  const message = await makeCard({ ...sharingNow(env), random }, { ...author, ...keys });
  const words = await requestWords(message);
  return { link: cardLink(base, message), message, name: author.name, role: author.role, words };
}

/**
 * The proof on a card, like an Ed25519 signature, draws on the secret it proves and on what it is
 * bound to: a card printed long ago is the card on the screen, and has the same eight words.
 */
function drawsFor(delegateeSecret: Bytes, ...boundTo: readonly Bytes[]): RandomSource {
  const info = concat(domain('card-proof'), ...boundTo);
  return (length) => hkdfSha256({ key: delegateeSecret, info, length });
}
