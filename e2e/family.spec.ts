import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import type { Device } from './fixtures/device.ts';
import {
  addAllergy,
  addMyName,
  createProfile,
  go,
  suggestedPassphrase,
  unlock,
} from './fixtures/own-profile.ts';
import { Doctor, Patient } from './fixtures/people.ts';

/** From the open record, a child's: the same passphrase, opened by a tap. */
async function addChild({ page }: Device, name: string, passphrase: string): Promise<void> {
  await go(page, '/more/family/add');
  await page.getByLabel('Name for this record').fill(name);
  await page.getByLabel('Your passphrase', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Add this person' }).click();
  await expect(page.getByText(`${name}’s record is open now.`)).toBeVisible({ timeout: 60_000 });
}

async function changeTo({ page }: Device, name: string): Promise<void> {
  await page.getByRole('button', { name: /Change profile$/ }).click();
  await page
    .getByRole('dialog', { name: 'Whose record?' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
  await expect(
    page.getByRole('button', { name: `${name} is the record that is open` }),
  ).toBeVisible();
}

test('a child’s record is opened by a tap, is shared as the child’s, and gets what was written for the child alone @family', async ({
  server,
  open,
  operator,
}) => {
  const [parent, doctor] = [new Patient(await open()), new Doctor(await open())];
  for (const { page } of [parent, doctor]) await page.goto(server.address);
  const { page } = parent;
  const passphrase = await createProfile(page, 'patient', 'Ada');
  await addChild(parent.device, 'Leo', passphrase);
  await addMyName(page, 'Leo Marsh');
  await addAllergy(page, 'Walnut');
  await changeTo(parent.device, 'Ada');
  await expect(page.getByRole('heading', { name: 'This record is empty' })).toBeVisible();

  // The doctor's code is scanned in the wrong record, and asked about once.
  await doctor.openSample();
  const { link, words } = await doctor.ask();
  await parent.scan();
  await parent.paste(link);
  await parent.sees('Whose record is it for?');
  await page.getByRole('button', { name: /^Change to Leo’s record/ }).click();
  await parent.compareWords(words);
  await parent.sees('asks to see your record');
  await expect(page.getByRole('group', { name: 'Leo’s record' })).toContainText('Leo Marsh');
  await parent.choose(['Medical record', 'Personal details']);
  await parent.approve();
  await expect(page.getByRole('group', { name: 'Leo’s record' })).toBeVisible();
  const answer = await parent.copyAnswer();
  await doctor.scanAnswer();
  await doctor.paste(answer);
  await doctor.reads('Leo Marsh');
  await expect(doctor.page.getByText('Walnut')).toBeVisible();

  await parent.press('They have it');
  // What the doctor writes back is not kept in the wrong record.
  await doctor.press('Write a prescription or note');
  await doctor.page.getByText('Note', { exact: true }).click();
  await doctor.page.getByLabel('Title').fill('After the visit');
  await doctor.page.getByLabel('Text').fill('No nuts.');
  await doctor.press('Sign and show the code');
  await doctor.press('Yes, this is Leo Marsh');
  const [photo] = await operator.still(doctor.depositCode);
  // Nor where Leo's record has a lock of its own by then: what was scanned waits behind that lock.
  await changeTo(parent.device, 'Ada');
  await go(page, '/more/family');
  await parent.press('Give it a lock of its own: Leo');
  await parent.press('Take the key out');
  await expect(page.getByText('Leo’s record has its own lock now.')).toBeVisible();
  await parent.scan();
  await parent.pickPhoto(photo!);
  await parent.sees('This is for Leo');
  await parent.press('Open Leo’s record');
  await parent.sees('Unlock Leo');
  await unlock(page, passphrase);
  await expect(page.getByRole('group', { name: 'Leo’s record' })).toBeVisible();
  await parent.press('Keep it');
  await expect(page.getByText('1 entry kept in your record.')).toBeVisible();
  await page.getByRole('button', { name: /Change profile$/ }).click();
  await page.getByRole('button', { name: /^Ada.*own lock/ }).click();
  await parent.sees('Unlock Ada');
  await unlock(page, passphrase);
  await expect(page.getByRole('heading', { name: 'This record is empty' })).toBeVisible();
});

/** The three words that are asked for, as the other screen shows them. */
async function compare(page: Page, words: readonly string[]): Promise<void> {
  for (const group of await page.locator('fieldset').all()) {
    const position = Number((await group.locator('legend').innerText()).match(/\d+/)?.[0]);
    await group.getByText(words[position - 1] ?? '', { exact: true }).click();
  }
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
}

async function eightWords(page: Page): Promise<string[]> {
  const items = page.getByRole('region', { name: 'Your eight words' }).getByRole('listitem');
  await expect(items).toHaveCount(8);
  return (await items.allInnerTexts()).map((text) => text.replace(/\d+/, '').trim());
}

test('a child’s record is handed over: it opens by the child’s own lock, and the parent’s phone only reads @family @slow', async ({
  server,
  open,
  operator,
}) => {
  const [parent, owner] = [new Patient(await open()), new Patient(await open())];
  for (const { page } of [parent, owner]) await page.goto(server.address);
  const { page } = parent;
  const passphrase = await createProfile(page, 'patient', 'Ada');
  await addChild(parent.device, 'Leo', passphrase);
  await addAllergy(page, 'Walnut');

  await owner.page.getByRole('link', { name: 'Take over my record' }).click();
  await owner.press('Show my code');
  const request = owner.page.getByRole('img', { name: 'Your request as a code' });
  const [photo] = await operator.still(request);
  await go(page, '/more/family/hand-over');
  await parent.press('Scan the owner’s code');
  await parent.pickPhoto(photo!);
  await parent.sees('Is it the right phone?');
  await compare(page, await eightWords(owner.page));
  await page.getByLabel('Your passphrase').fill(passphrase);
  await parent.press('Make the sealed copy');
  await parent.sees('Show this to the owner’s phone');
  const coming = page.waitForEvent('download');
  await parent.press('Save as a file instead');
  const stream = await (await coming).createReadStream();
  const buffer = Buffer.concat(await stream.toArray());
  const file = { name: 'leo.carnet-move', mimeType: 'application/octet-stream', buffer };
  await owner.pick('I have it as a file', file);
  await owner.page.getByLabel('Name for this record').fill('Leo Marsh');
  await suggestedPassphrase(owner.page);
  await owner.press('Take it over');
  await owner.sees('After the hand-over');

  const [receipt] = await operator.still(
    owner.page.getByRole('img', { name: 'Receipt for the phone that kept it' }),
  );
  await parent.press('Scan the receipt');
  await parent.pickPhoto(receipt!);
  await parent.sees('It is the owner’s now');
  const steps = owner.page.getByRole('list', { name: 'Next steps' });
  await owner.press('It has read the receipt');
  await expect(steps.getByRole('listitem').first()).toContainText('Done');
  await expect(steps.getByRole('link', { name: /^Make a recovery kit/ })).toBeVisible();
  await go(owner.page, '/record');
  await expect(owner.page.getByText('Walnut').first()).toBeVisible();
  await go(page, '/record/add/allergy');
  await page.getByLabel('What are you allergic to?').fill('Hazel');
  await parent.press('Save');
  await expect(page.getByText('This record lives on another phone now').first()).toBeVisible();
  // What could not be kept there is not offered in the next record either.
  await changeTo(parent.device, 'Ada');
  await expect(page.getByRole('heading', { name: 'This record is empty' })).toBeVisible();
  await go(page, '/record/add/allergy');
  await expect(page.getByLabel('What are you allergic to?')).toHaveValue('');
  await expect(page.getByText('You typed something here')).toHaveCount(0);
});
