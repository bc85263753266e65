import { toBase64url } from '../bytes/base64url.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import {
  ARGON2ID_FLOOR,
  CryptoError,
  aeadKey,
  argon2id,
  domain,
  hkdfSha256,
  open,
  seal,
} from '../crypto/index.ts';
import type { Argon2idCost, RandomSource } from '../crypto/index.ts';
import { VaultError } from './errors.ts';
import { ROOT_BYTES } from './storage-key.ts';
import { FORMAT_VERSION, bytesIn, fieldsOf } from './stored-row.ts';
import type { Row } from './stored-row.ts';

/**
 * What a person brings to open a profile. `open` protects nothing: it serves sample profiles, and
 * helpers that have to work on after a restart with nobody near.
 */
export type UnlockFactor = { kind: 'passphrase'; passphrase: string } | { kind: 'open' };

/** How a slot makes its key: the id of the function, its salt, its numbers in a fixed order. */
interface Derivation {
  kdf: 'argon2id' | 'hkdf-sha256';
  /** 16 bytes. */
  salt: Bytes;
  /** argon2id: memory in KiB, iterations, lanes. hkdf-sha256: none. */
  parameters: number[];
}

/**
 * The root secret sealed under one factor. Several slots of one profile seal the same root; a kind
 * that this version does not know is left alone.
 */
export interface KeySlot extends Derivation {
  v: typeof FORMAT_VERSION;
  slotId: string;
  kind: UnlockFactor['kind'];
  /** nonce 12 | root 32 | tag 16 */
  sealed: Bytes;
}

const derivationOf = { passphrase: 'argon2id', open: 'hkdf-sha256' } as const;
const SALT_BYTES = 16;
const KEK_BYTES = 32;

/** Anybody can derive this: it only keeps a sample profile in the same shape as the others. */
const publicKey = utf8('carnet sample profile, no protection');

/** Seals `root` (32 bytes) under a factor, with a fresh salt. `cost` is for passphrases. */
export async function sealSlot(
  root: Bytes,
  input: { profileId: string; factor: UnlockFactor; cost: Argon2idCost; random: RandomSource },
): Promise<KeySlot> {
  const { profileId, factor, random } = input;
  const slotId = toBase64url(random(16));
  const derivation = freshDerivation(factor, input.cost, random);
  const head = { v: FORMAT_VERSION, slotId, kind: factor.kind, ...derivation } as const;
  const kek = await keyOf(factor, derivation);
  const sealed = await seal(kek, associatedData(profileId, head), root, random);
  return { ...head, sealed };
}

/**
 * The root from whichever slot the factor opens. Wrong passphrase, damaged slot, slot of another
 * profile and weakened parameters read alike.
 * @throws VaultError `wrong-passphrase`; `newer-version` when only a later version's slot is left;
 * `unavailable` when this device cannot run the key derivation
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
  throw new VaultError(slots.includes('newer-version') ? 'newer-version' : 'wrong-passphrase');
}

/** Whether a row is a slot that needs nothing; what it seals is not looked at. */
export function isOpenSlot(row: unknown): boolean {
  const slot = parseSlot(row);
  return typeof slot !== 'string' && slot.kind === 'open';
}

async function openSlot(
  slot: KeySlot,
  profileId: string,
  factor: UnlockFactor,
): Promise<Bytes | null> {
  if (slot.kind !== factor.kind) return null;
  try {
    const root = await open(
      await keyOf(factor, slot),
      associatedData(profileId, slot),
      slot.sealed,
    );
    return root.length === ROOT_BYTES ? root : null;
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'unavailable')
      throw new VaultError('unavailable');
    return null;
  }
}

function freshDerivation(
  factor: UnlockFactor,
  cost: Argon2idCost,
  random: RandomSource,
): Derivation {
  const salt = random(SALT_BYTES);
  if (factor.kind === 'open') return { kdf: 'hkdf-sha256', salt, parameters: [] };
  return { kdf: 'argon2id', salt, parameters: [cost.memoryKiB, cost.iterations, cost.parallelism] };
}

async function keyOf(factor: UnlockFactor, { salt, parameters }: Derivation) {
  const bytes =
    factor.kind === 'open'
      ? publicKek(salt)
      : await passphraseKek(factor.passphrase, salt, parameters);
  try {
    return await aeadKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

function publicKek(salt: Bytes): Bytes {
  return hkdfSha256({ key: publicKey, salt, info: domain('vault/slot-open'), length: KEK_BYTES });
}

/** One passphrase typed on two keyboards can differ in bytes: NFKC makes them one. */
async function passphraseKek(
  passphrase: string,
  salt: Bytes,
  parameters: readonly number[],
): Promise<Bytes> {
  const [memoryKiB = 0, iterations = 0, parallelism = 0] = parameters;
  if (
    memoryKiB < ARGON2ID_FLOOR.memoryKiB ||
    iterations < ARGON2ID_FLOOR.iterations ||
    parallelism < 1
  ) {
    throw new VaultError('too-weak');
  }
  const password = utf8(passphrase.normalize('NFKC'));
  try {
    return await argon2id(password, salt, { memoryKiB, iterations, parallelism }, KEK_BYTES);
  } finally {
    password.fill(0);
  }
}

function associatedData(profileId: string, slot: Omit<KeySlot, 'sealed'>): Bytes {
  const { v, slotId, kind, kdf, salt, parameters } = slot;
  return concat(
    domain('vault/slot'),
    encodeCbor([v, profileId, slotId, kind, kdf, salt, parameters]),
  );
}

/** Why a row is no slot for this version: left alone in both cases. */
type NoSlot = 'newer-version' | 'unknown';

function parseSlot(row: unknown): KeySlot | NoSlot {
  try {
    return slotOf(fieldsOf(row)) ?? 'unknown';
  } catch (error) {
    return error instanceof VaultError && error.code === 'newer-version'
      ? 'newer-version'
      : 'unknown';
  }
}

function slotOf(fields: Row): KeySlot | null {
  const { slotId, kind, kdf, parameters } = fields;
  if (typeof slotId !== 'string' || !isNumbers(parameters)) return null;
  if (kind !== 'passphrase' && kind !== 'open') return null;
  if (kdf !== derivationOf[kind]) return null;
  const salt = new Uint8Array(bytesIn(fields, 'salt'));
  const sealed = new Uint8Array(bytesIn(fields, 'sealed'));
  return { v: FORMAT_VERSION, slotId, kind, kdf: derivationOf[kind], salt, parameters, sealed };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item));
}
