import { ARGON2ID_FLOOR } from '../crypto/index.ts';
import type { Argon2idCost, RandomSource } from '../crypto/index.ts';
import { equal } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { everythingOf, requireProfile } from './database.ts';
import type { Database } from './database.ts';
import { VaultError } from './errors.ts';
import { openSlots, sealSlot, slotRow, slotsIn } from './key-slot.ts';
import type { KeySlot, PasskeyMark } from './key-slot.ts';
import { requireStrength } from './passphrase.ts';
import type { ProfileCard } from './profile-card.ts';
import { mayBeOpen } from './opening.ts';
import { whileWriting } from './profile-lock.ts';
import { readProfile } from './profile-store.ts';
import type { FactorKind, UnlockFactor } from './unlock-factor.ts';

/** One way to open a profile, as far as it can be told without opening it. */
export interface WayIn {
  slotId: string;
  kind: FactorKind;
  /** ISO instant; null for one made before such dates were kept. */
  createdAt: string | null;
  /** A passkey's alone. */
  passkey: PasskeyMark | null;
}

export interface NewWayIn {
  factor: UnlockFactor;
  /** The same factor, answered once more: it has to open what the first answer seals. */
  proof?: UnlockFactor;
  /** A passkey's. */
  label?: string;
  /** Slots that go in the same step. */
  replaces?: readonly string[];
}

/** What these functions need of a profile. */
export interface SlotPlace {
  database: Database;
  card: ProfileCard;
  random: RandomSource;
  now: () => Date;
  cost: () => Promise<Argon2idCost>;
}

export async function waysIn({ database, card }: SlotPlace): Promise<WayIn[]> {
  const { slots } = await readProfile(database, card.id);
  return slotsIn(slots).map(wayIn);
}

/**
 * Seals the root, which `current` opens, under another factor as well. Nothing is stored before the
 * new slot has been opened again, by `proof` where there is one.
 * @throws VaultError as {@link openSlots} for `current`; `too-weak` | `not-proven` | `last-way-in` |
 * `conflict`
 */
export async function addWayIn(
  place: SlotPlace,
  current: UnlockFactor,
  next: NewWayIn,
): Promise<WayIn> {
  const { database, card } = place;
  requireFit(card, next.factor);
  const { slots } = await readProfile(database, card.id);
  const { slotId, root } = await openSlots(slots, card.id, current);
  try {
    const slot = await provenSlot(place, root, next);
    const needs = slotsIn(slots).find((other) => other.slotId === slotId) ?? null;
    await writeSlots(place, { adds: slot, drops: next.replaces ?? [], needs });
    return wayIn(slot);
  } finally {
    root.fill(0);
  }
}

/** @throws VaultError `last-way-in` when nothing would be left but passkeys and guardians' secrets */
export async function removeWayIn(place: SlotPlace, slotId: string): Promise<void> {
  await writeSlots(place, { adds: null, drops: [slotId], needs: null });
}

/** The slot that a factor opens, or null. @throws VaultError `unavailable` | `newer-version` */
export async function proveWayIn(
  { database, card }: Pick<SlotPlace, 'database' | 'card'>,
  factor: UnlockFactor,
): Promise<string | null> {
  const { slots } = await readProfile(database, card.id);
  try {
    const { slotId, root } = await openSlots(slots, card.id, factor);
    root.fill(0);
    return slotId;
  } catch (error) {
    if (error instanceof VaultError && error.code.startsWith('wrong-')) return null;
    throw error;
  }
}

/**
 * The root itself (32 bytes), for another phone of the same person. The caller erases it.
 * @throws VaultError `wrong-…`
 */
export async function rootBy(
  { database, card }: Pick<SlotPlace, 'database' | 'card'>,
  current: UnlockFactor,
): Promise<Bytes> {
  const { slots } = await readProfile(database, card.id);
  return (await openSlots(slots, card.id, current)).root;
}

/**
 * A passkey can be lost with a phone or an account, and cannot be copied by hand; a guardian's secret
 * goes with the guardian's profile.
 */
const unreliable: readonly FactorKind[] = ['passkey', 'guardian'];

export function isEnough(kinds: readonly FactorKind[]): boolean {
  return kinds.some((kind) => !unreliable.includes(kind));
}

/** @throws VaultError `too-weak` */
function requireFit(card: ProfileCard, factor: UnlockFactor): void {
  if (factor.kind === 'passphrase') requireStrength(factor.passphrase);
  if (factor.kind === 'open' && !mayBeOpen(card)) throw new VaultError('too-weak');
}

async function provenSlot(place: SlotPlace, root: Bytes, next: NewWayIn): Promise<KeySlot> {
  const { card, random, now, cost } = place;
  const { factor, proof = factor, label = '' } = next;
  const slot = await sealSlot(root, {
    profileId: card.id,
    ...{ factor, label, random },
    cost: factor.kind === 'passphrase' ? await cost() : ARGON2ID_FLOOR,
    createdAt: now().toISOString(),
  });
  const opened = await openSlots([slotRow(slot)], card.id, proof).catch(() => null);
  const proven = opened !== null && equal(opened.root, root);
  opened?.root.fill(0);
  if (!proven) throw new VaultError('not-proven');
  return slot;
}

interface SlotChange {
  adds: KeySlot | null;
  drops: readonly string[];
  /** The slot whose root the new one seals: gone or sealed anew, the root may be another. */
  needs: KeySlot | null;
}

async function writeSlots(
  { database, card: { id } }: SlotPlace,
  { adds, drops, needs }: SlotChange,
): Promise<void> {
  await whileWriting(`${database.name}/${id}`, () =>
    database.write(['profile', 'slot'], async (tx) => {
      await requireProfile(tx, id);
      const slots = tx.objectStore('slot');
      // Run again after a lost connection, the new one may be there already.
      if (adds && (await slots.getKey([id, adds.slotId])) !== undefined) return;
      const rows: unknown[] = await slots.getAll(everythingOf(id));
      const stored = slotsIn(rows);
      if (needs !== null && !stored.some(({ sealed }) => equal(sealed, needs.sealed)))
        throw new VaultError('conflict');
      const left = stored.filter(({ slotId }) => !drops.includes(slotId));
      if (!isEnough([...left, ...(adds ? [adds] : [])].map(({ kind }) => kind)))
        throw new VaultError('last-way-in');
      if (adds) await slots.put(slotRow(adds), [id, adds.slotId]);
      for (const slotId of drops) await slots.delete([id, slotId]);
    }),
  );
}

export function wayIn({ slotId, kind, createdAt, passkey }: KeySlot): WayIn {
  return { slotId, kind, createdAt, passkey };
}
