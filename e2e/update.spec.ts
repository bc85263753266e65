import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import { Device } from './fixtures/device.ts';
import { nextVersion, nextVersionMark } from './fixtures/next-version.ts';
import { bringIn, createProfile, unlock } from './fixtures/own-profile.ts';
import { Doctor, Patient } from './fixtures/people.ts';
import { expect, test } from './fixtures/test.ts';

const desktop = { viewport: { width: 1280, height: 800 } };
const offer = (page: Page) => page.getByText('A new version is ready');
const accept = (page: Page) => page.getByRole('button', { name: 'Update now' });
const isNext = (page: Page) => expect(page.locator(nextVersionMark)).toBeAttached();

/** A folder with the next version of the app. */
const updating = test.extend<{ next: string }>({
  next: async ({}, use) => {
    const folder = nextVersion();
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

/** The browser finds the new version and has all of it; that of itself must change nothing. */
async function fetchNext(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { sameWindow: true }));
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null,
  );
}

const stillSame = (page: Page) => page.evaluate(() => 'sameWindow' in window);

updating(
  'a new version waits while a code shows, is offered afterwards, and finds the record as it was @update',
  async ({ server, open, next }) => {
    const patient = new Patient(await open({ ...desktop, keepsApp: true }));
    const doctor = new Doctor(await open({ ...desktop, keepsApp: true }));
    await doctor.page.goto(server.address);
    await doctor.openSample();
    await patient.device.install(server.address);
    const passphrase = await createProfile(patient.page, 'patient');
    await bringIn(patient.page, canaryBundle);
    const { link, words } = await doctor.ask();
    await patient.hear(link, words);
    await patient.approve();

    server.deploy(next);
    await fetchNext(patient.page);
    await expect(patient.code).toBeVisible();
    await expect(offer(patient.page)).toBeHidden();
    expect(await stillSame(patient.page)).toBe(true);

    await patient.press('They have it');
    await expect(offer(patient.page)).toBeVisible();
    expect(await stillSame(patient.page)).toBe(true);

    await accept(patient.page).click();
    await isNext(patient.page);
    await unlock(patient.page, passphrase);
    await expect(patient.page.getByText(canaries.allergy).first()).toBeVisible({ timeout: 60_000 });
  },
);

updating(
  'a new version waits for another window’s consultation, and that window comes along when it locks @update @slow',
  async ({ server, open, next }) => {
    const device = await open({ ...desktop, keepsApp: true });
    await device.install(server.address);
    const patient = new Patient(device);
    await patient.openSample();
    const second = await device.context.newPage();
    await second.goto(`${server.address}#/welcome`);
    const doctor = new Doctor(new Device(device.browser, device.context, second, device.camera));
    await doctor.openSample();
    await doctor.showRequest();

    server.deploy(next);
    await fetchNext(patient.page);
    await second.evaluate(() => Object.assign(window, { sameWindow: true }));
    await accept(patient.page).click();
    await expect(patient.page.getByText(/Another window is in the middle/)).toBeVisible();
    await expect(patient.page.getByRole('heading', { name: 'Allergies' })).toBeVisible();
    expect(await stillSame(patient.page)).toBe(true);

    await doctor.go('Patients');
    await accept(patient.page).click();
    await isNext(patient.page);
    expect(await stillSame(second)).toBe(true);
    await second.getByRole('button', { name: 'Lock now' }).click();
    await isNext(second);
    await expect(second.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  },
);
