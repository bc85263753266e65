import { describe, expect, it } from 'vitest';
import { failureCode } from './failure.ts';
import { patientDevice } from './fixtures/device.ts';

const condition = JSON.stringify({ resourceType: 'Condition', code: { text: 'Sunburn' } });

/** A file that says how large it is and notes whether it was read. */
class SizedFile extends Blob {
  wasRead = false;
  readonly #size: number;

  constructor(size: number) {
    super([condition]);
    this.#size = size;
  }

  override get size(): number {
    return this.#size;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    this.wasRead = true;
    return super.arrayBuffer();
  }
}

const LIMIT = 50 * 1024 * 1024;

describe('a file that is too large', () => {
  it('is refused before a byte of it is read', async () => {
    const { carnet } = await patientDevice();
    const file = new SizedFile(LIMIT + 1);
    const refused = await carnet.readImport(file, 'large.json').catch(failureCode);
    expect([refused, file.wasRead]).toEqual(['too-large', false]);
  });

  it('is read up to the limit', async () => {
    const { carnet } = await patientDevice();
    const file = new SizedFile(LIMIT);
    expect(await carnet.readImport(file, 'full.json')).toMatchObject({ total: 1 });
    expect(file.wasRead).toBe(true);
  });
});
