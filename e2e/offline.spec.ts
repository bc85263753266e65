import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import { startAppServer } from './fixtures/app-server.ts';
import type { Device } from './fixtures/device.ts';
import {
  addAllergy,
  addDocument,
  bringIn,
  createProfile,
  go,
  lockNow,
  unlock,
} from './fixtures/own-profile.ts';
import { consult, Doctor, Patient } from './fixtures/people.ts';
import { startRecordingProxy } from './fixtures/recording-proxy.ts';
import { expect, test } from './fixtures/test.ts';

const desktop = { viewport: { width: 1280, height: 800 } };

test('after one visit the host can be gone: a record is kept, found, exported and unlocked again @offline', async ({
  server,
  open,
}) => {
  const device = await open({ ...desktop, keepsApp: true });
  const { page } = device;
  await device.install(server.address);
  await server.kill();
  await page.reload();

  const passphrase = await createProfile(page, 'patient');
  await keepRecord(page);
  await go(page, '/record');
  await page.reload();
  await unlock(page, passphrase);
  await expect(page.getByRole('heading', { name: 'Allergies' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(canaries.allergy).first()).toBeVisible();
});

test('after one visit the host can be gone: a whole consultation works @offline @slow', async ({
  server,
  open,
}) => {
  const patient = new Patient(await open({ ...desktop, keepsApp: true }));
  const doctor = new Doctor(await open({ ...desktop, keepsApp: true }));
  await Promise.all([
    patient.device.install(server.address),
    doctor.device.install(server.address),
  ]);
  await server.kill();
  await Promise.all([patient.page.reload(), doctor.page.reload()]);

  await patient.openSample();
  await doctor.openSample();
  await consult(patient, doctor);
  await openLetter(patient);
});

test('nothing asks for the network: a proxy hears nothing while records are kept and shared @offline', async ({
  server,
  open,
}) => {
  const proxy = await startRecordingProxy();
  const patient = new Patient(await open({ ...desktop, keepsApp: true, args: proxy.args }));
  const doctor = new Doctor(await open({ ...desktop, keepsApp: true, args: proxy.args }));
  await Promise.all([
    patient.device.install(server.address),
    doctor.device.install(server.address),
  ]);
  const fetched = proxy.seen.map((address) => address.replace(server.address, ''));
  expect(fetched).toContain('service-worker.js');
  expect(fetched.some((address) => /vault\.worker/.test(address))).toBe(true);
  proxy.forget();

  await patient.openSample();
  await doctor.openSample();
  await consult(patient, doctor);
  await openLetter(patient);
  await keepRecord(patient.page);
  await lockNow(patient.page);
  // Chromium looks by itself for a new version whenever an app starts a worker.
  const update = `${server.address}service-worker.js`;
  expect(proxy.seen.filter((address) => address !== update)).toEqual([]);
  await proxy.close();
});

test('it works the same from a folder of any host @offline @slow', async ({ open }) => {
  const server = await startAppServer({ prefix: '/some/folder/' });
  const device = await open({ ...desktop, keepsApp: true });
  await device.install(server.address);
  await server.kill();
  await device.page.goto(`${server.address}#/about`);
  await expect(device.page.getByRole('heading', { name: 'About Carnet' })).toBeVisible();
  await device.page.goto(server.address);
  await device.page.reload();

  const patient = new Patient(device);
  await patient.openSample();
  await keepRecord(device.page);
  await patient.scan();
  await patient.paste('nothing of ours');
  await expect(device.page.getByText(/not a Carnet code/i)).toBeVisible();
});

/** By hand, by file, by photo, by search and out again. */
async function keepRecord(page: Device['page']): Promise<void> {
  await addAllergy(page, 'hazelnuts by hand');
  await bringIn(page, canaryBundle);
  await addDocument(page, 'A scan', Buffer.from('a scan of something'));
  await go(page, '/record/search');
  await page.getByRole('searchbox').fill('brimborionitis');
  await expect(page.getByText('1 record found')).toBeVisible();
  await go(page, '/more/export');
  await page.getByRole('button', { name: 'Make the export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save to this device' }).click(),
  ]);
  expect(await download.failure()).toBeNull();
}

/** A letter of the sample patient's, by the reader of PDF, which is loaded only then. */
async function openLetter({ page }: Patient): Promise<void> {
  await go(page, '/record/search');
  await page.getByRole('searchbox').fill('discharge letter');
  await page
    .getByRole('link', { name: /Discharge letter/ })
    .first()
    .click();
  await page.getByRole('list', { name: 'Files' }).getByRole('button').click();
  await expect(page.getByRole('img', { name: /^Page 1 of/ })).toBeVisible();
}
