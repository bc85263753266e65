import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violations } from './fixtures/axe.ts';
import type { Apache } from './fixtures/hosts/apache.ts';
import { writer } from './fixtures/hosts/real-host.ts';
import { Helper } from './fixtures/helper-person.ts';
import { misfits, settle } from './fixtures/layout.ts';
import { addAllergy, go, lockNow } from './fixtures/own-profile.ts';
import { StandingDoctor, StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';

const narrow = { width: 320, height: 640 };
const helperName = 'Tablet of Grandfather';
const patientName = 'Mira Astrid Solheim';
const doctorName = 'Dr Amara Okafor';

test.setTimeout(480_000);

test('a doctor reads through a helper on a host; the patient sees each time, and a dismissed helper turns nothing more @helper', async ({
  server,
  open,
  apache,
}) => {
  const { patient, doctor, helper } = await threePeople(server.address, open);
  await patient.addHost(folderOf(apache));
  await chooseHelper(patient, helper);
  await giveThroughHelper(patient, doctor);

  await test.step('on the host', async () => {
    const files = () => readdirSync(join(apache.letters, '..', 'carnet')).length;
    const before = files();
    await addAllergy(patient.page, 'Walnut');
    await expect.poll(files, { timeout: 60_000 }).toBeGreaterThan(before);
    await patient.sent();
    await doctor.refresh(patientName);
    await doctor.press('Ask the helper');
    await expect(doctor.page.getByText('Your question is on its way')).toBeVisible();
    await helper.look();
    const served = helper.page.getByText(`${doctorName}, about ${patientName}`);
    await expect(served.first()).toBeVisible();
    await expect(helper.page.getByText(/turned/).first()).toBeVisible();
    await doctor.refresh(patientName);
    await doctor.read(patientName);
    await expect(doctor.entries('Allergies').filter({ hasText: 'Walnut' })).toHaveCount(1);
  });

  await test.step('what a clinic’s own helper is worth', async () => {
    await helper.page.getByText('What a helper is good for').click();
    await expect(helper.page.getByText(/runs restrains nothing/)).toBeVisible();
    await helper.page.setViewportSize(narrow);
    await fits(helper.page);
  });

  await test.step('seen by the patient, and dismissed', async () => {
    await go(patient.page, '/people/helpers');
    await patient.page.getByText('What it did').click();
    await expect(patient.page.getByText(`turned for ${doctorName}`).first()).toBeVisible();
    await patient.page.setViewportSize(narrow);
    await fits(patient.page);
    await patient.press('Dismiss');
    await patient.press('Dismiss this helper');
    await patient.sees('No helper');
    await expect(async () => {
      await helper.look();
      await expect(helper.page.getByText('Ended by the patient')).toBeVisible({ timeout: 2000 });
    }).toPass();
  });
});

test('a doctor reads through a helper that scans the question and shows the answer, as at a kiosk @helper @slow', async ({
  server,
  open,
  operator,
  apache,
}) => {
  const { patient, doctor, helper } = await threePeople(server.address, open);
  await patient.addHost(folderOf(apache));
  await chooseHelper(patient, helper);
  await giveThroughHelper(patient, doctor);
  await doctor.patientPage(patientName);
  await doctor.press('Open the record');
  await expect(doctor.page.getByText('helper has to lend a hand first')).toBeVisible();
  await doctor.press('Ask the helper');
  await expect(doctor.page.getByText('Your question is on its way')).toBeVisible();
  const name = 'Your question to the helper, as a code';
  const question = doctor.page.getByRole('img', { name });
  helper.device.camera.load(await operator.still(question));
  await helper.go('Scan');
  await helper.sees('Let the doctor scan this');
  const answer = helper.page.getByRole('img', { name: /The answer, as a code/ });
  doctor.device.camera.load(await operator.film(answer, 60));
  await doctor.page.getByRole('link', { name: 'Scan the helper’s answer' }).click();
  await doctor.sees('The helper has answered');
  await doctor.press('Open the record');
  await doctor.reads();
  await expect(doctor.entries('Allergies').first()).toContainText('Penicillin');
  await doctor.endVisit();
});

test('a helper that opens by itself is back at work after its browser was killed @helper', async ({
  server,
  keep,
}) => {
  const kept = keep();
  const before = new Helper(await kept.start({ viewport: narrow }));
  await before.page.goto(server.address);
  await before.beginUnattended(helperName);
  await fits(before.page);
  for (const place of ['My card', 'Scan', 'More']) {
    await before.go(place);
    await fits(before.page);
  }
  await kept.kill();

  const after = new Helper(await kept.start({ viewport: narrow }));
  await after.page.goto(server.address);
  await after.sees('Nobody yet');
  await lockNow(after.page);
  await after.press('Go to work');
  await expect(after.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

/** Nothing sticks out on a small phone, and everybody can use what is there. */
async function fits(page: Page): Promise<void> {
  await settle(page);
  expect(await misfits(page)).toEqual([]);
  expect(await violations(page)).toEqual([]);
}

async function threePeople(
  address: string,
  open: (options?: {
    viewport: { width: number; height: number };
  }) => Promise<StandingPatient['device']>,
) {
  const patient = new StandingPatient(await open());
  const doctor = new StandingDoctor(await open({ viewport: { width: 1280, height: 800 } }));
  const helper = new Helper(await open({ viewport: { width: 1024, height: 768 } }));
  for (const { page } of [patient, doctor, helper]) await page.goto(address);
  await patient.openSample();
  await doctor.openSample();
  await helper.begin(helperName);
  return { patient, doctor, helper };
}

/** Apache's writer is everybody's letterbox user here: what it may do is Apache's affair. */
function folderOf({ hosts }: Apache) {
  const { account, place } = hosts.webdav;
  return { account, place, drop: { base: place.base, writer } };
}

/** The patient scans the helper's card, the helper scans what the patient shows. */
async function chooseHelper(patient: StandingPatient, helper: Helper): Promise<void> {
  const { link, words } = await helper.showCard();
  await go(patient.page, '/people/helpers');
  await expect(patient.page.getByText(/clinic runs restrains nothing/)).toBeVisible();
  await patient.press('Choose a helper');
  await patient.paste(link);
  await patient.sees('Is it really them?');
  for (const group of await patient.page.locator('fieldset').all()) {
    const position = Number((await group.locator('legend').innerText()).match(/\d+/)?.[0]);
    await group.getByText(words[position - 1] ?? '', { exact: true }).click();
  }
  await patient.press('Compare');
  await patient.sees(`Choose ${helperName} as a helper`);
  await patient.press('Choose this helper');
  const enrolment = await patient.copy('Copy as a link');
  await patient.press('The helper has it');
  await patient.sees('Helpers');
  await helper.take(enrolment);
  await helper.sees(/^You now help/);
  await helper.press('Done');
}

/** Lasting access that goes through the helper, handed over as a link. */
async function giveThroughHelper(patient: StandingPatient, doctor: StandingDoctor): Promise<void> {
  await patient.meet(await doctor.card());
  await patient.decide({ parts: ['Medical record', 'Prescriptions'] });
  await patient.page.getByLabel('Through a helper').selectOption(helperName);
  await patient.press('Give access and show the code');
  const link = await patient.copy('Copy as a link');
  await expect(patient.page.getByText('Everything has been sent.').first()).toBeVisible({
    timeout: 60_000,
  });
  await patient.press('They have it');
  await doctor.take(link);
}
