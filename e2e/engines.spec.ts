import { startAppServer, type AppServer } from './fixtures/app-server.ts';
import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import type { Engine } from './fixtures/engines/engine.ts';
import { installed, others } from './fixtures/engines/installed.ts';
import { DoctorElsewhere, PatientElsewhere, showFrom, showTo } from './fixtures/engines/people.ts';
import { begin, bringIn } from './fixtures/own-profile.ts';
import { Doctor, Patient } from './fixtures/people.ts';
import { expect, test as base } from './fixtures/test.ts';

/** The pictures of a moving code that are enough for one of its rounds. */
const FILM_PICTURES = 40;

const test = base.extend<{ host: AppServer; use: (engine: Engine) => Engine }>({
  /** A host of the app that an engine knows alone, so that it can go away. */
  host: async ({}, use) => {
    const host = await startAppServer();
    await use(host);
    await host.kill();
  },
  use: async ({}, use) => {
    const engines: Engine[] = [];
    await use((engine) => {
      engines.push(engine);
      return engine;
    });
    await Promise.all(engines.map((engine) => engine.dispose()));
  },
});

for (const Kind of others) {
  test(`in ${Kind.called} a patient makes a record, shows it to a doctor elsewhere, keeps what comes back, and has it all after a restart without the host @engines @slow`, async ({
    server,
    host,
    open,
    operator,
    use,
  }) => {
    const patient = new PatientElsewhere(use(installed(Kind)));
    const doctor = new Doctor(await open({ viewport: { width: 1280, height: 800 } }));
    await doctor.page.goto(server.address);
    await doctor.openSample();

    await patient.install(host.address);
    const passphrase = await patient.create();
    await patient.bringIn(canaryBundle);
    await doctor.showRequest();
    await showFrom(doctor.requestCode, patient);
    await patient.scan();
    await patient.compareWords(await doctor.words());
    await patient.sees('heading', /asks to see your record/);
    await patient.turn('Medical record');
    await patient.turn('Personal details');
    await showTo(doctor.device, operator, await patient.approve());
    await doctor.scanAnswer();
    await doctor.reads(canaries.name);
    await expect(doctor.page.getByText(canaries.allergy).first()).toBeVisible();

    await doctor.press('Write a prescription or note');
    await doctor.page.getByLabel('Medicine', { exact: true }).fill('Candesartan 8 mg tablet');
    await doctor.press('Sign and show the code');
    await doctor.page.getByRole('button', { name: /^Yes, this is/ }).click();
    await showFrom(doctor.depositCode, patient);
    await patient.scan();
    await patient.sees('heading', /gives you something/);
    await patient.press('Keep it');
    await patient.sees('text', '1 entry kept in your record.');

    await host.kill();
    await patient.reload();
    await hasAll(patient, passphrase);
    await patient.lock();
    await patient.engine.stop();
    await patient.engine.start(host.address);
    await hasAll(patient, passphrase);
  });

  test(`in ${Kind.called} a doctor asks, reads what was granted, writes back, and has nothing of it when the visit ends @engines @slow`, async ({
    server,
    open,
    operator,
    use,
  }) => {
    const doctor = new DoctorElsewhere(use(installed(Kind)));
    const patient = new Patient(await open());
    await begin(patient.page, server.address, 'patient');
    await bringIn(patient.page, canaryBundle);

    await doctor.install(server.address);
    const passphrase = await doctor.create('Dr. Ida Brandt');
    const { code, words } = await doctor.ask();
    await showTo(patient.device, operator, [code]);
    await patient.scan();
    await patient.compareWords(words);
    await patient.choose(['Medical record', 'Personal details']);
    await patient.approve();
    await showFrom(patient.code, doctor, FILM_PICTURES);
    await doctor.press('Scan the patient’s answer');
    await doctor.sees('heading', canaries.name);
    await doctor.sees('text', new RegExp(canaries.allergy));

    await doctor.press('Write a prescription or note');
    await doctor.write('Medicine', 'Candesartan 8 mg tablet');
    await doctor.press('Sign and show the code');
    await doctor.press(/^Yes, this is/);
    const deposit = await doctor.picture('Signed for the patient, as a code');
    await showTo(patient.device, operator, [deposit]);
    await patient.scan();
    await patient.sees(/gives you something/);
    await patient.press('Keep it');
    await expect(patient.page.getByText('1 entry kept in your record.')).toBeVisible();

    await doctor.press('Consult', 'link');
    await doctor.press(new RegExp(canaries.name), 'link');
    await doctor.press('End the visit');
    await doctor.sees('heading', /This visit is over/);
    await doctor.reload();
    await doctor.unlock(passphrase);
    await doctor.sees('text', /Nothing of the patient is left on this device/);
  });
}

/** What was brought in and what was kept opens with the passphrase. */
async function hasAll(patient: PatientElsewhere, passphrase: string): Promise<void> {
  await patient.unlock(passphrase);
  await patient.sees('heading', 'Allergies');
  await patient.sees('text', new RegExp(canaries.allergy));
  await patient.go('/record/list/prescription');
  await patient.sees('link', /Candesartan 8 mg tablet/);
}
