import { everyStore, everythingOf, requireProfile } from './database.ts';
import type { Database } from './database.ts';
import { VaultError } from './errors.ts';
import type { KeySlot } from './key-slot.ts';
import { cardRow, parseCard } from './profile-card.ts';
import type { ProfileCard } from './profile-card.ts';
import type { Row } from './stored-row.ts';

/** What unlocking reads. Slots and keyring are as they lie there, not yet believed. */
export interface ProfileRows {
  card: ProfileCard;
  slots: unknown[];
  keyring: unknown;
}

/** Every card that can be read, oldest first. A damaged one stays stored and is left out. */
export async function readCards(database: Database): Promise<ProfileCard[]> {
  const rows = await database.read(['profile'], (tx) => tx.objectStore('profile').getAll());
  return rows.flatMap(cardOrNothing).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** @throws VaultError `unknown-profile` | `newer-version` | `unreadable` */
export async function readProfile(database: Database, profileId: string): Promise<ProfileRows> {
  const [card, slots, keyring] = await database.read(['profile', 'slot', 'keyring'], async (tx) =>
    Promise.all([
      requireProfile(tx, profileId),
      tx.objectStore('slot').getAll(everythingOf(profileId)),
      tx.objectStore('keyring').get([profileId]),
    ]),
  );
  return { card: parseCard(card), slots, keyring };
}

export async function addProfile(
  database: Database,
  card: ProfileCard,
  slot: KeySlot,
  keyring: Row,
): Promise<void> {
  await database.write(['profile', 'slot', 'keyring'], async (tx) => {
    await Promise.all([
      tx.objectStore('profile').put(cardRow(card), [card.id]),
      tx.objectStore('slot').put(slot, [card.id, slot.slotId]),
      tx.objectStore('keyring').put(keyring, [card.id]),
    ]);
  });
}

/** @throws VaultError `unknown-profile` */
export async function updateCard(
  database: Database,
  profileId: string,
  change: Partial<Pick<ProfileCard, 'label' | 'colour' | 'lastOpenedAt'>>,
): Promise<ProfileCard> {
  return database.write(['profile'], async (tx) => {
    const card = { ...parseCard(await requireProfile(tx, profileId)), ...change };
    await tx.objectStore('profile').put(cardRow(card), [profileId]);
    return card;
  });
}

/** @throws VaultError `conflict` when the old slot went meanwhile */
export async function replaceSlot(
  database: Database,
  profileId: string,
  oldId: string,
  slot: KeySlot,
): Promise<void> {
  await database.write(['profile', 'slot'], async (tx) => {
    await requireProfile(tx, profileId);
    const slots = tx.objectStore('slot');
    // Run again after a lost connection, the new one may be there already.
    if ((await slots.getKey([profileId, slot.slotId])) !== undefined) return;
    if ((await slots.getKey([profileId, oldId])) === undefined) throw new VaultError('conflict');
    await slots.put(slot, [profileId, slot.slotId]);
    await slots.delete([profileId, oldId]);
  });
}

/** Everything of one profile, in one transaction. */
export async function removeProfile(database: Database, profileId: string): Promise<void> {
  await database.write(everyStore, async (tx) => {
    await Promise.all(
      everyStore.map((store) => tx.objectStore(store).delete(everythingOf(profileId))),
    );
  });
}

function cardOrNothing(row: unknown): ProfileCard[] {
  try {
    return [parseCard(row)];
  } catch {
    return [];
  }
}
