import { describe, expect, it } from 'vitest';
import {
  addBatch,
  epochOf,
  laneKey,
  newCardHolder,
  newPublisher,
  publish,
  readManifest,
  readTexts,
} from './fixtures/publication.ts';

describe('a published unit', () => {
  it('is read with a re-encryption key of lane all', async () => {
    const publisher = await newPublisher();
    const doctor = await newCardHolder();
    await addBatch(publisher, 'one', 'two');
    await addBatch(publisher, 'three');
    const { stored } = await publish(publisher);
    const manifest = await readManifest(publisher, epochOf(publisher), stored);
    const key = await laneKey(publisher, doctor, 'all');
    expect(await readTexts(publisher, doctor, [key], manifest)).toEqual(['one', 'two', 'three']);
  });
});
