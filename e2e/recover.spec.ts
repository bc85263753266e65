import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { addAllergy, addDocument, begin, go, lockNow, unlock } from './fixtures/own-profile.ts';
import { expect, test } from './fixtures/test.ts';

const letter = Buffer.from(`Letter of the clinic. ${'All is well. '.repeat(40_000)}`);

/** Makes a backup through the screen and gives the path of the saved file. */
async function savedBackup(page: Page): Promise<string> {
  await go(page, '/more/backup');
  await page.getByRole('button', { name: 'Make a backup' }).click();
  await expect(page.getByText('The backup is ready and whole')).toBeVisible();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the file' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/^carnet-\d{4}-\d\d-\d\d\.carnet-backup$/);
  await expect(page.getByText('Where did it go?')).toBeVisible();
  return download.path();
}

/** Gives a file to what stands behind a button. */
async function pick(page: Page, button: string, files: string | { name: string; bytes: Buffer }) {
  const input = page.locator(`input[type=file][aria-label="${button}"]`);
  if (typeof files === 'string') return input.setInputFiles(files);
  const { name, bytes: buffer } = files;
  return input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

test('@recover a new browser gets everything back from the backup file and the passphrase', async ({
  server,
  open,
}) => {
  const { page } = await open();
  const passphrase = await begin(page, server.address, 'patient');
  await addAllergy(page, 'Walnut');
  await addDocument(page, 'Clinic', letter);
  const path = await savedBackup(page);
  const bytes = readFileSync(path);
  expect(bytes.includes('Walnut')).toBe(false);
  expect(bytes.includes('All is well')).toBe(false);

  await go(page, '/more');
  await go(page, '/more/backup');
  await expect(page.getByText('Nothing has changed since then.')).toBeVisible();
  await pick(page, 'Check a file', path);
  await expect(page.getByText('This backup is whole')).toBeVisible();

  const { page: fresh } = await open();
  await fresh.goto(server.address);
  await fresh.getByRole('link', { name: 'Restore from a backup' }).click();
  await pick(fresh, 'Choose the backup', { name: 'holiday.jpg', bytes: letter });
  await expect(fresh.getByText('This file is not a Carnet backup')).toBeVisible();
  const cut = { name: 'cut.carnet-backup', bytes: bytes.subarray(0, -100) };
  await pick(fresh, 'Choose the backup', cut);
  await fresh.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await fresh.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(fresh.getByText('The end of this backup is missing')).toBeVisible();
  await pick(fresh, 'Choose another file', path);
  await expect(fresh.getByText('Backup of “Mine”')).toBeVisible();
  await fresh.getByLabel('Passphrase', { exact: true }).fill('not this one');
  await fresh.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(fresh.getByText('That is not the passphrase').first()).toBeVisible();
  await fresh.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await fresh.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(fresh.getByText('Walnut').first()).toBeVisible();
  await go(fresh, '/record/search');
  await fresh.getByRole('link', { name: /Clinic/ }).click();
  await expect(fresh.getByRole('heading', { name: 'Clinic' })).toBeVisible();

  await lockNow(fresh);
  await unlock(fresh, passphrase);
  await go(fresh, '/record');
  await expect(fresh.getByText('Walnut').first()).toBeVisible();
  await lockNow(fresh);
  await fresh.getByRole('link', { name: 'Restore from a backup' }).click();
  await pick(fresh, 'Choose the backup', path);
  await expect(fresh.getByText('This profile is on this device already')).toBeVisible();
});

test('@recover two of three trusted people and a backup file bring the record back to a new browser', async ({
  server,
  open,
}) => {
  const { page } = await open();
  const passphrase = await begin(page, server.address, 'patient');
  await addAllergy(page, 'Walnut');
  await go(page, '/more/ways-in/people');
  for (const [i, name] of ['Anna', 'Ben', 'Cleo'].entries())
    await page.getByLabel(`Person ${String(i + 1)}`, { exact: true }).fill(name);
  await page.getByLabel('Your passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Make the cards' }).click();
  await expect(page.getByText('For Anna')).toBeVisible();
  await expect(page.getByText('This card alone opens nothing.').first()).toBeVisible();
  const cards = await page.locator('article').all();
  const texts = await Promise.all(
    cards.map(async (card) => (await card.locator('section li').allTextContents()).join(' ')),
  );
  expect(texts).toHaveLength(3);
  const path = await savedBackup(page);

  const { page: fresh } = await open();
  await fresh.goto(server.address);
  await fresh.getByRole('link', { name: 'Restore from a backup' }).click();
  await pick(fresh, 'Choose the backup', path);
  await fresh.getByRole('button', { name: 'Use cards of people I trust' }).click();
  const field = fresh.getByRole('textbox', { name: /of 32$/ });
  // A slip is named, and what was meant is offered.
  const [first = '', ...rest] = (texts[2] ?? '').trim().split(/\s+/);
  await field.fill(`${first}qz ${rest.join(' ')}`);
  await expect(fresh.getByText(`Word 1, “${first}qz”, is not one of the words`)).toBeVisible();
  await fresh.getByRole('button', { name: first, exact: true }).click();
  await expect(fresh.getByText('1 of 2 cards')).toBeVisible();
  await fresh.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(fresh.getByText('More cards are needed first.')).toBeVisible();
  await field.fill(texts[0] ?? '');
  await expect(fresh.getByText('These cards open it.')).toBeVisible();
  await fresh.getByRole('button', { name: 'Restore', exact: true }).click();

  await expect(fresh.getByRole('heading', { name: 'Choose a new passphrase' })).toBeVisible();
  await fresh.getByRole('button', { name: 'Suggest six words' }).click();
  const next = await fresh.locator('.six').innerText();
  await fresh.getByRole('switch', { name: 'I have it written down or know it by heart' }).check();
  await fresh.getByRole('button', { name: 'Save the new passphrase' }).click();
  await expect(fresh.getByText('Walnut').first()).toBeVisible();
  await lockNow(fresh);
  await unlock(fresh, next);
  await go(fresh, '/record');
  await expect(fresh.getByText('Walnut').first()).toBeVisible();
});
