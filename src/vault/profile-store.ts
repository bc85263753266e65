import { everyStore, everythingOf, requireProfile } from './database.ts';
import type { Database } from './database.ts';
import { slotRow } from './key-slot.ts';
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

/** Every finished card that can be read, oldest first. A damaged one stays stored and is left out. */
export async function readCards(database: Database): Promise<ProfileCard[]> {
  const cards = await everyCard(database);
  return cards
    .filter(({ unfinished }) => unfinished !== true)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** The ids of profiles that were begun and not finished. */
export async function readUnfinished(database: Database): Promise<string[]> {
  const cards = await everyCard(database);
  return cards.filter(({ unfinished }) => unfinished === true).map(({ id }) => id);
}

/** From now on it is a profile like others. @throws VaultError `unknown-profile` */
export async function finishCard(database: Database, profileId: string): Promise<ProfileCard> {
  return database.write(['profile'], async (tx) => {
    const card = parseCard(await requireProfile(tx, profileId));
    delete card.unfinished;
    await tx.objectStore('profile').put(cardRow(card), [profileId]);
    return card;
  });
}

async function everyCard(database: Database): Promise<ProfileCard[]> {
  const rows = await database.read(['profile'], (tx) => tx.objectStore('profile').getAll());
  return rows.flatMap(cardOrNothing);
}

/** Profiles of which a card or a keyring lies here, and no card that can be read. */
export async function countDamaged(database: Database): Promise<number> {
  const [cards, rings, rows] = await database.read(['profile', 'keyring'], (tx) =>
    Promise.all([
      tx.objectStore('profile').getAllKeys(),
      tx.objectStore('keyring').getAllKeys(),
      tx.objectStore('profile').getAll(),
    ]),
  );
  const readable = new Set(rows.flatMap(cardOrNothing).map(({ id }) => id));
  const all = new Set([...cards, ...rings].map(([id]) => id));
  return [...all].filter((id) => !readable.has(id)).length;
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

/** As it lies there. */
export function readKeyring(database: Database, profileId: string): Promise<unknown> {
  return database.read(['keyring'], (tx) => tx.objectStore('keyring').get([profileId]));
}

export async function addProfile(
  database: Database,
  card: ProfileCard,
  slots: readonly KeySlot[],
  keyring: Row,
): Promise<void> {
  await database.write(['profile', 'slot', 'keyring'], async (tx) => {
    await Promise.all([
      tx.objectStore('profile').put(cardRow(card), [card.id]),
      ...slots.map((slot) => tx.objectStore('slot').put(slotRow(slot), [card.id, slot.slotId])),
      tx.objectStore('keyring').put(keyring, [card.id]),
    ]);
  });
}

type CardChange = Partial<Pick<ProfileCard, 'label' | 'colour' | 'lastOpenedAt'>>;
type Tries = Pick<ProfileCard, 'wrongTries' | 'notBefore'>;

/** With `tries`, those take the place of what the card said. @throws VaultError `unknown-profile` */
export async function updateCard(
  database: Database,
  profileId: string,
  change: CardChange,
  tries?: Tries,
): Promise<ProfileCard> {
  return database.write(['profile'], async (tx) => {
    const { wrongTries, notBefore, ...stored } = parseCard(await requireProfile(tx, profileId));
    const kept = tries ?? defined({ wrongTries, notBefore });
    const card = { ...stored, ...kept, ...change };
    await tx.objectStore('profile').put(cardRow(card), [profileId]);
    return card;
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

function defined({ wrongTries, notBefore }: { [K in keyof Tries]: Tries[K] | undefined }): Tries {
  return {
    ...(wrongTries === undefined ? {} : { wrongTries }),
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

function cardOrNothing(row: unknown): ProfileCard[] {
  try {
    return [parseCard(row)];
  } catch {
    return [];
  }
}
