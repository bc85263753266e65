import { sealingKeyPair, signingKeyPair } from '../crypto/index.ts';
import type { Keyring } from '../vault/index.ts';
import type { Environment } from './environment.ts';

const SECRET_BYTES = 32;

/**
 * The keys of a new profile, each drawn on its own, so that any one can be replaced without the
 * others. A patient's profile never uses the delegatee key, a doctor's never the inbox key: one
 * shape keeps the two kinds indistinguishable in the vault.
 */
export async function makeKeyring({
  random,
  suite,
}: Pick<Environment, 'random' | 'suite'>): Promise<Keyring> {
  const [identity, sealing] = [await signingKeyPair(random), await sealingKeyPair(random)];
  const [delegatee, inbox] = [await suite.delegateeKeyPair(random), await suite.tagKeyPair(random)];
  return {
    identitySeed: identity.seed,
    sealingSecret: sealing.secretKey,
    delegateeSecret: delegatee.secretKey,
    delegateePublic: delegatee.publicKey,
    tagMasters: [{ generation: 1, secret: random(SECRET_BYTES) }],
    inboxSecret: inbox.secretKey,
    inboxPublic: inbox.publicKey,
    markKey: random(SECRET_BYTES),
    names: random(SECRET_BYTES),
  };
}
