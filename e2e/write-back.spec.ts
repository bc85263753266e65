import type { Device } from './fixtures/device.ts';
import { consult, Doctor, Patient } from './fixtures/people.ts';
import { samplePair } from './fixtures/sample-pair.ts';
import { expect, test } from './fixtures/test.ts';

async function visit(open: () => Promise<Device>, address: string) {
  const { patient, doctor } = await samplePair(open, address);
  await consult(patient, doctor);
  await doctor.press('Write a prescription or note');
  return { patient, doctor };
}

/** The doctor looks at the person before them, says yes, and signs. */
async function sign(doctor: Doctor): Promise<void> {
  await doctor.press('Sign and show the code');
  const question = doctor.page.getByRole('dialog', { name: 'Is this the person before you?' });
  await expect(question).toContainText('Mira Astrid Solheim');
  await expect(question).toContainText(/19\d\d/);
  await question.getByRole('button', { name: 'Yes, this is Mira Astrid Solheim' }).click();
  await expect(doctor.depositCode).toBeVisible();
}

test('a prescription is signed for this patient alone: another is refused, the right one sees who signed and keeps it @write-back', async ({
  server,
  open,
  operator,
}) => {
  const { patient, doctor } = await visit(open, server.address);
  await expect(doctor.page.getByText('Penicillin')).toBeVisible();
  await doctor.press('Sign and show the code');
  await expect(doctor.page.getByText('Name the medicine.')).toBeVisible();
  await doctor.page.getByLabel('Medicine', { exact: true }).fill('Candesartan 8 mg tablet');
  await doctor.page.getByLabel('For how many days').fill('30');
  await doctor.page.getByLabel('How to take it').fill('In the morning');
  await sign(doctor);
  const code = await operator.still(doctor.depositCode);

  const stranger = new Patient(await open());
  await stranger.page.goto(server.address);
  await stranger.openSample();
  stranger.device.camera.load(code);
  await stranger.scan();
  await expect(stranger.page.getByText('This was written for another patient')).toBeVisible({
    timeout: 60_000,
  });

  patient.device.camera.load(code);
  await patient.scan();
  await expect(
    patient.page.getByRole('heading', { name: 'Dr Amara Okafor gives you something' }),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(patient.page.getByText('Signed with a key you know.')).toBeVisible();
  await expect(patient.page.getByText(/It answers the visit of .*\d{4}/)).toBeVisible();
  const inside = patient.page.getByRole('list', { name: 'What it is' }).getByRole('listitem');
  await expect(inside).toHaveCount(1);
  await expect(inside).toContainText('Candesartan 8 mg tablet');
  await expect(inside).toContainText('Prescriptions');
  await patient.press('Keep it');
  await expect(patient.page.getByText('1 entry kept in your record.')).toBeVisible();

  await patient.page.evaluate(() => (location.hash = '#/record/list/prescription'));
  await patient.page
    .getByRole('link', { name: /Candesartan 8 mg tablet/ })
    .first()
    .click();
  await expect(patient.page.getByText(/Signed by Dr Amara Okafor, taken over/)).toBeVisible();
  await expect(patient.page.getByText('The signature was checked')).toBeVisible();
  await expect((await patient.log()).first()).toContainText('You kept what Dr Amara Okafor wrote');
});

test('a note is handed over the same way; it can be left, and taken later @write-back @slow', async ({
  server,
  open,
  operator,
}) => {
  const { patient, doctor } = await visit(open, server.address);
  await doctor.page.getByText('Note', { exact: true }).click();
  await doctor.page.getByLabel('Title').fill('After the visit');
  await doctor.page.getByLabel('Text').fill('Rest for a week, then walk every day.');
  await sign(doctor);
  const [photo] = await operator.still(doctor.depositCode);

  await patient.scan();
  await patient.pickPhoto(photo!);
  await patient.press('Do not keep it');
  await expect(patient.page.getByText('It was not kept.')).toBeVisible();
  await expect((await patient.log()).first()).toContainText(
    'You declined what Dr Amara Okafor wrote',
  );

  await patient.scan();
  await patient.pickPhoto(photo!);
  const inside = patient.page.getByRole('list', { name: 'What it is' });
  await expect(inside).toContainText('After the visit');
  await expect(inside).toContainText('Rest for a week, then walk every day.');
  await patient.press('Keep it');
  await expect(patient.page.getByText('1 entry kept in your record.')).toBeVisible();

  await patient.scan();
  await patient.pickPhoto(photo!);
  await expect(patient.page.getByText('You have this already')).toBeVisible();
});
