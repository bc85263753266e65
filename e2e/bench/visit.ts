import { randomBytes } from 'node:crypto';
import type { CDPSession, Page } from '@playwright/test';
import { startAppServer } from '../fixtures/app-server.ts';
import { Doctor, Patient } from '../fixtures/people.ts';
import { openDevice } from '../fixtures/device.ts';
import { median } from './median.ts';

/** Random bytes beside the sample record, so that what is granted comes to about 50 KB. */
const NOTE_BYTES = 41_000;

/**
 * The two waits of a consultation, on the built app's own screens: from the press on Approve to the
 * code, and from the last piece of the message to the summary. The message is pasted, so the second
 * figure holds the reading of the pasted text as well.
 */
export async function measureVisit(rounds: number): Promise<Record<string, number>> {
  const server = await startAppServer();
  const patient = new Patient(await openDevice());
  const doctor = new Doctor(await openDevice());
  try {
    await patient.device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await doctor.device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await Promise.all([patient.page.goto(server.address), doctor.page.goto(server.address)]);
    await Promise.all([patient.openSample(), doctor.openSample()]);
    await fillRecord(patient.page);
    const pages = [patient.page, doctor.page];
    const devtools = await Promise.all(pages.map((page) => page.context().newCDPSession(page)));
    const plain = await figures(patient, doctor, rounds);
    await throttle(devtools, 4);
    const slowed = await figures(patient, doctor, rounds);
    await throttle(devtools, 1);
    return {
      visit_approve_to_qr_ms: plain.approve,
      visit_approve_to_qr_ms_4x: slowed.approve,
      visit_lastframe_to_summary_ms: plain.open,
      visit_lastframe_to_summary_ms_4x: slowed.open,
    };
  } finally {
    await Promise.all([patient.device.close(), doctor.device.close()]);
    await server.kill();
  }
}

async function throttle(devtools: readonly CDPSession[], rate: number): Promise<void> {
  await Promise.all(
    devtools.map((session) => session.send('Emulation.setCPUThrottlingRate', { rate })),
  );
}

/** A note whose text cannot be compressed, so that the grant really weighs what the figure says. */
async function fillRecord(page: Page): Promise<void> {
  const note = randomBytes(NOTE_BYTES).toString('base64');
  const resource = {
    resourceType: 'Condition',
    id: 'long',
    code: { text: 'Long note' },
    note: [{ text: note }],
  };
  await page.goto(new URL('#/record/import', page.url()).href);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'note.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(resource)),
    });
  await page.getByRole('button', { name: /^Save|^Keep|^Bring/ }).click();
  await page.waitForTimeout(1000);
}

async function figures(
  patient: Patient,
  doctor: Doctor,
  rounds: number,
): Promise<{ approve: number; open: number }> {
  const approve: number[] = [];
  const open: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await ask(patient, doctor);
    approve.push(
      await untilShown(patient.page, 'Approve and show the code', '[aria-label^="Moving code"]'),
    );
    await patient.page.getByRole('button', { name: 'Other ways' }).click();
    await patient.page.getByRole('button', { name: 'Copy as text' }).click();
    const text = await patient.page.evaluate(() => navigator.clipboard.readText());
    await patient.page.keyboard.press('Escape');
    await patient.page.getByRole('button', { name: 'They have it' }).click();
    await doctor.scanAnswer();
    await doctor.page.getByRole('button', { name: 'Paste' }).click();
    await doctor.page.getByRole('dialog').getByRole('textbox').fill(text);
    open.push(await untilShown(doctor.page, 'Use this text', '.summary'));
    await doctor.page.getByRole('button', { name: 'End the visit' }).click();
  }
  return { approve: median(approve), open: median(open) };
}

async function ask(patient: Patient, doctor: Doctor): Promise<void> {
  await doctor.page.goto(new URL('#/consult', doctor.page.url()).href);
  await doctor.showRequest();
  await doctor.page.getByRole('button', { name: 'Copy as a link' }).click();
  const link = await doctor.page.evaluate(() => navigator.clipboard.readText());
  await patient.scan();
  await patient.page.getByRole('button', { name: 'Paste' }).click();
  await patient.page.getByRole('dialog').getByRole('textbox').fill(link);
  await patient.page.getByRole('button', { name: 'Use this text' }).click();
  const consent = patient.page.getByRole('button', { name: 'Approve and show the code' });
  await consent.or(patient.page.getByRole('button', { name: 'Compare' })).waitFor();
  if (!(await consent.isVisible())) await patient.compareWords(await doctor.words());
  await consent.waitFor();
}

/** Milliseconds from a press to the frame in which something stands on the screen. */
async function untilShown(page: Page, button: string, selector: string): Promise<number> {
  return page.evaluate(
    ({ label, wanted }) =>
      new Promise<number>((resolve) => {
        const pressed = [...document.querySelectorAll('button')].find((one) =>
          one.textContent.includes(label),
        );
        const began = performance.now();
        pressed?.click();
        const look = () => {
          if (document.querySelector(wanted))
            requestAnimationFrame(() => resolve(performance.now() - began));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { label: button, wanted: selector },
  );
}
