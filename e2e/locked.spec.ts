import { rmSync } from 'node:fs';
import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import { startAppServer } from './fixtures/app-server.ts';
import { KeySpy, spiedBuild } from './fixtures/key-spy.ts';
import {
  addAllergy,
  addDocument,
  addMyName,
  begin,
  bringIn,
  go,
  lockNow,
  unlock,
} from './fixtures/own-profile.ts';
import { Doctor, Patient } from './fixtures/people.ts';
import { searchFolder } from './fixtures/profile-folder.ts';
import { Secrets } from './fixtures/secrets.ts';
import { expect, test } from './fixtures/test.ts';

const desktop = { viewport: { width: 1280, height: 800 } };

/** A server of the spied build. */
const spying = test.extend<{ spied: { address: string } }>({
  spied: async ({}, use) => {
    const folder = spiedBuild();
    const server = await startAppServer({ folder });
    await use(server);
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  },
});

test('a search of the browser’s whole folder finds whatever lies there in clear @locked', async ({
  server,
  keep,
}) => {
  const phone = keep();
  const key = Buffer.from(
    'f00dfacedeadbeef8badf00dcafed00d0ddba11c0ffee5ca1ab1ebaddecafbad',
    'hex',
  );
  const secrets = new Secrets()
    .word('plainly-planted-word')
    .word('word-in-a-large-value')
    .word('typed-into-a-field')
    .word('word-in-the-address')
    .key(key, 'planted key')
    .key(Buffer.from(key).reverse(), 'planted key as text');

  const first = await phone.start();
  await first.page.goto(`${server.address}index.html?word-in-the-address`);
  await first.page.evaluate(plant, key.toString('hex'));
  await first.page.locator('textarea').fill('typed-into-a-field');
  await go(first.page, 'elsewhere');
  await phone.stop();
  // Opening the database again moves it from the log into a compressed table.
  const again = await phone.start();
  await again.page.goto(`${server.address}index.html`);
  await again.page.evaluate(touch);
  await phone.stop();

  const finds = searchFolder(phone.folder, secrets);
  expect(new Set(finds.map(({ secret }) => secret)).size).toBe(secrets.size);
  const large = finds.filter(({ secret }) => secret === 'word-in-a-large-value');
  expect(large.some(({ where }) => /compressed value|blocks/.test(where))).toBe(true);
});

spying(
  'after a lock, and after the browser is closed, its folder holds no key and no word of the record @locked',
  async ({ spied, keep }) => {
    const phone = keep();
    const { page } = await phone.start(desktop);
    const spy = new KeySpy(page);
    const passphrase = await begin(page, spied.address, 'patient');
    await bringIn(page, canaryBundle);
    await addMyName(page, 'Wendelgard Zwirnsfaden');
    await addAllergy(page, 'typed-by-hand-allergen');
    await addDocument(page, 'kasimirs-scan', Buffer.from('words-of-the-scan '.repeat(20_000)));
    await go(page, '/record/search');
    await page.getByRole('searchbox').fill('brimborionitis');
    await expect(page.getByText('1 record found')).toBeVisible();
    await lockNow(page);

    const secrets = spy.tellTo(new Secrets());
    const known = [
      ...Object.values(canaries),
      'typed-by-hand-allergen',
      'Wendelgard Zwirnsfaden',
      'kasimirs-scan',
      'words-of-the-scan',
    ];
    for (const word of [...known, 'Verbatimsdottir', 'brimborionitis', passphrase])
      secrets.word(word);
    for (const word of known.slice(1)) expect(spy.encrypted(word), word).toBe(true);
    expect(spy.keys.size).toBeGreaterThan(5);

    expect(searchFolder(phone.folder, secrets)).toEqual([]);
    await phone.stop();
    expect(searchFolder(phone.folder, secrets)).toEqual([]);

    const next = await phone.start(desktop);
    await next.page.goto(spied.address);
    await unlock(next.page, passphrase);
    await expect(next.page.getByText(canaries.allergy).first()).toBeVisible({ timeout: 60_000 });
  },
);

spying(
  'when a visit has ended, or the doctor’s browser was closed in the middle of it, nothing of the patient is left there @locked',
  async ({ spied, server, open, keep }) => {
    const desk = keep();
    const patient = new Patient(await open(desktop));
    await begin(patient.page, server.address, 'patient');
    await bringIn(patient.page, canaryBundle);

    const doctor = new Doctor(await desk.start(desktop));
    const spy = new KeySpy(doctor.page);
    const passphrase = await begin(doctor.page, spied.address, 'doctor');

    await visit(patient, doctor);
    await doctor.press('Write a prescription or note');
    await doctor.page.getByText('Note', { exact: true }).click();
    await doctor.page.getByLabel('Title').fill('kickshaw-of-a-title');
    await doctor.page.getByLabel('Text').fill('doctors-own-galimatias');
    await doctor.press('Back');
    await doctor.press('End the visit');
    await doctor.sees('This visit is over');
    const ended = searchFolder(desk.folder, secretsOf(spy, passphrase));
    expect(ended).toEqual([]);

    await visit(patient, doctor);
    await desk.stop();
    expect(searchFolder(desk.folder, secretsOf(spy, passphrase))).toEqual([]);
  },
);

function secretsOf(spy: KeySpy, passphrase: string): Secrets {
  const words = [
    ...Object.values(canaries),
    'Verbatimsdottir',
    'kickshaw-of-a-title',
    'doctors-own-galimatias',
  ];
  const secrets = spy.tellTo(new Secrets());
  for (const word of [...words, passphrase]) secrets.word(word);
  return secrets;
}

/** One consultation by pasted texts, up to the open record. */
async function visit(patient: Patient, doctor: Doctor): Promise<void> {
  const { link, words } = await doctor.ask();
  await patient.hear(link, words);
  await patient.choose(['Medical record', 'Personal details']);
  await patient.approve();
  const answer = await patient.copyAnswer();
  await doctor.scanAnswer();
  await doctor.paste(answer);
  await doctor.reads(canaries.name);
  await expect(doctor.page.getByText(canaries.allergy).first()).toBeVisible();
}

/** Runs in a page: leaves words and keys where a careless app would. */
async function plant(hex: string): Promise<void> {
  const key = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const opening = indexedDB.open('careless', 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore('things');
  await new Promise((done) => (opening.onsuccess = done));
  const writing = opening.result.transaction('things', 'readwrite');
  const things = writing.objectStore('things');
  things.put('plainly-planted-word', 'word');
  things.put('word-in-a-large-value '.repeat(20_000), 'large');
  things.put(key, 'key');
  things.put(btoa(String.fromCharCode(...key.toReversed())), 'text');
  await new Promise((done) => (writing.oncomplete = done));
  document.body.append(document.createElement('textarea'));
}

async function touch(): Promise<void> {
  const opening = indexedDB.open('careless', 1);
  await new Promise((done) => (opening.onsuccess = done));
  const reading = opening.result.transaction('things').objectStore('things').getAll();
  await new Promise((done) => (reading.onsuccess = done));
}
