import { argon2id as nobleArgon2id } from '@noble/hashes/argon2.js';
import { describe, expect, it, vi } from 'vitest';
import { REPEATED_TEST_MS } from './fixtures/runs.ts';
import { utf8 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import {
  ARGON2ID_FLOOR,
  argon2id,
  byScript,
  byWasm,
  calibrateArgon2id,
  costOf,
} from './argon2id.ts';
import { CryptoError } from './errors.ts';
import { seededRandom } from './fixtures/scripted-random.ts';

vi.setConfig({ testTimeout: REPEATED_TEST_MS });

const password = utf8('correct horse battery staple');
const salt = seededRandom('salt')(16);

describe('Argon2id', () => {
  it('stands on an implementation that agrees with RFC 9106 §5.3', () => {
    const tag = nobleArgon2id(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2), {
      ...{ m: 32, t: 3, p: 4, dkLen: 32 },
      key: new Uint8Array(8).fill(3),
      personalization: new Uint8Array(12).fill(4),
    });
    expect(toHex(tag)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  it('gives the same by WebAssembly and by script, for many small parameters', async () => {
    const random = seededRandom('argon2id');
    for (let i = 0; i < 40; i++) {
      const cost = { memoryKiB: 32 + i * 5, iterations: 1 + (i % 4), parallelism: 1 + (i % 3) };
      const input = {
        password: random(1 + i),
        salt: random(8 + (i % 24)),
        cost,
        length: 4 + i * 3,
      };
      expect(await byWasm(input)).toEqual(await byScript(input));
    }
  });

  it('gives the same at the floor', async () => {
    const input = { password, salt, cost: ARGON2ID_FLOOR, length: 32 };
    const key = await argon2id(password, salt, ARGON2ID_FLOOR, 32);
    expect(key).toEqual(await byScript(input));
    expect(key).toHaveLength(32);
  });

  it('takes the empty password like any other', async () => {
    const input = { password: new Uint8Array(0), salt, cost: ARGON2ID_FLOOR, length: 32 };
    expect(await argon2id(input.password, salt, ARGON2ID_FLOOR, 32)).toEqual(await byScript(input));
  });

  it('gives the same where WebAssembly is refused', async () => {
    const usual = await argon2id(password, salt, ARGON2ID_FLOOR, 16);
    const input = { password, salt, cost: ARGON2ID_FLOOR, length: 16 };
    const { instantiate } = WebAssembly;
    const refused = (): Promise<never> => Promise.reject(new WebAssembly.CompileError('policy'));
    try {
      Object.assign(WebAssembly, { instantiate: refused });
      await expect(byWasm(input)).rejects.toThrow('policy');
      expect(await argon2id(password, salt, ARGON2ID_FLOOR, 16)).toEqual(usual);
    } finally {
      Object.assign(WebAssembly, { instantiate });
    }
  });

  it.each([
    ['less memory', { memoryKiB: 19_455 }],
    ['fewer passes', { iterations: 1 }],
    ['no lane', { parallelism: 0 }],
    ['a fraction', { iterations: 2.5 }],
    ['no number', { memoryKiB: Number.NaN }],
  ])('refuses %s than the floor', async (_name, change) => {
    const cost = { ...ARGON2ID_FLOOR, ...change };
    await expect(argon2id(password, salt, cost, 32)).rejects.toEqual(
      new CryptoError('cost-too-low'),
    );
  });

  it.each([
    ['memory', { memoryKiB: 1_048_577 }],
    ['passes', { iterations: 17 }],
    ['lanes', { parallelism: 17 }],
  ])('refuses hostile %s', async (_name, change) => {
    const cost = { ...ARGON2ID_FLOOR, ...change };
    await expect(argon2id(password, salt, cost, 32)).rejects.toEqual(
      new CryptoError('cost-too-high'),
    );
  });
});

describe('calibration', () => {
  const floor = ARGON2ID_FLOOR.memoryKiB * ARGON2ID_FLOOR.iterations;

  it.each([
    ['a device ten times too slow', floor / 10, ARGON2ID_FLOOR],
    ['a device just fast enough', floor, ARGON2ID_FLOOR],
    ['a middling device', 3 * 30_000, { memoryKiB: 30_000, iterations: 3, parallelism: 1 }],
    ['a fast device', 8 * 65_536, { memoryKiB: 65_536, iterations: 8, parallelism: 1 }],
    ['a device faster than any', 1e9, { memoryKiB: 65_536, iterations: 16, parallelism: 1 }],
  ])('gives %s what it can bear', (_name, blocks, cost) => {
    expect(costOf(blocks)).toEqual(cost);
  });

  it('measures the second run, by the clock it is given', async () => {
    const readings = [1000, 1200];
    const cost = await calibrateArgon2id(1000, () => readings.shift() ?? Number.NaN);
    expect(cost).toEqual(costOf(5 * floor));
  });

  it('is not fooled by a clock that stands still', async () => {
    expect(await calibrateArgon2id(1000, () => 7)).toEqual(costOf(1000 * floor));
  });
});
