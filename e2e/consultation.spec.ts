import { Doctor, filmGrant, filmRequest, Patient } from './fixtures/people.ts';
import { samplePair } from './fixtures/sample-pair.ts';
import { expect, test } from './fixtures/test.ts';

test('a doctor asks, the patient grants by a moving code, both offline, and exactly that opens @consultation', async ({
  server,
  open,
  operator,
}) => {
  const patient = new Patient(await open({ keepsApp: true }));
  const doctor = new Doctor(await open({ viewport: { width: 1280, height: 800 }, keepsApp: true }));
  await Promise.all([
    patient.device.install(server.address),
    doctor.device.install(server.address),
  ]);
  await server.kill();
  await Promise.all([patient.device.goOffline(), doctor.device.goOffline()]);

  await patient.openSample();
  await doctor.openSample();
  await doctor.showRequest();
  await filmRequest(operator, doctor, patient);
  await patient.scan();
  await patient.compareWords(await doctor.words());
  await patient.turn('Prescriptions', false);
  await patient.approve();

  await filmGrant(operator, patient, doctor);
  await doctor.scanAnswer();
  await doctor.reads('Mira Astrid Solheim');
  await expect(doctor.page.getByText('Granted: Medical record until')).toBeVisible();
  await expect(doctor.entries('Allergies').first()).toContainText('Penicillin');
  await expect(doctor.entries('Problems').filter({ hasText: 'Type 2 diabetes' })).toBeVisible();
  await expect(doctor.page.getByText('Withheld by the patient', { exact: true })).toBeVisible();
  await expect(doctor.page.getByText('Metformin')).toHaveCount(0);
  await expect(doctor.page.getByText('Larkspur Close')).toHaveCount(0);

  const [newest] = await (await patient.log()).all();
  await expect(newest!).toContainText('You showed your record to Dr Amara Okafor');
  await expect(newest!).toContainText('Medical record');
  await expect(newest!).toContainText('for: Consultation');
});

test('wrong words stop everything, the right ones go on; and declining shares nothing @consultation', async ({
  server,
  open,
}) => {
  const { patient, doctor } = await samplePair(open, server.address);
  const { link, words } = await doctor.ask();

  await patient.scan();
  await patient.paste(link);
  await patient.compareWords(words, { among: 'others' });
  await patient.sees('The words do not match');
  await expect(patient.page.getByText('Nothing was shared.', { exact: false })).toBeVisible();
  expect(await (await patient.log()).count()).toBe(0);

  await patient.hear(link, words);
  await expect(patient.page.getByText('The words matched.')).toBeVisible();
  await patient.press('Do not share');
  await expect(patient.page.getByText('Nothing was shared.')).toBeVisible();
  await expect(patient.code).toHaveCount(0);
  await expect((await patient.log()).first()).toContainText('You declined a request by Dr Amara');
  expect(await (await patient.log()).count()).toBe(1);

  await patient.hear(link, words);
  await patient.approve();
  await expect(patient.code).toBeVisible();
  await expect((await patient.log()).first()).toContainText('You showed your record to Dr Amara');
});

test('a patient who knows the doctor’s card shows a code at once: one scan, and both are told that it is not forward secret @consultation @slow', async ({
  server,
  open,
  operator,
}) => {
  const desk = { viewport: { width: 1280, height: 800 } };
  const { patient, doctor } = await samplePair(open, server.address, desk);

  await doctor.go('My card');
  const card = doctor.page.getByRole('img', { name: 'Card of Dr Amara Okafor as a code' });
  await expect(card).toBeVisible();
  patient.device.camera.load(await operator.still(card));
  await doctor.go('My card');
  await patient.scan();
  await patient.compareWords(await doctor.words());
  await patient.sees('Show Dr Amara Okafor your record');
  await expect(patient.page.getByText('This code rests on a key')).toBeVisible();
  await patient.choose(['Personal details']);
  await patient.approve();
  await expect(patient.code).toBeVisible();

  await patient.go('Share');
  await patient.page.getByRole('button', { name: /Dr Amara Okafor/ }).click();
  await patient.sees('Show Dr Amara Okafor your record');
  await expect(patient.page.getByText('This code rests on a key')).toBeVisible();
  await patient.choose(['Medical record']);
  await patient.approve();

  await filmGrant(operator, patient, doctor);
  await doctor.scanDirect();
  await doctor.reads();
  await expect(doctor.entries('Allergies').first()).toContainText('Penicillin');
  await expect(doctor.page.getByText('no forward secrecy')).toBeVisible();
});
