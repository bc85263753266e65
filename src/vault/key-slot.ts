import { toBase64url } from '../bytes/base64url.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { CryptoError, domain, open, seal } from '../crypto/index.ts';
import type { Argon2idCost, RandomSource } from '../crypto/index.ts';
import { VaultError } from './errors.ts';
import { ROOT_BYTES } from './storage-key.ts';
import { bytesIn, fieldsOf } from './stored-row.ts';
import type { Row } from './stored-row.ts';
import { derivationOf, freshDerivation, refusalOf, slotKey } from './unlock-factor.ts';
import type { Derivation, FactorKind, UnlockFactor } from './unlock-factor.ts';

/** The version of slots that say when they were made. Slots of version 1 still open. */
export const SLOT_VERSION = 2;

/** Which passkey a slot belongs to. In clear, and bound to the sealed root. */
export interface PasskeyMark {
  credentialId: Bytes;
  /** 32 bytes. */
  prfSalt: Bytes;
  /** Chosen by the person; it lies in clear like the profile's own label. */
  label: string;
}

/**
 * The root secret sealed under one factor. Several slots of one profile seal the same root; a kind
 * that this version does not know is left alone.
 */
export interface KeySlot extends Derivation {
  v: 1 | typeof SLOT_VERSION;
  slotId: string;
  kind: FactorKind;
  /** ISO instant; null in slots of version 1. */
  createdAt: string | null;
  /** A passkey's alone. */
  passkey: PasskeyMark | null;
  /** nonce 12 | root 32 | tag 16 */
  sealed: Bytes;
}

export interface SlotInput {
  profileId: string;
  factor: UnlockFactor;
  cost: Argon2idCost;
  random: RandomSource;
  /** ISO instant. */
  createdAt: string;
  /** A passkey's. */
  label?: string;
  /** A fresh one unless told. */
  slotId?: string;
}

/** Seals `root` (32 bytes) under a factor, with a fresh salt. `cost` is for passphrases. */
export async function sealSlot(root: Bytes, input: SlotInput): Promise<KeySlot> {
  const { profileId, factor, random, createdAt } = input;
  const slotId = input.slotId ?? toBase64url(random(16));
  const derivation = freshDerivation(factor.kind, input.cost, random);
  const passkey = passkeyOf(factor, input.label ?? '');
  const head = {
    v: SLOT_VERSION,
    ...{ slotId, kind: factor.kind, ...derivation, createdAt, passkey },
  } as const;
  const key = await slotKey(factor, derivation);
  const sealed = await seal(key, associatedData(profileId, head), root, random);
  return { ...head, sealed };
}

/**
 * The root from whichever slot the factor opens. Wrong passphrase, damaged slot, slot of another
 * profile and weakened parameters read alike.
 * @throws VaultError `wrong-passphrase` | `wrong-passkey` | `wrong-kit` | `wrong-people`, by the
 * factor; `newer-version` when a later version's slot is there and none opens; `unavailable` when
 * this device cannot run the key derivation
 */
export async function openSlots(
  rows: readonly unknown[],
  profileId: string,
  factor: UnlockFactor,
): Promise<{ slotId: string; root: Bytes }> {
  const slots = rows.map(parseSlot);
  for (const slot of slots) {
    const root = typeof slot === 'string' ? null : await openSlot(slot, profileId, factor);
    if (root && typeof slot !== 'string') return { slotId: slot.slotId, root };
  }
  throw new VaultError(slots.includes('newer-version') ? 'newer-version' : refusalOf[factor.kind]);
}

/** The slots among the rows that this version can read, oldest first; none is opened. */
export function slotsIn(rows: readonly unknown[]): KeySlot[] {
  return rows
    .map(parseSlot)
    .filter((slot) => typeof slot !== 'string')
    .toSorted((one, other) => ((one.createdAt ?? '') < (other.createdAt ?? '') ? -1 : 1));
}

/** Whether a row is a slot that needs nothing; what it seals is not looked at. */
export function isOpenSlot(row: unknown): boolean {
  const slot = parseSlot(row);
  return typeof slot !== 'string' && slot.kind === 'open';
}

/** A slot as it is stored: what a kind does not have is left out. */
export function slotRow({ passkey, createdAt, ...slot }: KeySlot): Row {
  return { ...slot, ...(createdAt === null ? {} : { createdAt }), ...passkey };
}

async function openSlot(
  slot: KeySlot,
  profileId: string,
  factor: UnlockFactor,
): Promise<Bytes | null> {
  if (slot.kind !== factor.kind || !isItsPasskey(slot, factor)) return null;
  try {
    const key = await slotKey(factor, slot);
    const root = await open(key, associatedData(profileId, slot), slot.sealed);
    return root.length === ROOT_BYTES ? root : null;
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'unavailable')
      throw new VaultError('unavailable');
    return null;
  }
}

function isItsPasskey({ passkey }: KeySlot, factor: UnlockFactor): boolean {
  if (factor.kind !== 'passkey') return true;
  return passkey !== null && equal(passkey.credentialId, factor.credentialId);
}

function passkeyOf(factor: UnlockFactor, label: string): PasskeyMark | null {
  if (factor.kind !== 'passkey') return null;
  return { credentialId: factor.credentialId, prfSalt: factor.prfSalt, label };
}

function associatedData(profileId: string, slot: Omit<KeySlot, 'sealed'>): Bytes {
  const { v, slotId, kind, kdf, salt, parameters, createdAt, passkey } = slot;
  const first = [v, profileId, slotId, kind, kdf, salt, parameters];
  const mark = passkey === null ? [] : [passkey.credentialId, passkey.prfSalt, passkey.label];
  const context = v === 1 ? first : [...first, createdAt, mark];
  return concat(domain('vault/slot'), encodeCbor(context));
}

/** Why a row is no slot for this version: left alone in both cases. */
type NoSlot = 'newer-version' | 'unknown';

function parseSlot(row: unknown): KeySlot | NoSlot {
  try {
    return slotOf(fieldsOf(row, SLOT_VERSION)) ?? 'unknown';
  } catch (error) {
    return error instanceof VaultError && error.code === 'newer-version'
      ? 'newer-version'
      : 'unknown';
  }
}

function slotOf(fields: Row): KeySlot | null {
  const { slotId, kind, kdf, parameters } = fields;
  if (typeof slotId !== 'string' || !isNumbers(parameters) || !isKind(kind)) return null;
  if (kdf !== derivationOf[kind]) return null;
  const v = fields['v'] === 1 ? 1 : SLOT_VERSION;
  const createdAt = v === 1 ? null : textIn(fields, 'createdAt');
  const passkey = kind === 'passkey' ? markIn(fields) : null;
  const salt = new Uint8Array(bytesIn(fields, 'salt'));
  const sealed = new Uint8Array(bytesIn(fields, 'sealed'));
  return { v, slotId, kind, kdf: derivationOf[kind], salt, parameters, createdAt, passkey, sealed };
}

function markIn(fields: Row): PasskeyMark {
  const credentialId = new Uint8Array(bytesIn(fields, 'credentialId'));
  const prfSalt = new Uint8Array(bytesIn(fields, 'prfSalt'));
  return { credentialId, prfSalt, label: textIn(fields, 'label') };
}

function textIn(fields: Row, field: string): string {
  const value = fields[field];
  if (typeof value !== 'string') throw new VaultError('unreadable');
  return value;
}

function isKind(value: unknown): value is FactorKind {
  return typeof value === 'string' && Object.hasOwn(derivationOf, value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item));
}
