import { published } from './fixtures/hosts/published.ts';
import { LyingHost } from './fixtures/hosts/lying-host.ts';
import { addAllergy, addDocument, addMyName, begin } from './fixtures/own-profile.ts';
import { StandingDoctor, StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';
import type { Device } from './fixtures/device.ts';

const name = 'Mira Solheim';

test.setTimeout(480_000);

async function twoPeople(address: string, open: () => Promise<Device>) {
  const patient = new StandingPatient(await open());
  const doctor = new StandingDoctor(await open());
  await begin(patient.page, address, 'patient');
  await begin(doctor.page, address, 'doctor');
  await addMyName(patient.page, name);
  await addAllergy(patient.page, 'Penicillin');
  return { patient, doctor };
}

/** Looks until so many things are new. */
async function hears(doctor: StandingDoctor, news: string): Promise<void> {
  await expect(async () => {
    await doctor.refresh(name);
    await expect(doctor.page.getByText(news)).toBeVisible({ timeout: 2000 });
  }).toPass();
}

test('a doctor reads a new record from a real host while the patient’s browser is closed @standing', async ({
  server,
  open,
  apache,
}) => {
  const { patient, doctor } = await twoPeople(server.address, open);
  await addDocument(patient.page, 'Heart scan', Buffer.from('All four chambers look well.'));
  await patient.addHost(apache.hosts.webdav);
  const link = await patient.give(await doctor.card(), { parts: ['Medical record'] });
  await doctor.take(link);
  await doctor.read(name);
  await expect(doctor.entries('Allergies')).toContainText(['Penicillin']);
  await expect(doctor.page.getByText(/withheld by the patient/i).first()).toBeVisible();
  await doctor.endVisit();

  await addAllergy(patient.page, 'Walnut');
  await hears(doctor, '1 thing is new since you last looked.');
  await patient.device.close();
  await doctor.read(name);
  await expect(doctor.entries('Allergies')).toContainText([
    /Penicillin|Walnut/,
    /Penicillin|Walnut/,
  ]);
  await expect(doctor.page.getByText('Walnut').first()).toBeVisible();
  await expect(doctor.page.getByText('Heart scan').first()).toBeVisible();
  await doctor.endVisit();
  await expect(doctor.page.getByText('Walnut')).toHaveCount(0);
  await hears(doctor, 'Nothing is new since you last looked.');
});

test('from now on shows nothing older, also after others joined, and a reload asks for the passphrase @standing @slow', async ({
  server,
  open,
}) => {
  const host = await LyingHost.start();
  try {
    const { patient, doctor } = await twoPeople(server.address, open);
    await patient.addHost(host);
    const terms = { parts: ['Medical record'], onlyFromNow: true } as const;
    await doctor.take(await patient.give(await doctor.card(), terms));
    await published(host, () => addAllergy(patient.page, 'Walnut'));
    await doctor.read(name);
    await expect(doctor.entries('Allergies')).toHaveText([/Walnut/]);
    await expect(doctor.page.getByText('Penicillin')).toHaveCount(0);
    await doctor.endVisit();

    const second = new StandingDoctor(await open());
    await begin(second.page, server.address, 'doctor', 'Dr. Jonas Lund');
    await second.take(await patient.give(await second.card(), terms));
    await published(host, () => addAllergy(patient.page, 'Hazel'));
    await second.read(name);
    await expect(second.entries('Allergies')).toHaveText([/Hazel/]);
    await doctor.read(name);
    await expect(doctor.entries('Allergies')).toContainText([/Hazel|Walnut/, /Hazel|Walnut/]);

    await doctor.page.reload();
    await expect(doctor.page.getByText('Hazel')).toHaveCount(0);
    await expect(doctor.page.getByLabel('Passphrase')).toBeVisible();
  } finally {
    await host.close();
  }
});
