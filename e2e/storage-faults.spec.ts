import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import type { Device } from './fixtures/device.ts';
import {
  addAllergy,
  addDocument,
  begin,
  createProfile,
  go,
  lockNow,
  unlock,
} from './fixtures/own-profile.ts';
import { expect, test } from './fixtures/test.ts';

const emptied = (page: Page) =>
  page.getByRole('heading', { name: 'This browser emptied Carnet’s storage' });
const welcome = (page: Page) =>
  page.getByRole('heading', { name: 'Your health record, in your own hands' });

/** What a browser deletes for want of room. */
const SITE_STORAGE = 'indexeddb,cache_storage,service_workers,file_systems';

async function tools({ context, page }: Device): Promise<CDPSession> {
  return context.newCDPSession(page);
}

/** What pressing this button hands to the browser. */
async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await saving;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** The files of a browser's IndexedDB whose path matches. */
function filesOf(folder: string, path: RegExp): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all
    .filter((name) => name.includes('IndexedDB') && path.test(name))
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile());
}

test('a browser that emptied the storage is named as such and leads to the backup, and a new user is still a new user @faults', async ({
  server,
  open,
}) => {
  const device = await open();
  const { page } = device;
  await page.goto(server.address);
  await expect(welcome(page)).toBeVisible();
  await createProfile(page, 'patient');
  const { origin } = new URL(server.address);
  await (
    await tools(device)
  ).send('Storage.clearDataForOrigin', {
    ...{ origin, storageTypes: SITE_STORAGE },
  });
  await page.goto('about:blank');
  await page.goto(server.address);
  await expect(emptied(page)).toBeVisible();
  await page.getByRole('link', { name: 'Bring it back from a backup' }).click();
  await expect(page.getByRole('heading', { name: 'Restore from a backup' })).toBeVisible();
  await go(page, '/');
  await page.getByRole('button', { name: 'I have no backup: begin anew' }).click();
  await expect(welcome(page)).toBeVisible();
  await page.reload();
  await expect(welcome(page)).toBeVisible();
});

test('who removes the last record on purpose is not told that the browser did @faults @slow', async ({
  server,
  open,
}) => {
  const { page } = await open();
  await begin(page, server.address, 'patient');
  await go(page, '/more/remove');
  await page.getByRole('switch').check();
  await page.getByRole('button', { name: /^Remove/ }).click();
  await expect(welcome(page)).toBeVisible();
  await page.reload();
  await expect(welcome(page)).toBeVisible();
});

test('a store that is full still opens, refuses the whole action, keeps what was typed and hands it out as a file @faults @slow', async ({
  server,
  keep,
}) => {
  const phone = keep();
  let device = await phone.start();
  const passphrase = await begin(device.page, server.address, 'patient');
  await addAllergy(device.page, 'Birch');
  await phone.stop();

  device = await phone.start();
  const { page } = device;
  const { origin } = new URL(server.address);
  // Before the first write: Chromium remembers for a while how much room it found.
  await (await tools(device)).send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.goto(server.address);
  await unlock(page, passphrase);
  await expect(page.getByText('Birch').first()).toBeVisible({ timeout: 60_000 });

  await go(page, '/record/add/document');
  const content = Buffer.alloc(1_000_000, 'scan ');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file' }).click(),
  ]);
  await chooser.setFiles({ name: 'knee.txt', mimeType: 'text/plain', buffer: content });
  await page.getByLabel('What is it?').fill('My knee');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('There is no room left')).toBeVisible({ timeout: 60_000 });
  const scan = await saved(page, 'Save it as a file');
  expect(scan.bytes.equals(content)).toBe(true);
  await expect(page.getByLabel('What is it?')).toHaveValue('My knee');

  await go(page, '/record/add/allergy');
  await page.getByLabel('What are you allergic to?').fill('Hazel');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('There is no room left')).toBeVisible();
  const { bytes } = await saved(page, 'Save it as a file');
  expect(JSON.parse(bytes.toString())).toMatchObject({
    ...{ resourceType: 'AllergyIntolerance', code: { text: 'Hazel' } },
  });
  await expect(page.getByLabel('What are you allergic to?')).toHaveValue('Hazel');
  await phone.stop();

  const after = (await phone.start()).page;
  await after.goto(server.address);
  await unlock(after, passphrase);
  await expect(after.getByText('Birch').first()).toBeVisible({ timeout: 60_000 });
  await expect(after.getByText(/Hazel|My knee/)).toHaveCount(0);
});

test('an older app says that a newer one was here, writes nothing, and hands out a sealed copy @faults @slow', async ({
  server,
  open,
}) => {
  const { page } = await open();
  const passphrase = await begin(page, server.address, 'patient');
  await addAllergy(page, 'word-in-clear');
  await lockNow(page);
  const rows = () => page.evaluate(countRows);
  await page.evaluate(migrateByHand);
  const before = await rows();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'A newer Carnet has been here' })).toBeVisible();
  const { name, bytes } = await saved(page, 'Save a sealed copy of everything');
  expect(name).toMatch(/\.carnet-raw$/);
  expect(bytes.subarray(0, 8).toString()).toBe('CARNETRW');
  expect(bytes.length).toBeGreaterThan(1000);
  for (const word of ['word-in-clear', passphrase]) expect(bytes.includes(word)).toBe(false);
  expect(await rows()).toEqual(before);
  await expect(emptied(page)).toBeHidden();
});

test('a damaged card is named and its record kept, and the other record opens @faults @slow', async ({
  server,
  open,
}) => {
  const { page } = await open();
  await begin(page, server.address, 'patient', 'Mine');
  await lockNow(page);
  await page.evaluate(damageCards);
  await page.reload();
  const notice = page.getByRole('heading', { name: 'One record here cannot be listed' });
  await expect(notice).toBeVisible();
  await expect(welcome(page)).toBeHidden();
  await page.getByRole('link', { name: 'Add another profile' }).click();
  const passphrase = await createProfile(page, 'patient', 'Second');
  await lockNow(page);
  await expect(page.getByText('One record here cannot be listed').last()).toBeVisible();
  await unlock(page, passphrase);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

test('a sealed copy of a damaged store comes back, and says before what of it is lost @faults @recover @slow', async ({
  server,
  open,
}) => {
  const { page } = await open();
  await page.goto(server.address);
  const passphrase = await createProfile(page, 'patient', 'Mine');
  await addAllergy(page, 'Birch');
  await addDocument(page, 'Large scan', Buffer.from('words of the scan '.repeat(30_000)));
  await lockNow(page);
  await page.evaluate(loseChunks);
  await page.evaluate(damageCards);
  await page.reload();
  const { bytes, name } = await saved(page, 'Save a sealed copy of everything');

  const { page: fresh } = await open();
  await fresh.goto(server.address);
  for (const there of [fresh, page]) {
    await go(there, '/restore');
    const input = there.locator('input[type=file][aria-label="Choose the backup"]');
    await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
    await expect(there.getByRole('heading', { name: 'A record without its name' })).toBeVisible();
    const field = there.getByLabel('Passphrase', { exact: true });
    await field.fill('not this one');
    await there.getByRole('button', { name: 'Open it and look' }).click();
    await expect(there.getByText('That is not the passphrase').first()).toBeVisible();
    await field.fill(passphrase);
    await there.getByRole('button', { name: 'Open it and look' }).click();
    await expect(there.getByText('Whole: 2 records')).toBeVisible();
    await expect(there.getByText('1 file cannot be opened.')).toBeVisible();
    await expect(there.getByRole('listitem').filter({ hasText: 'Large scan' })).toBeVisible();
    await there.getByRole('button', { name: 'Bring back what is whole' }).click();
    await expect(there.getByText('Birch').first()).toBeVisible();
    await lockNow(there);
    await unlock(there, passphrase);
    await expect(there.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await go(there, '/record');
    await expect(there.getByText('Birch').first()).toBeVisible();
  }
  await lockNow(page);
  await expect(page.getByText('One record here cannot be listed')).toBeHidden();
});

test('a file that the browser lost is named, and everything else opens and is backed up @faults @slow', async ({
  server,
  keep,
}) => {
  const phone = keep();
  let { page } = await phone.start();
  const passphrase = await begin(page, server.address, 'patient');
  await addAllergy(page, 'Birch');
  await addDocument(page, 'Large scan', Buffer.from('words of the scan '.repeat(30_000)));
  await phone.stop();
  const lost = filesOf(phone.folder, /indexeddb\.blob\/\d+\/\w+\/\w+$/);
  expect(lost.length).toBeGreaterThan(0);
  for (const file of lost) rmSync(file);

  ({ page } = await phone.start());
  await page.goto(server.address);
  await unlock(page, passphrase);
  await expect(page.getByText('Birch').first()).toBeVisible({ timeout: 60_000 });
  await go(page, '/more/backup');
  await page.getByRole('button', { name: /^Make a backup/ }).click();
  await expect(page.getByText(/cannot be opened/).first()).toBeVisible({
    timeout: 60_000,
  });
});

test('a store whose files are damaged is not taken for that of a new user @faults @slow', async ({
  server,
  keep,
}) => {
  const phone = keep();
  let { page } = await phone.start();
  await begin(page, server.address, 'patient');
  await phone.stop();
  for (const file of filesOf(phone.folder, /leveldb\/(\d+\.(log|ldb)|MANIFEST-\d+)$/))
    writeFileSync(file, Buffer.alloc(statSync(file).size, 0xa5));

  ({ page } = await phone.start());
  await page.goto(server.address);
  await expect(emptied(page)).toBeVisible();
});

/** Runs in a page: what a later version of the app does to the database. */
async function migrateByHand(): Promise<void> {
  const opening = indexedDB.open('carnet', 2);
  opening.onupgradeneeded = () => void opening.result.createObjectStore('later');
  await new Promise((done) => (opening.onsuccess = done));
  opening.result.close();
}

async function countRows(): Promise<number[]> {
  const opening = indexedDB.open('carnet');
  await new Promise((done) => (opening.onsuccess = done));
  const database = opening.result;
  const counts = [...database.objectStoreNames].map(async (store) => {
    const asked = database.transaction(store).objectStore(store).count();
    await new Promise((done) => (asked.onsuccess = done));
    return asked.result;
  });
  const all = await Promise.all(counts);
  database.close();
  return all;
}

async function loseChunks(): Promise<void> {
  const opening = indexedDB.open('carnet');
  await new Promise((done) => (opening.onsuccess = done));
  const writing = opening.result.transaction('chunk', 'readwrite');
  writing.objectStore('chunk').clear();
  await new Promise((done) => (writing.oncomplete = done));
  opening.result.close();
}

async function damageCards(): Promise<void> {
  const opening = indexedDB.open('carnet');
  await new Promise((done) => (opening.onsuccess = done));
  const writing = opening.result.transaction('profile', 'readwrite');
  const cards = writing.objectStore('profile');
  const keys = cards.getAllKeys();
  keys.onsuccess = () => {
    for (const key of keys.result) cards.put({ v: 1, garbage: true }, key);
  };
  await new Promise((done) => (writing.oncomplete = done));
  opening.result.close();
}
