import type { Bytes } from '../bytes/bytes.ts';
import { everythingOf, requireProfile } from './database.ts';
import type { Database, WriteTransaction } from './database.ts';
import { VaultError } from './errors.ts';
import { openSlots, sealSlot, slotRow, slotsIn } from './key-slot.ts';
import type { KeySlot } from './key-slot.ts';
import { isSameKeyring, sealKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';
import { readRows } from './lost-rows.ts';
import { collections, openRow, sealRow } from './object-row.ts';
import type { Collection, ObjectRow, Place } from './object-row.ts';
import { whileWriting } from './profile-lock.ts';
import { readProfile } from './profile-store.ts';
import { ROOT_BYTES, StorageKey } from './storage-key.ts';
import type { Row } from './stored-row.ts';
import type { UnlockFactor } from './unlock-factor.ts';
import { isEnough } from './ways-in.ts';
import type { SlotPlace } from './ways-in.ts';

export interface RenewedPlace extends SlotPlace {
  key: StorageKey;
  keyring: Keyring;
}

/**
 * A new root for a profile that no other window has open: every object, the keyring and the slots
 * of the factors in `keep` are sealed anew, in one transaction. All other slots go. Rows keep their
 * names and chunks stay as they are; what did not open before is left where it lies. Afterwards
 * `key` opens nothing any more.
 * @throws VaultError as {@link openSlots} for each factor; `last-way-in` where only passkeys are
 * kept; `newer-version` where a later version stored something
 */
export async function renewRoot(place: RenewedPlace, keep: readonly UnlockFactor[]): Promise<void> {
  const { database, card, keyring, random } = place;
  const kept = await provenSlots(place, keep);
  if (!isEnough(kept.map(({ slot }) => slot.kind))) throw new VaultError('last-way-in');
  const root = random(ROOT_BYTES);
  const slots = await sealSlots(place, root, kept);
  const fresh = await StorageKey.fromRoot(root);
  fresh.nameBy(keyring.names);
  try {
    const sealed = await sealKeyring(fresh, card, keyring, random);
    await whileWriting(`${database.name}/${card.id}`, async () => {
      const rows = await resealed(place, fresh);
      await database.write(['profile', 'slot', 'keyring', 'object'], (tx) =>
        replace(tx, card.id, { slots, keyring: sealed, rows }),
      );
    });
  } finally {
    fresh.forget();
  }
}

interface Kept {
  slot: KeySlot;
  factor: UnlockFactor;
}

/** The slot of each factor; a factor that opens none is refused, not left out. */
async function provenSlots(
  { database, card }: RenewedPlace,
  keep: readonly UnlockFactor[],
): Promise<Kept[]> {
  const { slots: rows } = await readProfile(database, card.id);
  const stored = slotsIn(rows);
  const kept = new Map<string, Kept>();
  for (const factor of keep) {
    const { slotId, root } = await openSlots(rows, card.id, factor);
    root.fill(0);
    const slot = stored.find((other) => other.slotId === slotId);
    if (slot) kept.set(slotId, { slot, factor });
  }
  return [...kept.values()];
}

async function sealSlots(
  { card, random, cost, now }: RenewedPlace,
  root: Bytes,
  kept: readonly Kept[],
): Promise<KeySlot[]> {
  const common = { profileId: card.id, random, cost: await cost() };
  const sealed: KeySlot[] = [];
  for (const { slot, factor } of kept) {
    const { slotId, passkey } = slot;
    const [createdAt, label] = [slot.createdAt ?? now().toISOString(), passkey?.label ?? ''];
    sealed.push(await sealSlot(root, { ...common, slotId, createdAt, label, factor }));
  }
  return sealed;
}

interface Placed {
  place: Place;
  row: ObjectRow;
}

/** Every row that opens, sealed under the new key. Nobody else writes meanwhile. */
async function resealed(
  { database, card, key, random }: RenewedPlace,
  fresh: StorageKey,
): Promise<Placed[]> {
  const found: Placed[] = [];
  for (const { place, row } of await rowsOf(database, card.id)) {
    const object = await openRow(key, place, row);
    if (object === 'newer-version') throw new VaultError('newer-version');
    if (typeof object === 'string') continue;
    found.push({ place, row: await sealRow(fresh, place, object, random) });
  }
  return found;
}

async function rowsOf(
  database: Database,
  profileId: string,
): Promise<{ place: Place; row: unknown }[]> {
  const { keys, rows } = await readRows(database, 'object', everythingOf(profileId));
  return keys.map(([, name, rowKey], i) => ({
    place: { profileId, collection: known(name), rowKey },
    row: rows[i],
  }));
}

/** A collection that only a later version knows would stay under the old key, and be lost. */
function known(name: string): Collection {
  const collection = collections.find((other) => other === name);
  if (collection === undefined) throw new VaultError('newer-version');
  return collection;
}

interface Renewed {
  slots: readonly KeySlot[];
  keyring: Row;
  rows: readonly Placed[];
}

async function replace(
  tx: WriteTransaction,
  profileId: string,
  { slots, keyring, rows }: Renewed,
): Promise<void> {
  await requireProfile(tx, profileId);
  const rings = tx.objectStore('keyring');
  // The connection broke after the commit and before its answer: this is the second run.
  if (isSameKeyring(await rings.get([profileId]), keyring)) return;
  await rings.put(keyring, [profileId]);
  const store = tx.objectStore('slot');
  await store.delete(everythingOf(profileId));
  await Promise.all(slots.map((slot) => store.put(slotRow(slot), [profileId, slot.slotId])));
  const objects = tx.objectStore('object');
  await Promise.all(
    rows.map(({ place: { collection, rowKey }, row }) =>
      objects.put(row, [profileId, collection, rowKey]),
    ),
  );
}
