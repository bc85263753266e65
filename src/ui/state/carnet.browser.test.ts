import { afterEach, describe, expect, it, vi } from 'vitest';
import { Carnet } from './carnet.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const windows: Carnet[] = [];

/** The app in one of several windows of a browser. */
async function open(): Promise<Carnet> {
  const carnet = new Carnet(new Toasts());
  windows.push(carnet);
  await carnet.start();
  await carnet.openSample('doctor');
  return carnet;
}

afterEach(async () => {
  for (const carnet of windows.splice(0)) await carnet.lock('closing');
});

describe('a profile that is open in two windows', () => {
  it('stays open in one when the other locks', { timeout: 60_000 }, async () => {
    const [one, other] = [await open(), await open()];
    await one.lock();
    expect([one.session, other.session?.profile.role]).toEqual([null, 'doctor']);
    expect(await other.api.visits()).toEqual([]);
  });

  it('is locked in both when it is removed in one', { timeout: 60_000 }, async () => {
    const [one, other] = [await open(), await open()];
    const id = one.session?.profile.id ?? '';
    await one.api.removeProfile(id);
    await vi.waitFor(() => expect([one.session, other.session]).toEqual([null, null]), 20_000);
    await one.lock();
    expect(one.profiles?.map((profile) => profile.id)).not.toContain(id);
  });
});
