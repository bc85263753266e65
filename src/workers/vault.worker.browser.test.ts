import { proxy, wrap, type Remote } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import type { CarnetApi, CarnetEvent } from '../app/api.ts';
import { failureCode } from '../app/index.ts';

let worker: Worker;

function start(): Remote<CarnetApi> {
  worker = new Worker(new URL('./vault.worker.ts', import.meta.url), { type: 'module' });
  return wrap<CarnetApi>(worker);
}

const rejection = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

afterEach(() => worker.terminate());

describe('the vault’s worker', () => {
  it('answers calls that were made before it was ready', async () => {
    const carnet = start();
    expect(await carnet.suggestPassphrase()).toMatch(/^\w+-\w+-/);
  });

  it('opens the sample and reads a file in a worker of its own', async () => {
    const carnet = start();
    const events: CarnetEvent[] = [];
    await carnet.subscribe(proxy((event: CarnetEvent) => events.push(event)));
    const { profile } = await carnet.openSample('patient');
    expect(profile).toMatchObject({ role: 'patient', sample: true });
    const before = (await carnet.home()).total;
    const condition = {
      resourceType: 'Condition',
      id: 'c',
      code: { text: 'Sunburn' },
      subject: {},
    };
    const fractions: number[] = [];
    const file = new Blob([JSON.stringify(condition)]);
    const report = proxy((fraction: number) => fractions.push(fraction));
    const review = await carnet.readImport(file, 'one.json', report);
    expect(review).toMatchObject({ total: 1, fresh: { medical: 1 } });
    expect(await carnet.confirmImport()).toEqual({ saved: 1 });
    expect((await carnet.home()).total).toBe(before + 1);
    await carnet.lock();
    // Events come by a port of their own, sooner or later than answers.
    await expect.poll(() => events.at(-1)).toEqual({ kind: 'locked' });
  });

  it('derives a key from a passphrase and shows a request', { timeout: 60_000 }, async () => {
    const carnet = start();
    const professional = { name: 'Dr Imaginary', role: 'doctor' } as const;
    const passphrase = await carnet.suggestPassphrase();
    const doctor = { label: 'Practice', role: 'doctor', colour: 2 } as const;
    const { profile } = await carnet.createProfile({ ...doctor, passphrase, professional });
    const ask = { units: ['medical' as const], purpose: '', minutes: 30, base: location.href };
    expect((await carnet.newRequest(ask)).words).toHaveLength(8);
    expect((await carnet.unlock(profile.id, passphrase)).profile.label).toBe('Practice');
  });

  it('lets a failure cross as its code and nothing else', async () => {
    const carnet = start();
    const refused = await rejection(carnet.home());
    expect(refused).toEqual({ code: 'locked' });
    await carnet.openSample('patient');
    const file = new Blob(['%PDF-1.4 a letter about somebody']);
    expect(await rejection(carnet.readImport(file, 'letter.pdf'))).toEqual({ code: 'is-pdf' });
    const broken = { form: 'no such form' } as never;
    expect(failureCode(await rejection(carnet.saveForm(broken)))).toBe('unexpected');
  });
});
