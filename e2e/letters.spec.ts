import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import { addMyName, begin, bringIn, comeBack, go } from './fixtures/own-profile.ts';
import { StandingDoctor, StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';

const doctorName = 'Dr Amara Okafor';
const laboratoryName = 'Laboratory Nord';
const sampleName = 'Mira Astrid Solheim';
const mayWrite = { parts: ['Medical record'], mayWrite: true } as const;

/** mod_dav keeps what it knows of files in a folder beside them. */
const lettersIn = (folder: string) =>
  readdirSync(folder).filter((name) => /^[0-9a-f]{32}$/.test(name));

test.setTimeout(480_000);

test('a doctor and a laboratory leave letters while the patient’s browser is closed; one is kept, one declined, and neither stays on the host @deposit @slow', async ({
  server,
  open,
  keep,
  apache,
}) => {
  const phone = keep();
  let patient = new StandingPatient(await phone.start());
  const passphrase = await begin(patient.page, server.address, 'patient');
  await bringIn(patient.page, canaryBundle);
  await patient.addHost(apache.hosts.webdav);
  const doctor = new StandingDoctor(await open());
  await doctor.page.goto(server.address);
  await doctor.openSample();
  const laboratory = new StandingDoctor(await open());
  await begin(laboratory.page, server.address, 'doctor', laboratoryName);

  await doctor.take(await patient.give(await doctor.card(), mayWrite));
  await laboratory.take(await patient.invite(await laboratory.card()));
  const invited = await patient.cardOf(laboratoryName);
  await expect(invited).toContainText('May only write');
  await phone.stop();

  await doctor.refresh(canaries.name);
  await doctor.leaveLetter(canaries.name, { title: 'After the visit', text: 'Rest for a week.' });
  await expect(doctor.page.getByText(/^The letter lies in /)).toBeVisible();
  await laboratory.leaveLetter(canaries.name, { title: 'Potassium', text: '4.1 mmol/l' });
  await expect(laboratory.page.getByText(/^The letter lies in /)).toBeVisible();
  await expect(laboratory.page.getByRole('button', { name: 'Open the record' })).toHaveCount(0);
  expect(lettersIn(apache.letters)).toHaveLength(2);

  patient = new StandingPatient(await phone.start());
  await comeBack(patient.page, server.address, passphrase);
  await expect(patient.page.getByText('2 letters wait for you')).toBeVisible();
  await patient.press('Go to letters');
  await patient.page.getByRole('button', { name: new RegExp(doctorName) }).click();
  await patient.sees(`${doctorName} gives you something`);
  await expect(patient.page.getByText('Signed with a key you know.')).toBeVisible();
  const inside = patient.page.getByRole('list', { name: 'What it is' });
  await expect(inside).toContainText('After the visit');
  await patient.press('Keep it');
  await expect(patient.page.getByText('1 entry kept in your record.')).toBeVisible();
  expect(lettersIn(apache.letters)).toHaveLength(1);

  await patient.page.getByRole('button', { name: new RegExp(laboratoryName) }).click();
  await expect(inside).toContainText('Potassium');
  await patient.press('Do not keep it');
  await expect(patient.page.getByText('It was not kept.')).toBeVisible();
  await expect(patient.page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await patient.sees('No letters');
  expect(lettersIn(apache.letters)).toEqual([]);

  const log = await patient.log();
  await expect(log.filter({ hasText: `You declined what ${laboratoryName} wrote` })).toHaveCount(1);
  await go(patient.page, '/record/search');
  const search = patient.page.getByRole('searchbox');
  await search.fill('Potassium');
  await expect(patient.page.getByText('1 record found')).toHaveCount(0);
  await search.fill('After the visit');
  await expect(patient.page.getByText('1 record found')).toBeVisible();
});

test('a letter that was written to another patient is refused, and a sound one beside it arrives; the letterbox cannot be read or written over @deposit @slow', async ({
  server,
  open,
  apache,
}) => {
  const [host, folder] = [apache.hosts.webdav, apache.letters];
  const letters = () => lettersIn(folder);
  const doctor = new StandingDoctor(await open());
  await doctor.page.goto(server.address);
  await doctor.openSample();
  const mira = new StandingPatient(await open());
  await mira.page.goto(server.address);
  await mira.openSample();
  await mira.addHost(host);
  await doctor.take(await mira.give(await doctor.card(), mayWrite));
  const other = new StandingPatient(await open());
  await begin(other.page, server.address, 'patient');
  await addMyName(other.page, canaries.name);
  await other.addHost(host);
  await doctor.take(await other.give(await doctor.card(), mayWrite));

  const written = async (to: string, title: string) => {
    const before = letters();
    await doctor.refresh(to);
    await doctor.leaveLetter(to, { title, text: 'Rest for a week.' });
    await expect.poll(letters).toHaveLength(before.length + 1);
    return letters().find((name) => !before.includes(name)) ?? '';
  };
  const hers = await written(sampleName, 'For Mira');
  const swapped = await written(canaries.name, 'For another');
  await written(canaries.name, 'For another as well');
  copyFileSync(join(folder, hers), join(folder, swapped));

  const { base: address, writer } = host.drop;
  const password = Buffer.from(`${writer.user}:${writer.password}`).toString('base64');
  const headers = { authorization: `Basic ${password}` };
  const status = async (method: string, name: string) =>
    (await fetch(`${address}${name}`, { method, headers, ...(method === 'PUT' && { body: 'x' }) }))
      .status;
  const refusals = ['GET', 'PUT', 'DELETE'].map((method) => status(method, hers));
  for (const refused of await Promise.all(refusals)) expect([401, 403]).toContain(refused);
  expect(await status('PUT', 'f'.repeat(32))).toBe(201);

  await go(other.page, '/record/letters');
  await other.press('Look for letters');
  await expect(other.page.getByText('1 letter to look at.')).toBeVisible();
  await other.page.getByRole('button', { name: new RegExp(doctorName) }).click();
  await expect(other.page.getByRole('heading', { name: 'For another as well' })).toBeVisible();
  await expect(other.page.getByText('For Mira')).toHaveCount(0);
  await other.press('Keep it');
  await other.sees('No letters');

  await go(mira.page, '/record/letters');
  await mira.press('Look for letters');
  await mira.page.getByRole('button', { name: new RegExp(doctorName) }).click();
  await expect(mira.page.getByRole('heading', { name: 'For Mira' })).toBeVisible();
});
