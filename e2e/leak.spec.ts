import { turnClock } from './fixtures/clock.ts';
import { consult, Doctor, Patient } from './fixtures/people.ts';
import { samplePair } from './fixtures/sample-pair.ts';
import { expect, test } from './fixtures/test.ts';

/** The patient's answer to a new request, as text, before anybody has opened it. */
async function answerTo(patient: Patient, doctor: Doctor): Promise<string> {
  const { link, words } = await doctor.ask();
  await patient.hear(link, words);
  await patient.approve();
  return patient.copyAnswer();
}

test('whoever recorded every code and takes the doctor’s unlocked device after the visit opens nothing @leak @slow', async ({
  server,
  open,
}) => {
  const { patient, doctor } = await samplePair(open, server.address);
  const { answer } = await consult(patient, doctor);
  await doctor.press('End the visit');
  await expect(
    doctor.page.getByText('Nothing of the patient is left on this device'),
  ).toBeVisible();

  await doctor.page.reload();
  await doctor.page.getByRole('button', { name: /Dr Amara Okafor/ }).click();
  await doctor.press('Open the sample');
  await doctor.sees('This visit is over');
  await doctor.scanDirect();
  await doctor.paste(answer);
  await expect(doctor.page.getByText('This answers another request')).toBeVisible();
  await expect(doctor.page.getByText('Penicillin')).toHaveCount(0);
  await doctor.press('Show a new request');
  await expect(doctor.requestCode).toBeVisible();
});

test('a code opens once, and for nobody else: replayed and forwarded it is refused, each in its own words @leak', async ({
  server,
  open,
}) => {
  const { patient, doctor } = await samplePair(open, server.address);
  const other = new Doctor(await open());
  await other.page.goto(server.address);
  await other.openSample();
  const answer = await answerTo(patient, doctor);

  await other.showRequest();
  await other.scanAnswer();
  await other.paste(answer);
  await expect(other.page.getByText('This answers another request')).toBeVisible();
  await doctor.scanAnswer();
  await doctor.paste(answer);
  await doctor.reads();

  await doctor.scanDirect();
  await doctor.paste(answer);
  await expect(doctor.page.getByText('This code was used before')).toBeVisible();
});

test('a code that ran out is refused, one from a clock far ahead asks to check the clock, and in time it opens @leak @slow', async ({
  server,
  open,
}) => {
  const { patient, doctor } = await samplePair(open, server.address);
  const { link, words } = await doctor.ask();
  await patient.hear(link, words);
  await patient.page.getByText('15 min', { exact: true }).click();
  await patient.approve();
  const answer = await patient.copyAnswer();
  await doctor.scanAnswer();

  await turnClock(doctor.device, 16);
  await doctor.paste(answer);
  await expect(doctor.page.getByText('This code ran out')).toBeVisible();
  await doctor.press('Scan again');
  await turnClock(doctor.device, -16 - 12);
  await doctor.paste(answer);
  await expect(doctor.page.getByText('Check the clock')).toBeVisible();
  await doctor.press('Scan again');
  await turnClock(doctor.device, 12);
  await doctor.paste(answer);
  await doctor.reads();

  await turnClock(doctor.device, 16);
  await doctor.sees('This visit is over');
  await expect(doctor.page.getByText('Penicillin')).toHaveCount(0);
});
