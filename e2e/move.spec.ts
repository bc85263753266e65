import type { Locator, Page } from '@playwright/test';
import { addAllergy, createProfile, go, unlock } from './fixtures/own-profile.ts';
import { expect, test } from './fixtures/test.ts';

/** Frames of a moving code that a camera sees before the film repeats. */
const FILM_PICTURES = 40;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const code = (page: Page, name: string): Locator => page.getByRole('img', { name });

async function eightWords(page: Page): Promise<string[]> {
  const items = page.getByRole('region', { name: 'Your eight words' }).getByRole('listitem');
  const texts = await items.allInnerTexts();
  return texts.map((text) => text.replace(/\d+/, '').trim());
}

/** Picks the words that are asked for, or others. */
async function compare(page: Page, words: readonly string[]): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Is it really your new phone?' })).toBeVisible();
  for (const group of await page.locator('fieldset').all()) {
    const legend = await group.locator('legend').innerText();
    const right = words[Number(/\d+/.exec(legend)?.[0]) - 1] ?? '';
    await group.getByText(right, { exact: true }).click();
  }
  await press(page, 'Compare');
}

test('everything goes from camera to camera to a new phone, and the old one retires by its receipt @move', async ({
  server,
  open,
  operator,
}) => {
  const [old, fresh] = [await open(), await open()];
  await Promise.all([old.page.goto(server.address), fresh.page.goto(server.address)]);
  const passphrase = await createProfile(old.page, 'patient');
  await addAllergy(old.page, 'Walnut');

  await fresh.page.getByRole('link', { name: 'Move from another phone' }).click();
  old.camera.load(await operator.still(code(fresh.page, 'Code for the old phone')));
  const words = await eightWords(fresh.page);
  await go(old.page, '/more/move');
  await press(old.page, 'Scan the new phone’s code');
  await compare(old.page, words);
  await old.page.getByLabel('Your passphrase').fill(passphrase);
  await press(old.page, 'Make the copy');
  await expect(old.page.getByText('1 record, with keys', { exact: false })).toBeVisible();

  fresh.camera.load(
    await operator.film(code(old.page, 'Moving code for your new phone'), FILM_PICTURES),
  );
  await press(fresh.page, 'Scan the old phone’s code');
  await expect(fresh.page.getByText('“Mine”: 1 record.', { exact: false })).toBeVisible();
  await press(fresh.page, 'Open it');
  await unlock(fresh.page, passphrase);
  old.camera.load(await operator.still(code(fresh.page, 'Receipt for the old phone')));
  await press(old.page, 'The new phone has it');
  await expect(old.page.getByRole('heading', { name: 'Everything has arrived' })).toBeVisible();
  await press(old.page, 'Keep it here to read');
  await press(fresh.page, 'The old phone has read it');
  for (const { page } of [old, fresh]) await expect(page.getByText('Walnut').first()).toBeVisible();

  await expect(old.page.getByText('This record lives on another phone')).toBeVisible();
  await go(old.page, '/record/add/allergy');
  await old.page.getByLabel('What are you allergic to?').fill('Pecan');
  await press(old.page, 'Save');
  await expect(old.page.getByText('This record lives on another phone now')).toBeVisible();
  await addAllergy(fresh.page, 'Pecan');
});
