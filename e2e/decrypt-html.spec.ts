import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { addAllergy, addDocument, begin, go } from './fixtures/own-profile.ts';
import { expect, test } from './fixtures/test.ts';

const letter = Buffer.from(`A letter. ${'All is well. '.repeat(30_000)}`);

async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const saving = page.waitForEvent('download');
  await press();
  return (await saving).path();
}

const button = (page: Page, name: string | RegExp) => () =>
  page.getByRole('button', { name }).click();

test('@decrypt-html the page gives, offline and from a file, byte for byte what the app exports', async ({
  server,
  open,
}) => {
  const { page } = await open();
  const passphrase = await begin(page, server.address, 'patient');
  await addAllergy(page, 'Walnut <script>alert(1)</script>');
  await addDocument(page, 'Clinic', letter);
  await go(page, '/more/export');
  await page.getByRole('button', { name: 'Make the export' }).click();
  const exported = await saved(page, button(page, 'Save to this device'));
  await go(page, '/more/backup');
  await page.getByRole('button', { name: 'Make a backup' }).click();
  await expect(page.getByText('The backup is ready and whole')).toBeVisible();
  const backup = await saved(page, button(page, 'Save the file'));
  const tool = await saved(page, () =>
    page.getByRole('link', { name: 'Save decrypt.html' }).click(),
  );
  const sha256 = createHash('sha256').update(readFileSync(tool)).digest('hex');
  await expect(page.getByText(sha256)).toBeVisible();
  const stated = readFileSync(resolve(import.meta.dirname, '../dist/decrypt.sha256'), 'utf8');
  expect(stated).toBe(`${sha256}  decrypt.html\n`);

  const copy = join(mkdtempSync(join(tmpdir(), 'carnet-')), 'decrypt.html');
  copyFileSync(tool, copy);
  const reader = await open();
  await reader.goOffline();
  const asked: string[] = [];
  reader.page.on('request', (request) => asked.push(request.url()));
  await reader.page.goto(pathToFileURL(copy).href);
  await reader.page.getByLabel('The backup').setInputFiles(backup);
  await reader.page.getByLabel('Passphrase').fill('not this one');
  await reader.page.getByRole('button', { name: 'Open it' }).click();
  await expect(reader.page.getByText('That is not the passphrase.')).toBeVisible();
  await reader.page.getByLabel('Passphrase').fill(passphrase);
  await reader.page.getByRole('button', { name: 'Open it' }).click();
  await expect(reader.page.getByText('All of it is as it was made.')).toBeVisible();

  const zip = await saved(reader.page, button(reader.page, /^Save everything/));
  const [mine, theirs] = [exported, zip].map((path) => unzipSync(readFileSync(path)));
  expect(Object.keys(theirs ?? {})).toEqual(Object.keys(mine ?? {}));
  for (const [name, bytes] of Object.entries(mine ?? {}))
    expect(Buffer.compare(bytes, theirs?.[name] ?? new Uint8Array()), name).toBe(0);
  const bundle = await saved(reader.page, button(reader.page, /^Save the records alone/));
  expect(Buffer.compare(readFileSync(bundle), mine?.['bundle.json'] ?? new Uint8Array())).toBe(0);
  const file = await saved(reader.page, button(reader.page, /^Save 001/));
  expect(Buffer.compare(readFileSync(file), letter)).toBe(0);

  const printed = await saved(reader.page, button(reader.page, /^Save a page/));
  const html = readFileSync(printed, 'utf8');
  expect(html).toContain('Walnut &lt;script&gt;');
  expect(html).not.toContain('<script>');
  expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
  expect(reader.complaints).toEqual([]);
});
