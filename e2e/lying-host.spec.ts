import { objectsRead, published } from './fixtures/hosts/published.ts';
import { LyingHost, type Mode } from './fixtures/hosts/lying-host.ts';
import { addAllergy, addMyName, begin } from './fixtures/own-profile.ts';
import { StandingDoctor, StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';

const name = 'Mira Solheim';
const altered = 'The host gave something else than the patient put there';
const older = 'This is older than what was seen before';
const silent = 'The patient’s host does not answer';
const unexpected = 'The patient’s host did not give what was expected';

/** What the doctor is told when everything that the host says is of this kind. */
const wholly: readonly (readonly [Mode, string])[] = [
  ['500', silent],
  ['busy', silent],
  ['html', unexpected],
  ['truncated', unexpected],
  ['cut-short', altered],
  ['bit-flipped', altered],
  ['older-revision', older],
  ['another-patient', altered],
  ['swapped', altered],
  ['duplicated', altered],
  ['withheld', unexpected],
  ['redirect', unexpected],
  ['timeout', silent],
];

/** The same where the list is honest and what it names is not. */
const objectsOnly: readonly (readonly [Mode, string])[] = [
  ['cut-short', altered],
  ['bit-flipped', altered],
  ['another-patient', altered],
  ['swapped', altered],
  ['duplicated', unexpected],
  ['withheld', unexpected],
];

test.setTimeout(900_000);

async function refused(doctor: StandingDoctor, said: string): Promise<void> {
  await doctor.patientPage(name);
  const asOf = await doctor.page.getByText(/^As of /).innerText();
  await doctor.press('Open the record');
  await expect(doctor.page.getByText(said).first()).toBeVisible({ timeout: 90_000 });
  await expect(doctor.page.getByText(/^Granted: |Penicillin|Walnut|Ibuprofen/)).toHaveCount(0);
  await doctor.patientPage(name);
  await expect(doctor.page.getByText(asOf)).toBeVisible();
}

async function opens(doctor: StandingDoctor, inside = ['Penicillin', 'Walnut']): Promise<void> {
  await doctor.read(name);
  for (const word of inside) await expect(doctor.page.getByText(word).first()).toBeVisible();
  await doctor.endVisit();
}

test('a host that fails or lies in any way shows nothing wrong, is named, and takes nothing away @lying-host @slow', async ({
  server,
  open,
}) => {
  const [host, others] = [await LyingHost.start(), await LyingHost.start()];
  try {
    const patient = new StandingPatient(await open());
    const doctor = new StandingDoctor(await open());
    await begin(patient.page, server.address, 'patient');
    await begin(doctor.page, server.address, 'doctor');
    await addMyName(patient.page, name);
    await addAllergy(patient.page, 'Penicillin');
    await patient.addHost(host);
    const card = await doctor.card();
    await doctor.take(await patient.give(card, { parts: ['Medical record'] }));
    await opens(doctor, ['Penicillin']);
    await published(host, () => addAllergy(patient.page, 'Walnut'));
    await patient.sent();

    const stranger = new StandingPatient(await open());
    await begin(stranger.page, server.address, 'patient');
    await addMyName(stranger.page, 'Somebody Else');
    await addAllergy(stranger.page, 'Ibuprofen');
    await stranger.addHost(others);
    await stranger.give(card, { parts: ['Medical record'] });
    host.foreign = others.files;
    await opens(doctor);

    for (const [mode, said] of wholly)
      await test.step(`everything: ${mode}`, async () => {
        host.lie(mode);
        await refused(doctor, said);
        host.lie('honest');
        await opens(doctor);
      });
    const objects = await objectsRead(host, () => opens(doctor));
    for (const [mode, said] of objectsOnly)
      await test.step(`objects: ${mode}`, async () => {
        host.lie(mode, { about: (asked) => objects.has(asked) });
        await refused(doctor, said);
        host.lie('honest');
        await opens(doctor);
      });
    await test.step('everything: slow, and true all the same', async () => {
      host.lie('slow');
      await opens(doctor);
      host.lie('honest');
    });
  } finally {
    await Promise.all([host.close(), others.close()]);
  }
});

test('a host that goes on showing what it had is told by its date, and by what was promised @lying-host @slow', async ({
  server,
  open,
}) => {
  const host = await LyingHost.start();
  try {
    const patient = new StandingPatient(await open());
    const doctor = new StandingDoctor(await open());
    await begin(patient.page, server.address, 'patient');
    await begin(doctor.page, server.address, 'doctor');
    await addMyName(patient.page, name);
    await addAllergy(patient.page, 'Penicillin');
    await patient.addHost(host);
    await doctor.take(await patient.give(await doctor.card(), { parts: ['Medical record'] }));
    await opens(doctor, ['Penicillin']);
    await published(host, () => addAllergy(patient.page, 'Walnut'));
    await patient.sent();
    host.lie('older-revision');
    await doctor.refresh(name);
    await expect(doctor.page.getByText(/^As of .*promised current until/)).toBeVisible();
    await expect(doctor.page.getByText('Nothing is new since you last looked.')).toBeVisible();
    host.lie('honest');
    await doctor.refresh(name);
    await expect(doctor.page.getByText('1 thing is new since you last looked.')).toBeVisible();
    host.lie('older-revision');
    await doctor.refresh(name);
    await expect(doctor.page.getByText(older).first()).toBeVisible();
    await expect(doctor.page.getByText('1 thing is new since you last looked.')).toBeVisible();
    host.lie('honest');
    await opens(doctor);
  } finally {
    await host.close();
  }
});
