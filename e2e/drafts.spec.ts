import { begin, go, lockNow, unlock } from './fixtures/own-profile.ts';
import { expect, test } from './fixtures/test.ts';

test('what was typed and not saved is offered again after a lock and a reload @drafts', async ({
  server,
  open,
}) => {
  const { page } = await open();
  const passphrase = await begin(page, server.address, 'patient');
  const substance = page.getByLabel('What are you allergic to?');
  const offer = page.getByText('You typed something here and did not save it');
  await go(page, '/record/add/allergy');
  await substance.fill('Walnut');
  await lockNow(page);
  await page.reload();
  await unlock(page, passphrase);

  await go(page, '/record');
  await expect(page.getByText('You typed something on')).toBeVisible();
  await page.getByRole('link', { name: 'Go on with it' }).click();
  await expect(offer).toBeVisible();
  await expect(substance).toHaveValue('');
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(substance).toHaveValue('Walnut');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Walnut' })).toBeVisible();

  await go(page, '/record/add/allergy');
  await expect(substance).toHaveValue('');
  await expect(offer).toHaveCount(0);
});
