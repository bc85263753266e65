import { argon2idAsync } from '@noble/hashes/argon2.js';
import { argon2id as wasmArgon2id } from 'hash-wasm';
import type { Bytes } from '../bytes/bytes.ts';
import { CryptoError } from './errors.ts';

/** What a guess costs (RFC 9106 §3.1). */
export interface Argon2idCost {
  memoryKiB: number;
  iterations: number;
  /** Lanes. They do not run side by side here, so more than one only helps an attacker. */
  parallelism: number;
}

/** The least that is accepted: OWASP's first choice for Argon2id (Password Storage Cheat Sheet). */
export const ARGON2ID_FLOOR: Argon2idCost = Object.freeze({
  memoryKiB: 19_456,
  iterations: 2,
  parallelism: 1,
});

/** The most that is accepted, so that hostile parameters cannot hang or kill the worker. */
const CEILING: Argon2idCost = { memoryKiB: 1_048_576, iterations: 16, parallelism: 16 };
/** Calibration adds memory up to here, then passes: phones give a worker little more. */
const CALIBRATED_MEMORY_KIB = 65_536;
const CALIBRATED_ITERATIONS = 3;

interface Argon2idInput {
  password: Uint8Array;
  salt: Uint8Array;
  cost: Argon2idCost;
  length: number;
}

/**
 * Argon2id version 1.3 (RFC 9106), without secret and associated data.
 *
 * @param salt - at least 8 bytes; use 16 random ones.
 * @param length - bytes of the result, at least 4.
 * @throws CryptoError `cost-too-low` under {@link ARGON2ID_FLOOR}, `cost-too-high` past 1 GiB or 16
 * passes or lanes, `unavailable` when the device has no memory for it.
 */
export async function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  cost: Argon2idCost,
  length: number,
): Promise<Bytes> {
  checkCost(cost);
  const input = { password, salt, cost, length };
  try {
    return await byWasm(input).catch(() => byScript(input));
  } catch {
    throw new CryptoError('unavailable');
  }
}

/**
 * The cost that takes about `targetMs` on this device: never less than the floor.
 *
 * @param now - a monotonic clock in milliseconds.
 */
export async function calibrateArgon2id(
  targetMs: number,
  now: () => number,
): Promise<Argon2idCost> {
  const probe = new Uint8Array(16);
  await argon2id(probe, probe, ARGON2ID_FLOOR, 32);
  const start = now();
  await argon2id(probe, probe, ARGON2ID_FLOOR, 32);
  const floorMs = Math.max(now() - start, 1);
  return costOf((targetMs / floorMs) * ARGON2ID_FLOOR.memoryKiB * ARGON2ID_FLOOR.iterations);
}

/** @param blocks - KiB filled in all passes together: what the time is proportional to. */
export function costOf(blocks: number): Argon2idCost {
  const memoryKiB = Math.floor(
    clamp(blocks / CALIBRATED_ITERATIONS, ARGON2ID_FLOOR.memoryKiB, CALIBRATED_MEMORY_KIB),
  );
  const iterations = clamp(
    Math.floor(blocks / memoryKiB),
    ARGON2ID_FLOOR.iterations,
    CEILING.iterations,
  );
  return { memoryKiB, iterations, parallelism: 1 };
}

/** hash-wasm: three to ten times faster than script. */
export async function byWasm({ password, salt, cost, length }: Argon2idInput): Promise<Bytes> {
  const { memoryKiB: memorySize, iterations, parallelism } = cost;
  const shape = {
    memorySize,
    iterations,
    parallelism,
    hashLength: length,
    outputType: 'binary',
  } as const;
  return Uint8Array.from(await wasmArgon2id({ password, salt, ...shape }));
}

/** noble: for a device or policy that refuses WebAssembly. */
export async function byScript({ password, salt, cost, length }: Argon2idInput): Promise<Bytes> {
  const { memoryKiB: m, iterations: t, parallelism: p } = cost;
  return argon2idAsync(password, salt, { m, t, p, dkLen: length });
}

const costNames = ['memoryKiB', 'iterations', 'parallelism'] as const;

function checkCost(cost: Argon2idCost): void {
  // Written so that NaN and fractions fail as well.
  if (
    !costNames.every((name) => Number.isInteger(cost[name]) && cost[name] >= ARGON2ID_FLOOR[name])
  ) {
    throw new CryptoError('cost-too-low');
  }
  if (costNames.some((name) => cost[name] > CEILING[name])) throw new CryptoError('cost-too-high');
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
