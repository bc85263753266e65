import { describe, expect, it, vi } from 'vitest';
import { titles } from './fixtures/titles.ts';
import type { RecordForm } from '../records/index.ts';
import { device, passphrase, TestClock } from './fixtures/device.ts';
import type { Device } from './fixtures/device.ts';
import './fixtures/quick-guesses.ts';

const databaseName = 'two-windows';

const allergy = (substance: string): RecordForm => ({
  ...{ form: 'allergy', substance, reaction: '', severity: '', since: '', active: true },
});

async function twoWindows(): Promise<[Device, Device]> {
  const one = device(new TestClock(), databaseName);
  const about = { label: 'Mine', role: 'patient', colour: 1, passphrase } as const;
  const { profile } = await one.carnet.createProfile(about);
  const other = device(one.clock, databaseName);
  await other.carnet.unlock(profile.id, passphrase);
  return [one, other];
}

describe('a record that two windows write to', () => {
  it('loses nothing, and neither window loses sight of what it has just saved', async () => {
    const windows = await twoWindows();
    const wanted: string[] = [];
    await Promise.all(
      windows.map(async ({ carnet }, at) => {
        for (let i = 0; i < 15; i += 1) {
          const title = `Window ${String(at)}, ${String(i)}`;
          wanted.push(title);
          const { id } = await carnet.saveForm(allergy(title));
          await new Promise((done) => setTimeout(done, 1));
          expect((await carnet.record(id)).entry.title).toBe(title);
        }
      }),
    );
    for (const window of windows)
      await vi.waitFor(async () => expect(await titles(window)).toEqual(wanted.toSorted()), 10_000);
    for (const { carnet } of windows) await carnet.lock();
  });
});
