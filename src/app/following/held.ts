import { signingPublicKey } from '../../crypto/index.ts';
import type { AddressedReader } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { Journal } from '../journal.ts';
import type { Preferences } from '../preferences.ts';
import type { FollowedShelf } from './followed.ts';

/** What every part of the doctor's side works with. */
export interface Held {
  readonly env: Environment;
  readonly profile: UnlockedProfile;
  readonly shelf: FollowedShelf;
  readonly journal: Journal;
  readonly preferences: Preferences;
  /** Aborts with the lock. */
  readonly signal: AbortSignal;
}

/** The keys that messages to this doctor's card are sealed to. */
export async function addressedReader({ keyring }: UnlockedProfile): Promise<AddressedReader> {
  const identity = await signingPublicKey(keyring.identitySeed);
  return { identity, sealingSecret: keyring.sealingSecret };
}
