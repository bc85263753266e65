import { bls12_381 } from '@noble/curves/bls12-381.js';
import { systemRandom } from '../random.ts';
import { tagId } from '../tag.ts';
import { afghBls12381 as suite } from './afgh.ts';
import { G1, G2 } from './points.ts';

/** Median cost of each operation in pairings of the same run, point checks included. */
export interface CostsPerPairing {
  encapsulate: number;
  rekey: number;
  reencrypt: number;
  open: number;
  /** What one pairing took, in milliseconds. */
  pairingMs: number;
}

type Work = () => unknown;

/**
 * Times the suite against noble's pairing. The operations take turns, so that a busy machine slows
 * all of them alike.
 *
 * @param now - a monotonic clock in milliseconds.
 */
export async function measureAfgh(now: () => number, rounds: number): Promise<CostsPerPairing> {
  const works = await operations();
  const times = works.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (const [i, work] of works.entries()) {
      const start = now();
      await work();
      if (round >= 0) times[i]?.push(now() - start);
    }
  }
  const [pairingMs = 0, ...rest] = times.map(median);
  const [encapsulate = 0, rekey = 0, reencrypt = 0, open = 0] = rest.map((ms) => ms / pairingMs);
  return { encapsulate, rekey, reencrypt, open, pairingMs };
}

/** One pairing first, then the four operations; each starts from bytes. */
async function operations(): Promise<readonly Work[]> {
  const tag = { kind: 'visit', id: tagId('visit', systemRandom(32), systemRandom(32)) } as const;
  const { publicKey: pk, secretKey: x } = await suite.tagKeyPair(systemRandom);
  const { publicKey: pkB, secretKey: b } = await suite.delegateeKeyPair(systemRandom);
  const { capsule } = await suite.encapsulate(pk, tag, systemRandom);
  const rk = await suite.reEncryptionKey(x, pkB);
  const [p, q] = [G1.fromBytes(pk), G2.fromBytes(pkB)];
  return [
    () => bls12_381.pairing(p, q),
    () => suite.encapsulate(pk, tag, systemRandom),
    () => suite.reEncryptionKey(x, pkB),
    () => suite.reEncrypt(rk, capsule, systemRandom),
    () => suite.decapsulateFused(b, pk, capsule, rk, tag),
  ];
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}
