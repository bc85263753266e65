import type { Bytes } from '../bytes/bytes.ts';
import { VaultError } from './errors.ts';
import { openSlots } from './key-slot.ts';
import { openKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';
import type { ProfileCard } from './profile-card.ts';
import type { ProfileRows } from './profile-store.ts';
import { StorageKey } from './storage-key.ts';
import type { UnlockFactor } from './unlock-factor.ts';

/** The keys behind a profile's rows, wherever they lie: in this browser or in a backup. */
export interface OpenedKeys {
  key: StorageKey;
  keyring: Keyring;
}

/**
 * @throws VaultError `wrong-passphrase` | `wrong-passkey` | `wrong-kit` | `wrong-people` |
 * `wrong-guardian` | `unreadable`
 * (the keyring, not the factor, is damaged) | `newer-version` | `unavailable`
 */
export async function openProfile(
  { card, slots, keyring: row }: ProfileRows,
  factor: UnlockFactor,
): Promise<OpenedKeys> {
  if (factor.kind === 'open' && !mayBeOpen(card)) throw new VaultError('wrong-passphrase');
  const { root } = await openSlots(slots, card.id, factor);
  return openByRoot({ card, keyring: row }, root);
}

/**
 * @param root - 32 bytes, consumed: it holds zeros afterwards.
 * @throws VaultError `unreadable` | `newer-version`
 */
export async function openByRoot(
  { card, keyring: row }: Pick<ProfileRows, 'card' | 'keyring'>,
  root: Bytes,
): Promise<OpenedKeys> {
  const key = await StorageKey.fromRoot(root);
  try {
    const keyring = await openKeyring(key, card, row);
    key.nameBy(keyring.names);
    return { key, keyring };
  } catch (error) {
    key.forget();
    throw error;
  }
}

/** A sample is made up; a helper's keys turn locks and open none. */
export function mayBeOpen({ sample, role }: Pick<ProfileCard, 'sample' | 'role'>): boolean {
  return sample || role === 'helper';
}
