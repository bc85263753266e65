import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures/test.ts';
import type { Device, DeviceOptions } from './fixtures/device.ts';
import { Doctor, Patient } from './fixtures/people.ts';

/** Two people who said no when the browser asked for the camera. */
async function pair(open: (options: DeviceOptions) => Promise<Device>, address: string) {
  const options = { args: ['--use-fake-ui-for-media-stream=deny'] };
  const [patient, doctor] = [new Patient(await open(options)), new Doctor(await open(options))];
  for (const { device, page } of [patient, doctor]) {
    await device.context.clearPermissions();
    await page.goto(address);
  }
  await patient.openSample();
  await doctor.openSample();
  return { patient, doctor };
}

const refused = 'The camera is switched off for Carnet';

test('without a camera, a photo of the request, a photo of the still code and a file carry a whole consultation @camera-image', async ({
  server,
  open,
  operator,
}) => {
  const { patient, doctor } = await pair(open, server.address);
  await doctor.showRequest();
  const words = await doctor.words();
  const [photo] = await operator.still(doctor.requestCode);

  await patient.scan();
  await expect(patient.page.getByText(refused)).toBeVisible();
  const [wall] = await operator.still(patient.page.getByRole('heading').first());
  await patient.pickPhoto(wall!);
  await expect(patient.page.getByText('No code was found in this picture')).toBeVisible();
  await patient.pickPhoto(photo!);
  await patient.compareWords(words);
  await patient.approve();

  await doctor.scanAnswer();
  await expect(doctor.page.getByText(refused)).toBeVisible();
  const [moving] = await operator.still(patient.code);
  await doctor.pickPhoto(moving!);
  await expect(doctor.page.getByText('This is one picture of a moving code')).toBeVisible();

  const saved = patient.page.waitForEvent('download');
  await patient.press('Other ways');
  await patient.press('File and still code');
  const file = readFileSync(await (await saved).path());
  const still = patient.page.getByRole('img', { name: 'Still code for Dr Amara Okafor' });
  await expect(still).toBeVisible();
  const [photoOfGrant] = await operator.still(still);
  await doctor.pickPhoto(photoOfGrant!);
  await expect(doctor.page.getByText('Now open the file that came with it')).toBeVisible();
  await doctor.pick(
    'Open the patient’s file',
    carnetFile(Buffer.concat([file.subarray(0, 40), file])),
  );
  await expect(doctor.page.getByText('The parts do not belong together')).toBeVisible();
  await doctor.press('Scan again');
  await doctor.pickPhoto(photoOfGrant!);
  await expect(doctor.page.getByText('Now open the file that came with it')).toBeVisible();
  await doctor.pick('Open the patient’s file', carnetFile(file));
  await doctor.reads();
});

test('without a camera, the request goes by copy and paste, and the answer as one file @camera-image @slow', async ({
  server,
  open,
}) => {
  const { patient, doctor } = await pair(open, server.address);
  const { link, words } = await doctor.ask();
  await patient.scan();
  await expect(patient.page.getByText(refused)).toBeVisible();
  await patient.press('Paste');
  await patient.press('Use this text');
  await expect(patient.page.getByText('There is nothing to read yet')).toBeVisible();
  await patient.page.getByLabel('The copied text or link').fill(link);
  await patient.press('Use this text');
  await patient.compareWords(words);
  await patient.approve();

  const saved = patient.page.waitForEvent('download');
  await patient.press('Other ways');
  await patient.press('Save as a file');
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/\.carnet$/);
  await doctor.scanAnswer();
  await doctor.pick('Open the patient’s file', carnetFile(readFileSync(await file.path())));
  await doctor.reads();
});

test('without a camera, the answer goes by copy and paste as well @camera-image @slow', async ({
  server,
  open,
}) => {
  const { patient, doctor } = await pair(open, server.address);
  const { link, words } = await doctor.ask();
  await patient.hear(link, words);
  await patient.approve();
  const answer = await patient.copyAnswer();
  await doctor.scanAnswer();
  await doctor.paste(answer.slice(0, -40));
  await expect(doctor.page.getByText('This text is not whole')).toBeVisible();
  await doctor.paste(answer);
  await doctor.reads();
});

const carnetFile = (buffer: Buffer) => ({
  name: 'record.carnet',
  mimeType: 'application/octet-stream',
  buffer,
});
