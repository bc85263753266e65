import type { Page } from '@playwright/test';
import type { RealHost } from './fixtures/hosts/real-host.ts';
import { makeKit } from './fixtures/kit.ts';
import { addAllergy, addMyName, begin, go, suggestedPassphrase } from './fixtures/own-profile.ts';
import { StandingDoctor, StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';

/** Restores from the real host in a browser that holds nothing, and chooses a new passphrase. */
async function restoreFrom(page: Page, { place }: RealHost, words: readonly string[]) {
  await page.getByRole('link', { name: 'Restore from a backup' }).click();
  await page.getByText('On a file host').click();
  await page.getByRole('textbox', { name: /of 24$/ }).fill(words.join(' '));
  await expect(page.getByText('24 of 24 words')).toBeVisible();
  await page.getByLabel('Address', { exact: true }).fill(place.base);
  await page.getByRole('button', { name: 'Look for my backup' }).click();
  await expect(page.getByText('The host does not let everybody read')).toBeVisible();
  await page.getByText('A name and password').click();
  await page.getByLabel('User name').fill(place.reader?.user ?? '');
  await page.getByLabel('Password', { exact: true }).fill(place.reader?.password ?? '');
  await page.getByRole('button', { name: 'Look for my backup' }).click();
  await expect(page.getByText(/^This is the backup of /)).toBeVisible();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Choose a new passphrase' })).toBeVisible();
  await suggestedPassphrase(page);
  await page.getByRole('button', { name: 'Save the new passphrase' }).click();
}

test('@recover a new browser gets everything back from a host and the words of the kit', async ({
  server,
  open,
  apache,
}) => {
  const host = apache.hosts.webdav;
  const patient = new StandingPatient(await open());
  const { page } = patient;
  const passphrase = await begin(page, server.address, 'patient');
  await addAllergy(page, 'Walnut');
  await patient.addHost(host);
  const words = await makeKit(page, passphrase);
  await go(page, '/more/backup');
  await page.getByRole('button', { name: 'Back up to my hosts now' }).click();
  await expect(page.getByText('The backup is on your host.')).toBeVisible();
  await expect(page.getByText(/All of it was read back from there/)).toBeVisible();
  await patient.device.close();

  const { page: fresh } = await open();
  await fresh.goto(server.address);
  await restoreFrom(fresh, host, words);
  await expect(fresh.getByText('Walnut').first()).toBeVisible();
});

test('@recover who had access before is confirmed with one tap, and reads on without meeting @slow', async ({
  server,
  open,
  apache,
}) => {
  test.setTimeout(240_000);
  const host = apache.hosts.webdav;
  const patient = new StandingPatient(await open());
  const doctor = new StandingDoctor(await open());
  const passphrase = await begin(patient.page, server.address, 'patient');
  await begin(doctor.page, server.address, 'doctor');
  await addMyName(patient.page, 'Mira Solheim');
  await patient.addHost(host);
  const words = await makeKit(patient.page, passphrase);
  const link = await patient.give(await doctor.card(), { parts: ['Medical record'] });
  await doctor.take(link);
  await doctor.read('Mira Solheim');
  await doctor.endVisit();
  await go(patient.page, '/more/backup');
  await patient.page.getByRole('button', { name: 'Back up to my hosts now' }).click();
  await expect(patient.page.getByText('The backup is on your host.')).toBeVisible();
  await patient.device.close();

  const again = new StandingPatient(await open());
  await again.page.goto(server.address);
  await restoreFrom(again.page, host, words);
  await expect(again.page.getByText('Your record was restored')).toBeVisible();
  const card = await again.cardOf('Dr. Ida Brandt');
  await expect(card.getByText('To be confirmed')).toBeVisible();
  await card.getByRole('button', { name: /^Yes, give it again/ }).click();
  await again.settled('Dr. Ida Brandt');
  await addAllergy(again.page, 'Walnut');
  await again.sent();
  await expect(async () => {
    await doctor.refresh('Mira Solheim');
    const news = doctor.page.getByText(/\d things? (is|are) new since you last looked/);
    await expect(news).toBeVisible({ timeout: 2000 });
  }).toPass();
  await doctor.read('Mira Solheim');
  await expect(doctor.page.getByText('Walnut').first()).toBeVisible();
});
