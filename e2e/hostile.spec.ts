import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '../src/bytes/bytes.ts';
import { cleanName } from '../src/sharing/index.ts';
import { Lab } from './bench/lab.ts';
import { Attacker } from './fixtures/attacker.ts';
import type { Device } from './fixtures/device.ts';
import { Guard } from './fixtures/guard.ts';
import type { Hands } from './fixtures/hands.ts';
import { everyKindWith, hostilePerson, hostileRecord } from './fixtures/hostile-records.ts';
import { hostileFew, hostileStrings } from './fixtures/hostile-strings.ts';
import type { Verdict } from './fuzz/decoders.measure.ts';
import { misfits } from './fixtures/layout.ts';
import { expect, test as base } from './fixtures/test.ts';
import { Walk } from './fixtures/walk.ts';

/** With `@slow` in its title a test takes everything, and otherwise a sample. */
const thoroughly = () => test.info().title.includes('@slow');
const json = (name: string, value: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});
const bundle = (resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});

interface Fixtures {
  walk: Walk;
  /** Expects that a screen is whole and that nothing was set off, there or elsewhere. */
  unharmed: (hands: Hands, where: string) => Promise<void>;
}

const test = base.extend<Fixtures & { guards: Map<Device, Guard> }>({
  guards: async ({}, use) => use(new Map()),
  walk: async ({ server, open, guards }, use) => {
    const walk = await Walk.begin(server.address, { deviceScaleFactor: 1 }, async (options) => {
      const device = await open(options);
      guards.set(device, await Guard.beside(device));
      return device;
    });
    await walk.openSamples();
    await use(walk);
  },
  unharmed: async ({ guards }, use) =>
    use(async ({ page, device }, where) => {
      await page.evaluate(showWhatIsFarAway);
      expect.soft(await misfits(page), where).toEqual([]);
      expect.soft(await guards.get(device)?.noticed(), where).toEqual([]);
    }),
});

/** Runs in the page: rows that are skipped while out of sight are laid out as well. */
function showWhatIsFarAway(): void {
  if (document.adoptedStyleSheets.length > 0) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { content-visibility: visible !important; }');
  document.adoptedStyleSheets = [sheet];
}

async function bringIn(hands: Hands, file: ReturnType<typeof json>): Promise<void> {
  await hands.open('/more');
  await hands.open('/record/import');
  await hands.sees('Bring in a record');
  await hands.page.locator('input[type=file]').setInputFiles(file);
}

/** Follows a list to its end and gives the addresses of its rows. */
async function rowsOf(hands: Hands, place: string): Promise<string[]> {
  await hands.open(place);
  const rows = hands.page.locator('.year a');
  await expect(rows.first()).toBeVisible();
  const found = await hands.page.locator('p[aria-live]').innerText();
  const total = Number(/\d+/.exec(found)?.[0]);
  await expect(async () => {
    await hands.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    expect(await rows.count()).toBe(total);
  }).toPass({ timeout: 30_000, intervals: [50] });
  return rows.evaluateAll((links) =>
    links.map((link) => link.getAttribute('href')?.slice(1) ?? ''),
  );
}

const every = <Item>(items: readonly Item[], step: number): Item[] =>
  items.filter((_, index) => thoroughly() || index % step === 0);

for (const tags of ['@hostile', '@hostile @slow']) {
  test(`two hundred hostile strings in every field of a brought-in record are only ever text ${tags}`, async ({
    walk: { patient },
    unharmed,
  }) => {
    test.setTimeout(thoroughly() ? 1_800_000 : 200_000);
    const records = hostileStrings.map(hostileRecord);
    const name = `"><img src=x onerror=window.__canary=1>\u202enosj.json`;
    await bringIn(patient, json(name, bundle([hostilePerson(hostileStrings[0]!), ...records])));
    await patient.sees('Look before it is saved');
    await unharmed(patient, 'the review');
    await patient.press('Save to my record');
    await patient.sees('It is in your record');
    await patient.open('/record');
    await patient.sees('Allergies');
    await unharmed(patient, 'home');
    const places: string[] = [];
    for (const part of ['medical', 'prescription', 'insurance', 'personal']) {
      places.push(...(await rowsOf(patient, `/record/part/${part}`)));
      await unharmed(patient, part);
    }
    expect(places.length).toBeGreaterThan(hostileStrings.length);
    for (const place of every(places, 40)) {
      await patient.open(place);
      await patient.sees('Where it comes from');
      await patient.unfold('As FHIR');
      await expect(patient.page.locator('pre')).toContainText('resourceType');
      await unharmed(patient, place);
    }
  });
}

test('hostile text typed into every form is kept as text @hostile @slow', async ({
  walk: { patient },
  unharmed,
}) => {
  const forms = [
    'allergy',
    'medicine',
    'condition',
    'vaccination',
    'insurance-card',
    'contact',
    'person',
  ];
  const strings = every(
    hostileFew.filter((text) => text.trim().length > 2),
    3,
  );
  for (const [index, text] of strings.entries()) {
    await patient.open('/more');
    await patient.open(`/record/add/${forms[index % forms.length] ?? ''}`);
    await expect(patient.page.getByRole('button', { name: 'Save' })).toBeVisible();
    const boxes = patient.page.locator('main input:is([type=text], :not([type])), main textarea');
    for (const box of await boxes.all()) await box.fill(text.slice(0, 5000));
    await patient.press('Save');
    await expect(
      patient.page
        .getByRole('heading', { name: 'Where it comes from' })
        .or(patient.page.locator('[aria-invalid=true]'))
        .first(),
    ).toBeVisible();
    await unharmed(patient, `the form with ${text.slice(0, 40)}`);
  }
});

/** Whether the protocol lets it pass as a name, which is then as it is signed. */
function isName(text: string): boolean {
  try {
    return cleanName(text).length > 0;
  } catch {
    return false;
  }
}

test('a doctor with a hostile name and purpose, and what they write, stay text @hostile @slow', async ({
  walk,
  unharmed,
}) => {
  test.setTimeout(1_800_000);
  const { patient } = walk;
  const attacker = await Attacker.appear();
  const names = hostileStrings.filter(isName);
  for (const [index, name] of names.entries()) {
    const purpose = names.at(-1 - index) ?? '';
    const { link } = await (await Attacker.appear()).ask(name, purpose);
    await walk.hand(link);
    await patient.sees('Is it really this doctor?');
    await unharmed(patient, `the words of ${name}`);
  }
  const name = '<img src=x onerror=window.__canary=1>';
  const { link, words, pending } = await attacker.ask(name, '"><svg onload=window.__canary=1>');
  await walk.hand(link);
  await walk.answer(words);
  await expect(patient.page.getByRole('switch').first()).toBeVisible();
  await unharmed(patient, 'consent');
  await patient.press('Approve and show the code');
  await patient.sees('Show this to the doctor');
  await unharmed(patient, 'the code');
  const granted = await attacker.open(pending, await walk.saveGrant());
  const written = hostileStrings.filter((text) => text.length < 2000).map(hostileRecord);
  await walk.hand(await attacker.deposit(granted, name, bundle(written)));
  await expect(patient.page.getByRole('button', { name: 'Keep it', exact: true })).toBeVisible();
  await unharmed(patient, 'what was written');
  await patient.press('Keep it');
  await patient.sees('Allergies');
  await unharmed(patient, 'home afterwards');
  for (const place of ['/people', '/more/log']) {
    await patient.open(place);
    await expect(patient.page.getByText(name).first()).toBeVisible();
    await unharmed(patient, place);
  }
});

const hostileFiles = [
  ['page.html', 'text/html', '<script>parent.__canary=1;window.__canary=1</script>'],
  [
    'drawing.svg',
    'image/svg+xml',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="window.__canary=1"/>',
  ],
  ['"><img src=x onerror=window.__canary=1>.png', 'image/png', '<svg onload="window.__canary=1"/>'],
  [
    'broken.pdf',
    'application/pdf',
    '%PDF-1.4\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>',
  ],
  ['\u202efdp.txt', 'text/plain', '<script>window.__canary=1</script>\u202eabc'],
  ['../../x', 'text/html; charset=utf-7', '+ADw-script+AD4-window.__canary=1+ADw-/script+AD4-'],
  ['a'.repeat(900), 'javascript:window.__canary=1', 'window.__canary=1'],
] as const;

test('a patient with a hostile record cannot harm the doctor who opens it @hostile @slow', async ({
  walk,
  unharmed,
}) => {
  test.setTimeout(1_800_000);
  const { doctor } = walk;
  const resources = hostileStrings.map(hostileRecord);
  const header = {
    name: `Ada \u202eecila\u202c ${'\u0300'.repeat(90)}<b>`,
    birthDate: 'javascript:1',
    sex: '__proto__',
  };
  const files = hostileFiles.map(([title, contentType, text]) => ({
    title,
    contentType,
    bytes: utf8(text),
  }));
  const attacker = await Attacker.appear();
  const answer = await attacker.grant(await walk.ask(), { header, resources, files });
  await doctor.press('Scan the patient’s answer');
  await doctor.paste(answer);
  await doctor.sees('Allergies');
  await unharmed(doctor, 'the summary');
  const entries = doctor.page.locator('button.row');
  for (const index of [...Array(await entries.count()).keys()]) {
    await entries.nth(index).click();
    await expect(doctor.page.getByRole('dialog')).toBeVisible();
    await unharmed(doctor, `entry ${index}`);
    await doctor.leaveSheet();
  }
  for (const [index, { title }] of files.entries()) {
    await entries.nth((await entries.count()) - files.length + index).click();
    await expect(
      doctor.page.getByRole('dialog').getByRole('button', { name: 'Save to this device' }),
    ).toBeVisible();
    await unharmed(doctor, `the file ${title.slice(0, 40)}`);
    await doctor.leaveSheet();
  }
  await doctor.press('Write a prescription or note');
  await doctor.sees('Write to the patient');
  await unharmed(doctor, 'writing');
  await doctor.write('Medicine', hostileStrings[6] ?? '');
  await doctor.press('Sign and show the code');
  await doctor.sees('Is this the person before you?');
  await unharmed(doctor, 'confirming');
});

test('files of hostile names and types are kept, and shown only as what they safely can be @hostile @slow', async ({
  walk: { patient },
  unharmed,
}) => {
  for (const [name, mimeType, text] of hostileFiles.slice(0, 6)) {
    await patient.open('/more');
    await patient.open('/record/add/document');
    await patient.sees('Photo or document');
    await patient.page
      .locator('input[type=file]')
      .last()
      .setInputFiles({
        name,
        mimeType,
        buffer: Buffer.from(text),
      });
    await unharmed(patient, `chosen: ${name}`);
    await patient.write('What is it?', name);
    await patient.press('Save');
    await patient.sees('Where it comes from');
    await patient.page.locator('button.row').first().click();
    await expect(
      patient.page.getByRole('dialog').getByRole('button', { name: 'Save to this device' }),
    ).toBeVisible();
    await unharmed(patient, `opened: ${name}`);
    await patient.leaveSheet();
  }
});

const refused: readonly (readonly [string, string, string | Buffer])[] = [
  ['empty.json', 'There is nothing in this file', ''],
  ['blank.json', 'There is nothing in this file', ' \n\t '],
  [
    'binary.dat',
    'This is not a record file',
    Buffer.from([0x80, 0x81, 0xfe, 0xff, 0xc0, 0xc1, 0, 1, 2, 3]),
  ],
  ['cut.json', 'The file breaks off or is damaged', '{"resourceType":"Bundle","entry":[{"resou'],
  ['words.txt', 'The file breaks off or is damaged', 'Dear doctor, this is a letter.'],
  ['deep.json', 'The file breaks off or is damaged', '['.repeat(200_000)],
  ['number.json', 'This file holds no health records', '42'],
  ['other.json', 'This file holds no health records', '{"hello":"world"}'],
  ['letter.pdf', 'This is a PDF', '%PDF-1.7\n'],
  ['photo.jpg', 'This is a picture', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1')],
  ['all.zip', 'This is a zip of many files', 'PK\x03\x04'],
  ['record.xml', 'This is an XML file', '<?xml version="1.0"?><Patient/>'],
  ['page.html', 'This is a web page', '<!doctype html><title>Sign in</title>'],
  [
    'export.xml',
    'This is an Apple Health export',
    '<?xml version="1.0"?><!DOCTYPE HealthData []><HealthData/>',
  ],
  ['ccd.xml', 'This is a CCDA summary', '<ClinicalDocument xmlns="urn:hl7-org:v3"/>'],
  ['card.txt', 'This is a SMART Health Card', 'shc:/567629595326546034602925'],
  ['certificate.txt', 'This is a SMART Health Card', 'HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL'],
];

test('a file that is no record is named for what it is, with a next step @hostile @slow', async ({
  walk: { patient },
  unharmed,
}) => {
  for (const [name, title, content] of refused) {
    await bringIn(patient, { ...json(name, ''), buffer: Buffer.from(content) });
    await expect.soft(patient.page.getByText(title), name).toBeVisible();
    await expect
      .soft(
        patient.page.getByRole('button', { name: /Choose a file|Keep it as a document/ }).first(),
      )
      .toBeVisible();
    await unharmed(patient, name);
  }
  const folder = mkdtempSync(join(tmpdir(), 'carnet-large-'));
  const large = join(folder, 'large.json');
  writeFileSync(large, Buffer.alloc(50 * 1024 * 1024 + 1, 0x20));
  await patient.page.locator('input[type=file]').setInputFiles(large);
  await expect(patient.page.getByText('This is too large')).toBeVisible();
  rmSync(folder, { recursive: true });
  await bringIn(patient, json('one.json', everyKindWith('Hay fever')[2]));
  await patient.sees('Look before it is saved');
});

test('weird files that hold records are read, and say what was odd @hostile @slow', async ({
  walk: { patient },
  unharmed,
}) => {
  const [, , condition] = everyKindWith('Hay fever');
  const weird: readonly (readonly [string, string])[] = [
    ['a byte order mark', `\ufeff${JSON.stringify(condition)}`],
    ['lines, one of them broken', `${JSON.stringify(condition)}\n{"resourceType":\n`],
    [
      'keys that reach for prototypes',
      `{"__proto__":{"__canary":1},"constructor":{"prototype":{"__canary":1}},${JSON.stringify(condition).slice(1)}`,
    ],
    [
      'numbers that overflow',
      JSON.stringify(condition).replace('{', '{"onsetAge":{"value":1e999},'),
    ],
    [
      'a bundle of nothing but holes',
      JSON.stringify({
        resourceType: 'Bundle',
        entry: [null, {}, { resource: null }, { resource: condition }, 7, 'x', []],
      }),
    ],
    ['a bundle in a bundle', JSON.stringify(bundle([bundle([condition])]))],
    ['one resource five thousand times', JSON.stringify(bundle(Array(5000).fill(condition)))],
  ];
  for (const [what, text] of weird) {
    await bringIn(patient, json(`${what}.json`, text));
    await expect
      .soft(patient.page.getByRole('heading', { name: 'Look before it is saved' }), what)
      .toBeVisible();
    await unharmed(patient, what);
  }
});

const foreignTexts = [
  'https://evil.example/#1AEBAD',
  'http://carnet.example/',
  'javascript:window.__canary=1',
  'data:text/html,<script>window.__canary=1</script>',
  'BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD',
  'HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL',
  'shlink:/eyJ1cmwiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9',
  'shc:/567629595326546034602925',
  'WIFI:T:WPA;S:x;P:y;;',
  'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP',
  'bitcoin:bc1q?amount=1',
  '4006381333931',
  '\u202e\u0000',
  'x'.repeat(100_000),
];

test('somebody else’s code is called by its name, and leads nowhere @hostile @slow', async ({
  walk,
  unharmed,
}) => {
  const { patient, doctor } = walk;
  const { origin } = new URL(walk.address);
  for (const text of foreignTexts) {
    await walk.hand(text);
    await expect
      .soft(patient.page.getByText('This is not a Carnet code'), text.slice(0, 60))
      .toBeVisible();
    await expect.soft(patient.page.getByRole('button', { name: 'Scan again' })).toBeVisible();
    expect(patient.page.url().startsWith(origin)).toBe(true);
    await unharmed(patient, text.slice(0, 60));
  }
  for (const text of ['carnet1:AAAA', `carnet1:${'A'.repeat(5000)}`]) {
    await walk.hand(text);
    await expect.soft(patient.page.getByText('This text is not whole')).toBeVisible();
    await unharmed(patient, text.slice(0, 60));
  }
  await walk.ask();
  await doctor.press('Scan the patient’s answer');
  await doctor.paste(foreignTexts[0] ?? '');
  await expect(doctor.page.getByText('This is not a Carnet code')).toBeVisible();
  await walk.hand(await walk.ask());
  await patient.sees('Is it really this doctor?');
});

const fuzz = async ({ runs, seed }: { runs: number; seed: number }): Promise<void> => {
  const lab = await Lab.open();
  const task = { runs, seed, limitMs: 10_000 };
  const verdicts = await lab.run<Record<string, Verdict>>('../fuzz/decoders.measure.ts', task);
  await lab.close();
  for (const [decoder, { values, faults }] of Object.entries(verdicts)) {
    expect.soft(faults, `${decoder}, from seed ${seed}`).toEqual([]);
    expect.soft(values, `${decoder} takes honest bytes`).toBeGreaterThan(0);
  }
  expect(Object.keys(verdicts).length).toBeGreaterThan(15);
};

test('every decoder answers fuzzed bytes with a value or a refusal, and in time @hostile @slow', () =>
  fuzz({ runs: 30, seed: 1 }));

test('so it does with thousands of inputs that nobody has tried before @hostile @slow', () => {
  test.setTimeout(3_600_000);
  return fuzz({ runs: 3000, seed: Date.now() % 1_000_000_000 });
});
