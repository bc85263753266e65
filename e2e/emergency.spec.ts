import { expect, test } from './fixtures/test.ts';
import { go } from './fixtures/own-profile.ts';
import { Patient } from './fixtures/people.ts';

test('an emergency card shows a stranger what was switched on, and nothing else @emergency', async ({
  server,
  open,
}) => {
  const patient = new Patient(await open());
  const { page } = patient;
  await page.goto(server.address);
  await patient.openSample();
  await go(page, '/more/emergency');
  await expect(page.getByText('Anybody who picks up the paper')).toBeVisible();
  await page.getByRole('link', { name: 'Make an emergency card' }).click();
  await expect(page.getByLabel('Name', { exact: true })).not.toHaveValue('');
  await patient.press('Save the card');

  const medicine = page.getByRole('switch', { name: /Metformin/ });
  await expect(medicine).not.toBeChecked();
  const allergy = page.getByRole('switch', { name: /Latex/ });
  await allergy.uncheck();
  await expect(page.getByText('As of ')).toBeVisible();

  await page.getByRole('link', { name: /^As a code/ }).click();
  const read = page.locator('section').filter({ hasText: 'Anybody who sees this can read' });
  await expect(read).toContainText('Penicillin');
  await expect(read).not.toContainText(/Metformin|Latex/);
  const code = page.getByRole('img', { name: 'Your emergency card as a code' });
  await expect(code).toHaveCount(0);
  await patient.press('Show the code');
  await expect(code).toBeVisible();

  await go(page, '/more/emergency/picture');
  const saving = page.waitForEvent('download');
  await patient.press('Save the picture');
  expect((await saving).suggestedFilename()).toBe('emergency-card.png');
  const lines = await patient.log();
  await expect(lines.nth(0)).toContainText('You saved your emergency card as a picture');
  await expect(lines.nth(1)).toContainText('You showed your emergency card as an open code');
});
