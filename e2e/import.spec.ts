import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import expectedCounts from '../src/records/import/expected-counts.json' with { type: 'json' };
import { needs } from './fixtures/needs.ts';
import { begin, bringIn, go } from './fixtures/own-profile.ts';
import { expect, test } from './fixtures/test.ts';

const data = resolve(import.meta.dirname, '../../shared/data');
const isThere = existsSync(data);

const partitions = {
  medical: 'Medical',
  prescription: 'Prescriptions',
  insurance: 'Insurance',
  personal: 'Personal',
} as const;

type Partition = keyof typeof partitions;
type Counts = Record<Partition, number>;

interface RealFile {
  readonly path: string;
  readonly counts: Counts;
  readonly size: number;
}

const none = (): Counts => ({ medical: 0, prescription: 0, insurance: 0, personal: 0 });
const sum = (counts: Counts): number => Object.values(counts).reduce((all, one) => all + one, 0);

function added(one: Counts, other: Counts): Counts {
  const total = none();
  for (const partition of Object.keys(total) as Partition[])
    total[partition] = one[partition] + other[partition];
  return total;
}

/** The committed places, such as `insurance/claims`, by their partition alone. */
function byPartition(places: Readonly<Record<string, number>>): Counts {
  const counts = none();
  for (const [place, count] of Object.entries(places))
    counts[place.split('/')[0] as Partition] += count;
  return counts;
}

const realFiles: readonly RealFile[] = Object.entries(expectedCounts).map(([name, { places }]) => {
  const path = resolve(data, name);
  const size = isThere ? readFileSync(path).length : 0;
  return { path, size, counts: byPartition(places) };
});

const LARGE_BYTES = 1_000_000;

/** What the review says is new, by partition. */
async function reviewed(page: Page): Promise<Counts> {
  const counts = none();
  for (const partition of Object.keys(counts) as Partition[]) {
    const line = page.locator('.counts li').filter({ hasText: partitions[partition] });
    counts[partition] = Number((await line.locator('strong').innerText()).replace(/\D/g, ''));
  }
  return counts;
}

/** How many records the home says each partition holds. */
async function held(page: Page): Promise<Counts> {
  await go(page, '/record');
  const counts = none();
  for (const partition of Object.keys(counts) as Partition[]) {
    const card = page
      .getByRole('region', { name: 'The four parts of your record' })
      .locator('.card')
      .filter({ has: page.getByRole('heading', { name: partitions[partition], exact: true }) });
    const said = await card.locator('.count').innerText();
    counts[partition] = Number(said.replace(/\D/g, ''));
  }
  return counts;
}

async function pick(page: Page, file: string | { name: string; buffer: Buffer }): Promise<void> {
  await go(page, '/record');
  await go(page, '/record/import');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const chosen = typeof file === 'string' ? file : { ...file, mimeType: 'application/json' };
  await (await chooser).setFiles(chosen);
  await expect(page.getByRole('heading', { name: 'Look before it is saved' })).toBeVisible({
    timeout: 60_000,
  });
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save to my record' }).click();
  await expect(page.getByRole('heading', { name: 'It is in your record' })).toBeVisible({
    timeout: 60_000,
  });
}

/** Picks the file, compares the review with what is expected of it, and leaves it. */
async function review(page: Page, { path, counts }: RealFile): Promise<void> {
  await pick(page, path);
  await expect(page.getByText(`From “${basename(path)}”`)).toBeVisible();
  expect(await reviewed(page), basename(path)).toEqual(counts);
  await page.getByRole('button', { name: 'Do not bring it in' }).click();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
}

/** The number before these words, 0 where they are not said. */
async function noted(page: Page, words: string): Promise<number> {
  const [note] = await page.getByText(words).allInnerTexts();
  return Number.parseInt(note ?? '0');
}

/** Picks the file and saves it; gives what was new, since people of two files share some records. */
async function bringInReal(page: Page, { path, counts }: RealFile): Promise<Counts> {
  await pick(page, path);
  const fresh = await reviewed(page);
  const later = await noted(page, 'in a later version');
  const known = await noted(page, 'you already have');
  expect(sum(fresh) + later + known, basename(path)).toBeGreaterThanOrEqual(sum(counts));
  await save(page);
  await expect(page.getByText(`${sum(fresh) + later} record`)).toBeVisible();
  return fresh;
}

test('real files of several countries and makers arrive whole, and the home counts every record @import', async ({
  server,
  open,
}) => {
  needs(isThere, '../shared/data');
  const { page } = await open();
  await begin(page, server.address, 'patient');
  const files = realFiles.filter(({ size }) => size < LARGE_BYTES);
  for (const file of files) await review(page, file);
  let total = none();
  for (const file of files) {
    total = added(total, await bringInReal(page, file));
    expect(await held(page), basename(file.path)).toEqual(total);
  }
});

test('the largest real file arrives whole, and a second time it brings nothing new @import @slow', async ({
  server,
  open,
}) => {
  needs(isThere, '../shared/data');
  const { page } = await open();
  await begin(page, server.address, 'patient');
  for (const file of realFiles.filter(({ size }) => size >= LARGE_BYTES)) {
    expect(await bringInReal(page, file)).toEqual(file.counts);
    expect(await held(page)).toEqual(file.counts);
    await pick(page, file.path);
    await expect(page.getByRole('heading', { name: 'You have all of this already' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save to my record' })).toHaveCount(0);
  }
});

const allergy = (id: string, text: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { text },
});

/** A later version of a record that has an identifier of its own. */
const diagnosis = (text: string, lastUpdated: string) => ({
  resourceType: 'Condition',
  id: 'gout',
  meta: { lastUpdated },
  identifier: [{ system: 'https://clinic.example/conditions', value: '7' }],
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { text },
});

test('a record dropped on the page and one pasted are read as a picked file is @import', async ({
  server,
  open,
}) => {
  const { page } = await open({ viewport: { width: 1280, height: 800 } });
  await begin(page, server.address, 'patient');
  await go(page, '/record/import');
  const dropped = await page.evaluateHandle(
    (text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.ndjson'));
      return transfer;
    },
    [allergy('a', 'Quince'), allergy('b', 'Medlar')].map((one) => JSON.stringify(one)).join('\n'),
  );
  const zone = page.getByRole('group', { name: 'Or drop it here' });
  await zone.dispatchEvent('dragover', { dataTransfer: dropped });
  await zone.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(page.getByText('From “dropped.ndjson”')).toBeVisible();
  expect(await reviewed(page)).toEqual({ ...none(), medical: 2 });
  await save(page);

  await go(page, '/record');
  await bringIn(page, JSON.stringify([allergy('c', 'Loquat')]));
  expect(await held(page)).toEqual({ ...none(), medical: 3 });
  for (const fruit of ['Quince', 'Medlar', 'Loquat'])
    await expect(page.getByRole('link', { name: fruit }).first()).toBeVisible();
});

test('nothing is kept of a file that was looked at and left @import', async ({ server, open }) => {
  const { page } = await open();
  await begin(page, server.address, 'patient');
  const file = { name: 'a.json', buffer: Buffer.from(JSON.stringify(allergy('a', 'Quince'))) };
  await pick(page, file);
  await page.getByRole('button', { name: 'Do not bring it in' }).click();
  await go(page, '/record');
  await expect(page.getByRole('heading', { name: 'This record is empty' })).toBeVisible();
  await pick(page, file);
  await save(page);
  expect(await held(page)).toEqual({ ...none(), medical: 1 });
});

test('a later version of a known record takes its place, and the earlier one stays in its history @import', async ({
  server,
  open,
}) => {
  const { page } = await open();
  await begin(page, server.address, 'patient');
  await bringIn(page, JSON.stringify(diagnosis('Gout', '2025-01-01T00:00:00Z')));
  await go(page, '/record');
  await bringIn(page, JSON.stringify(diagnosis('Gout of the left foot', '2026-01-01T00:00:00Z')));
  expect(await held(page)).toEqual({ ...none(), medical: 1 });
  await page.getByRole('link', { name: 'Gout of the left foot' }).first().click();
  await page.locator('summary').filter({ hasText: 'Earlier versions' }).click();
  await expect(page.getByRole('button', { name: 'Bring back' })).toBeVisible();
});

/** Measurements of years, and among them one record of each other kind at the far end. */
function manyResources(count: number): object[] {
  const measured = Array.from({ length: count - 4 }, (_, at) => ({
    resourceType: 'Observation',
    id: `o${at}`,
    status: 'final',
    code: { text: `Measurement ${at + 1}` },
    effectiveDateTime: new Date(Date.UTC(2010, 0, 1) + at * 86_400_000).toISOString(),
    valueQuantity: { value: 60 + (at % 40), unit: 'kg' },
  }));
  return [
    {
      resourceType: 'Patient',
      id: 'p',
      name: [{ text: 'Perpetua Longlist' }],
      birthDate: '1950-05-05',
    },
    allergy('a', 'Quince'),
    { ...diagnosis('Gout', '2025-01-01T00:00:00Z'), onsetDateTime: '2001-02-03' },
    {
      resourceType: 'MedicationRequest',
      id: 'm',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Allopurinol' },
    },
    ...measured,
  ];
}

const countsOfMany = (count: number): Counts => ({
  ...none(),
  ...{ medical: count - 2, prescription: 1, personal: 1 },
});

/** Scrolls down as fast as the page grows, until this many rows stand in the list. */
async function scrollPast(page: Page, rows: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelectorAll('.year li').length >= wanted;
    },
    rows,
    { timeout: 60_000 },
  );
}

for (const { count, tags } of [
  { count: 600, tags: '@import' },
  { count: 5_000, tags: '@import @slow' },
])
  test(`${count} records are shown, scrolled to their end, searched, exported, and brought in again whole ${tags}`, async ({
    server,
    open,
  }) => {
    const counts = countsOfMany(count);
    const { page } = await open();
    await begin(page, server.address, 'patient');
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: manyResources(count).map((resource) => ({ resource })),
    };
    await pick(page, { name: 'many.json', buffer: Buffer.from(JSON.stringify(bundle)) });
    expect(await reviewed(page)).toEqual(counts);
    await save(page);
    expect(await held(page)).toEqual(counts);
    await expect(page.getByRole('heading', { name: 'Perpetua Longlist' })).toBeVisible();
    for (const topic of ['Quince', 'Allopurinol', 'Gout'])
      await expect(page.getByRole('link', { name: topic }).first()).toBeVisible();

    await go(page, '/record/search');
    await page.getByRole('searchbox').fill(`measurement ${count - 79}`);
    await expect(page.getByText('1 record found')).toBeVisible();
    await expect(page.getByRole('link', { name: `Measurement ${count - 79}` })).toBeVisible();

    await go(page, '/record/part/medical');
    await expect(page.getByText(`Measurement ${count - 4}`, { exact: true })).toBeVisible();
    await scrollPast(page, counts.medical);
    await expect(page.getByText('Quince', { exact: true })).toBeVisible();

    await go(page, '/more/export');
    await page.getByRole('button', { name: 'Make the export' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save to this device' }).click();
    const zip = unzipSync(new Uint8Array(readFileSync(await (await saving).path())));
    const original = Object.keys(zip).find((path) => path.startsWith('originals/')) ?? '';
    expect(JSON.parse(strFromU8(zip[original]!))).toEqual(bundle);

    const second = await open();
    await begin(second.page, server.address, 'patient');
    await pick(second.page, { name: 'bundle.json', buffer: Buffer.from(zip['bundle.json']!) });
    expect(await reviewed(second.page)).toEqual(counts);
    await save(second.page);
    expect(await held(second.page)).toEqual(counts);
  });
