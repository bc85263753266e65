import type { Bytes } from '../bytes/bytes.ts';
import { utf8 } from '../bytes/bytes.ts';
import { ARGON2ID_FLOOR, aeadKey, argon2id, domain, hkdfSha256 } from '../crypto/index.ts';
import type { AeadKey, Argon2idCost, RandomSource } from '../crypto/index.ts';
import { VaultError } from './errors.ts';
import type { VaultErrorCode } from './errors.ts';

/** What a passkey's authenticator answered, and which passkey it was. */
export interface PasskeyFactor {
  kind: 'passkey';
  /** WebAuthn's raw id, 1 to 1023 bytes. */
  credentialId: Bytes;
  /** What the authenticator was asked to evaluate, 32 bytes. */
  prfSalt: Bytes;
  /** WebAuthn Level 3 §10.1.4 `prf.results.first`, 32 bytes. */
  prf: Bytes;
}

/**
 * What a person brings to open a profile. `people` is the secret that trusted people restore
 * together. `open` protects nothing: it serves sample profiles, and helpers that have to work on
 * after a restart with nobody near.
 */
export type UnlockFactor =
  | { kind: 'passphrase'; passphrase: string }
  | PasskeyFactor
  /** The 32 bytes that the recovery kit's 24 words encode. */
  | { kind: 'kit'; entropy: Bytes }
  /** 32 bytes. */
  | { kind: 'people'; secret: Bytes }
  /** 32 bytes, which lie sealed in the profile of somebody who cares for this one's person. */
  | { kind: 'guardian'; secret: Bytes }
  | { kind: 'open' };

export type FactorKind = UnlockFactor['kind'];

/** How a slot makes its key: the id of the function, its salt, its numbers in a fixed order. */
export interface Derivation {
  kdf: 'argon2id' | 'hkdf-sha256';
  /** 16 bytes. */
  salt: Bytes;
  /** argon2id: memory in KiB, iterations, lanes. hkdf-sha256: none. */
  parameters: number[];
}

/** Only a passphrase can be guessed: the others are 32 random bytes, or protect nothing. */
export const derivationOf: Readonly<Record<FactorKind, Derivation['kdf']>> = {
  passphrase: 'argon2id',
  passkey: 'hkdf-sha256',
  kit: 'hkdf-sha256',
  people: 'hkdf-sha256',
  guardian: 'hkdf-sha256',
  open: 'hkdf-sha256',
};

/** What is said of a factor that opens nothing. */
export const refusalOf: Readonly<Record<FactorKind, VaultErrorCode>> = {
  passphrase: 'wrong-passphrase',
  passkey: 'wrong-passkey',
  kit: 'wrong-kit',
  people: 'wrong-people',
  guardian: 'wrong-guardian',
  open: 'wrong-passphrase',
};

/** Bytes of a kit's entropy, of a PRF output, and of the secrets of trusted people and of a guardian. */
export const FACTOR_SECRET_BYTES = 32;

const SALT_BYTES = 16;
const KEK_BYTES = 32;

/** Anybody can derive this: it only keeps a sample profile in the same shape as the others. */
const publicKey = utf8('carnet sample profile, no protection');

/** A derivation with a salt of its own. `cost` is for passphrases. */
export function freshDerivation(
  kind: FactorKind,
  { memoryKiB, iterations, parallelism }: Argon2idCost,
  random: RandomSource,
): Derivation {
  const kdf = derivationOf[kind];
  const parameters = kdf === 'argon2id' ? [memoryKiB, iterations, parallelism] : [];
  return { kdf, salt: random(SALT_BYTES), parameters };
}

/**
 * The key that seals a slot's root.
 * @throws VaultError `too-weak` for parameters under the floor, and for secrets of another length
 */
export async function slotKey(factor: UnlockFactor, derivation: Derivation): Promise<AeadKey> {
  const bytes = await keyBytes(factor, derivation);
  try {
    return await aeadKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

async function keyBytes(factor: UnlockFactor, { salt, parameters }: Derivation): Promise<Bytes> {
  if (factor.kind === 'passphrase') return stretched(factor.passphrase, salt, parameters);
  const info = domain(`vault/slot-${factor.kind}`);
  return hkdfSha256({ key: secretOf(factor), salt, info, length: KEK_BYTES });
}

function secretOf(factor: Exclude<UnlockFactor, { kind: 'passphrase' }>): Bytes {
  if (factor.kind === 'open') return publicKey;
  const secret = secretIn(factor);
  if (secret.length !== FACTOR_SECRET_BYTES) throw new VaultError('too-weak');
  return secret;
}

function secretIn(factor: Exclude<UnlockFactor, { kind: 'passphrase' | 'open' }>): Bytes {
  if (factor.kind === 'passkey') return factor.prf;
  return factor.kind === 'kit' ? factor.entropy : factor.secret;
}

/** One passphrase typed on two keyboards can differ in bytes: NFKC makes them one. */
async function stretched(
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
