import { cpSync } from 'node:fs';
import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import type { Device } from './fixtures/device.ts';
import { LyingHost } from './fixtures/hosts/lying-host.ts';
import type { KeptDevice } from './fixtures/kept-device.ts';
import { addAllergy, begin, bringIn, comeBack } from './fixtures/own-profile.ts';
import { StandingDoctor, StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';

const stays = 'Dr Amara Okafor';
const goes = 'Dr. Ida Brandt';
const mine = new RegExp(`^${canaries.name.slice(0, 9)}`);
const medical = { parts: ['Medical record'] } as const;

test.setTimeout(480_000);

interface Scene {
  host: LyingHost;
  patient: StandingPatient;
  /** Reads on; the sample doctor. */
  remaining: StandingDoctor;
}

/** A patient with a small record and a host, and a doctor who may read all of its medical part. */
async function scene(open: () => Promise<Device>, address: string): Promise<Scene> {
  const host = await LyingHost.start();
  const patient = new StandingPatient(await open());
  const remaining = new StandingDoctor(await open());
  await begin(patient.page, address, 'patient');
  await bringIn(patient.page, canaryBundle);
  await patient.addHost(host);
  await remaining.page.goto(address);
  await remaining.openSample();
  await remaining.take(await patient.give(await remaining.card(), medical));
  return { host, patient, remaining };
}

/** The doctor whose browser is closed, copied and opened again. */
async function doctorAt(desk: KeptDevice): Promise<StandingDoctor> {
  return new StandingDoctor(await desk.start({ viewport: { width: 1280, height: 800 } }));
}

/** A new entry, on the host: an object and a list, sent a moment after it was written. */
async function record({ host, patient }: Scene, substance: string): Promise<void> {
  host.forget();
  await addAllergy(patient.page, substance);
  const puts = () => host.requests.filter(({ method }) => method === 'PUT').length;
  await expect.poll(puts, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await patient.sent();
}

async function readsAllergies(
  doctor: StandingDoctor,
  { with: present, without }: { with: readonly string[]; without: readonly string[] },
): Promise<void> {
  await doctor.refresh(mine);
  await doctor.read(mine);
  for (const each of present)
    await expect(doctor.entries('Allergies').filter({ hasText: each })).toHaveCount(1);
  for (const each of without) await expect(doctor.page.getByText(each)).toHaveCount(0);
  await doctor.endVisit();
}

test('stopping can be undone and then changes nothing; done, it shuts out everything new, from a copy of everything as well @revoke', async ({
  server,
  open,
  keep,
}) => {
  const at = await scene(open, server.address);
  const { host, patient, remaining } = at;
  const [desk, copied] = [keep(), keep()];
  let doctor = await doctorAt(desk);
  const passphrase = await begin(doctor.page, server.address, 'doctor');
  await doctor.take(await patient.give(await doctor.card(), medical));

  const before = new Map(host.files);
  await patient.stop(goes);
  await (await patient.cardOf(goes)).getByRole('button', { name: 'Undo' }).click();
  await expect((await patient.cardOf(goes)).getByText('Can read')).toBeVisible();
  await patient.sent();
  expect(new Map(host.files)).toEqual(before);
  await record(at, 'Hazelnut');
  for (const reader of [doctor, remaining])
    await readsAllergies(reader, { with: [canaries.allergy, 'Hazelnut'], without: [] });

  await desk.stop();
  cpSync(desk.folder, copied.folder, { recursive: true });
  const asItWas = new Map(host.files);
  await patient.stop(goes);
  await patient.isStopped(goes);
  const said = await patient.cardOf(goes);
  await expect(said).toContainText('They may keep what they read, saved or printed before.');
  await record(at, 'Walnut');
  const everything = [canaries.allergy, 'Hazelnut', 'Walnut'];
  await readsAllergies(remaining, { with: everything, without: [] });

  // The host hands the stopped doctor all it ever had; what is new is among it.
  const asItIs = new Map(host.files);
  for (const [name, bytes] of asItWas) host.files.set(name, bytes);
  doctor = await doctorAt(copied);
  await comeBack(doctor.page, server.address, passphrase);
  await readsAllergies(doctor, { with: [canaries.allergy, 'Hazelnut'], without: ['Walnut'] });
  for (const [name, bytes] of asItIs) host.files.set(name, bytes);
  await doctor.refresh(mine);
  await expect(doctor.page.getByText('This access has ended')).toBeVisible();
  await expect(doctor.page.getByRole('button', { name: 'Open the record' })).toHaveCount(0);
  await host.close();
});

test('stopping and sealing anew takes the old files from the host, and everybody else reads everything @revoke @slow', async ({
  server,
  open,
}) => {
  const at = await scene(open, server.address);
  const { host, patient, remaining } = at;
  const doctor = new StandingDoctor(await open());
  await begin(doctor.page, server.address, 'doctor');
  await doctor.take(await patient.give(await doctor.card(), medical));
  await record(at, 'Hazelnut');
  const before = new Map(host.files);

  await (await patient.cardOf(goes)).getByRole('button', { name: 'Other ways to stop' }).click();
  await expect(patient.page.getByText('the old files are deleted there')).toBeVisible();
  await patient.page.keyboard.press('Escape');
  await patient.stopStrongly(goes);
  await patient.isStopped(goes);
  await patient.sent();

  // Mailboxes keep their names and hold new messages; of the record nothing is as it was.
  const kept = [...before.keys()].filter((name) => host.files.has(name));
  expect(kept).toHaveLength(2);
  for (const name of kept) expect(host.files.get(name)).not.toEqual(before.get(name));
  const gone = [...before.keys()].filter((name) => !kept.includes(name));
  expect(gone.length).toBeGreaterThan(2);
  for (const name of gone) expect((await fetch(`${host.base}${name}`)).status).toBe(404);

  await readsAllergies(remaining, { with: [canaries.allergy, 'Hazelnut'], without: [] });
  await doctor.refresh(mine);
  await expect(doctor.page.getByText('This access has ended')).toBeVisible();
  await host.close();
});

test('who may read only from now on sees nothing older and everything newer, beside one who sees it all @backward @slow', async ({
  server,
  open,
}) => {
  const at = await scene(open, server.address);
  const { host, patient, remaining } = at;
  await record(at, 'Hazelnut');
  const doctor = new StandingDoctor(await open());
  await begin(doctor.page, server.address, 'doctor');
  await doctor.take(await patient.give(await doctor.card(), { ...medical, onlyFromNow: true }));
  const older = [canaries.allergy, canaries.problem, 'Hazelnut'];
  await expect((await patient.cardOf(goes)).getByText('from then on')).toBeVisible();

  await record(at, 'Walnut');
  await readsAllergies(doctor, { with: ['Walnut'], without: older });
  await readsAllergies(remaining, {
    with: [canaries.allergy, 'Hazelnut', 'Walnut'],
    without: [],
  });

  await patient.stop(stays);
  await patient.isStopped(stays);
  await record(at, 'Peanut');
  await readsAllergies(doctor, { with: ['Walnut', 'Peanut'], without: older });
  await host.close();
});
