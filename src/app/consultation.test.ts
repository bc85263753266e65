import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RecordId } from '../records/index.ts';
import type { VisitView } from './api.ts';
import { defaultSettings } from './settings.ts';
import { codeOf } from './fixtures/attempt.ts';
import { canaries } from './fixtures/bundle.ts';
import { device, doctorDevice, patientDevice, type Device, unlock } from './fixtures/device.ts';
import { filledPatient } from './fixtures/filled-patient.ts';
import {
  address,
  allUnits,
  choiceOf,
  heldOf,
  meet,
  openAnswer,
  scanAsker,
  usualAsk,
} from './fixtures/meeting.ts';

const [card, request, grant, package_, deposit] = [1, 2, 3, 4, 5];

async function visit(
  patient: Device,
  doctor: Device,
  choice = choiceOf(allUnits),
): Promise<VisitView> {
  const { handle } = await meet(patient, doctor);
  return openAnswer(doctor, await patient.carnet.approve(handle, choice));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a consultation', () => {
  it('leads from the request over the words and the approval to the summary', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const asker = await meet(patient, doctor);
    expect(asker).toMatchObject({
      source: 'request',
      name: 'Dr Imaginary',
      acquaintance: 'new',
      minutes: 30,
    });
    expect(asker.asked).toEqual(['medical', 'prescription']);
    const preview = await patient.carnet.preview(asker.handle, choiceOf(asker.asked));
    const approved = await patient.carnet.approve(asker.handle, choiceOf(asker.asked));
    expect(approved).toMatchObject({ to: 'Dr Imaginary', forwardSecret: true, units: asker.asked });
    expect(Math.abs(approved.package.length - preview.sealedBytes)).toBeLessThan(200);
    const view = await openAnswer(doctor, approved);
    expect(view.summary).toEqual(preview.summary);
    expect(view.granted).toEqual(['medical', 'prescription']);
    expect(view.summary.header).toEqual({
      name: 'Ada Example',
      birthDate: '1970-01-02',
      sex: 'female',
    });
    expect(view.summary.allergies.items.map(({ title }) => title)).toEqual(['Peanut']);
    expect(view.summary.medicines.items.map(({ title }) => title)).toEqual([canaries.prescription]);
    expect(view.secondsLeft).toBe(1800);
  });

  const subsets = Array.from({ length: 32 }, (_, bits) =>
    allUnits.filter((__, at) => (bits >> at) & 1),
  );
  const slow = typeof process !== 'undefined' && process.env['SLOW'];
  const tried = slow
    ? subsets
    : [subsets[0]!, subsets[2]!, subsets[4]!, subsets[8]!, subsets[17]!, subsets[31]!];

  it('opens exactly the granted units, whatever was chosen', { timeout: 120_000 }, async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    for (const units of tried) {
      const view = await visit(patient, doctor, choiceOf(units));
      expect(view.granted).toEqual(units);
      expect(view.summary.withheld.toSorted()).toEqual(
        allUnits.filter((unit) => !units.includes(unit)).toSorted(),
      );
      const text = await heldOf(doctor, view);
      for (const unit of allUnits)
        expect([unit, text.includes(canaries[unit])]).toEqual([unit, units.includes(unit)]);
      await doctor.carnet.endVisit(view.visitId);
    }
  });

  it('keeps private records back unless they are picked by name', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { entries } = await patient.carnet.entries({ kind: 'condition' });
    const id = entries[0]?.id as RecordId;
    await patient.carnet.setPrivate(id, true);
    expect((await patient.carnet.privateEntries(['medical'])).map((entry) => entry.id)).toEqual([
      id,
    ]);
    const without = await visit(patient, doctor, choiceOf(['medical']));
    expect(await heldOf(doctor, without)).not.toContain(canaries.medical);
    const picked = await visit(patient, doctor, choiceOf(['medical'], { includePrivate: [id] }));
    expect(await heldOf(doctor, picked)).toContain(canaries.medical);
  });

  it('lets the patient reduce the header and leave records out', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { entries } = await patient.carnet.entries({ kind: 'condition' });
    const header = { name: false, birthDate: true, sex: false };
    const view = await visit(
      patient,
      doctor,
      choiceOf(['medical'], { header, leaveOut: [entries[0]!.id] }),
    );
    expect(view.summary.header).toEqual({ birthDate: '1970-01-02' });
    const text = await heldOf(doctor, view);
    expect(text).not.toContain('Ada Example');
    expect(text).not.toContain(canaries.medical);
    expect(text).toContain('Peanut');
  });

  it('carries a photo to the doctor and back out as the same bytes', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const photo = new Blob([new Uint8Array(5000).fill(7)], { type: 'image/png' });
    await patient.carnet.saveDocument(photo, {
      title: 'Wound',
      date: '2026-01-01',
      fileName: 'wound.png',
    });
    const view = await visit(patient, doctor, choiceOf(['medical']));
    const [attachment] = view.summary.attachments;
    const copy = await doctor.carnet.visitAttachment(view.visitId, attachment!.id);
    expect(copy.type).toBe('image/png');
    expect(new Uint8Array(await copy.arrayBuffer())).toEqual(new Uint8Array(5000).fill(7));
  });

  it('leaves what is too large for a code out, and names it, until it is asked for', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const scan = new Blob(
      Array.from({ length: 10 }, () => noise),
      { type: 'application/pdf' },
    );
    const about = { title: 'Old letters', date: '2026-01-01', fileName: 'letters.pdf' };
    await patient.carnet.saveDocument(scan, about);
    const { handle } = await meet(patient, doctor);
    const small = await patient.carnet.preview(handle, choiceOf(['medical']));
    expect(small).toMatchObject({ tooLargeForCodes: false, notSent: [{ size: 600_000 }] });
    const attachments = small.notSent.map(({ id }) => id);
    const large = await patient.carnet.preview(handle, choiceOf(['medical'], { attachments }));
    expect(large).toMatchObject({ freeText: true, notSent: [] });
    const approved = await patient.carnet.approve(handle, choiceOf(['medical'], { attachments }));
    const still = await doctor.carnet.scan({ kind: grant, bytes: approved.grant });
    expect(still).toEqual({ kind: 'grant-without-package' });
    const view = await doctor.carnet.openSealedFile(approved.grant, approved.sealed);
    expect((await doctor.carnet.visitAttachment(view.visitId, attachments[0]!)).size).toBe(600_000);
  });
});

describe('who asks', () => {
  it('must be known or have the three words right before anything is approved', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { link, words } = await doctor.carnet.newRequest(usualAsk);
    const scan = async () => {
      const scanned = await patient.carnet.scan({ text: link });
      return scanned.kind === 'request' ? scanned.asker : expect.unreachable();
    };
    const first = await scan();
    expect(first.questions).toHaveLength(3);
    expect(await codeOf(patient.carnet.approve(first.handle, choiceOf(['medical'])))).toBe(
      'words-not-compared',
    );
    const wrong = first.questions.map(({ position, options }) =>
      options.find((word) => word !== words[position - 1])!,
    );
    expect(await patient.carnet.answerWords(first.handle, wrong)).toBe(false);
    expect(await codeOf(patient.carnet.approve(first.handle, choiceOf(['medical'])))).toBe(
      'unknown-handle',
    );
    const second = await scan();
    const right = second.questions.map(({ position }) => words[position - 1]!);
    expect(await patient.carnet.answerWords(second.handle, right)).toBe(true);
    await patient.carnet.approve(second.handle, choiceOf(['medical']));
    const third = await scan();
    expect(third).toMatchObject({ acquaintance: 'known', questions: [] });
  });

  it('is stopped when a known name comes with another key', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    await meet(patient, doctor);
    const impostor = await doctorDevice();
    const { link, words } = await impostor.carnet.newRequest(usualAsk);
    const scanned = await patient.carnet.scan({ text: link });
    if (scanned.kind !== 'request') return expect.unreachable();
    const { handle, acquaintance, questions } = scanned.asker;
    expect({ acquaintance, questions }).toEqual({ acquaintance: 'changed-key', questions: [] });
    expect(await codeOf(patient.carnet.answerWords(handle, words.slice(0, 3)))).toBe('changed-key');
    expect(await codeOf(patient.carnet.approve(handle, choiceOf(['medical'])))).toBe('changed-key');
    const [known] = await patient.carnet.knownPeople();
    await patient.carnet.forgetPerson(known!.identity);
    expect((await meet(patient, impostor)).acquaintance).toBe('new');
  });

  it('may be a known card, which needs no request and lacks forward secrecy', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { message, words } = await doctor.carnet.myCard(address);
    const scanned = await patient.carnet.scan({ kind: card, bytes: message });
    if (scanned.kind !== 'card') return expect.unreachable();
    const { handle, questions } = scanned.asker;
    await patient.carnet.answerWords(
      handle,
      questions.map(({ position }) => words[position - 1]!),
    );
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    expect(approved.forwardSecret).toBe(false);
    expect((await openAnswer(doctor, approved)).granted).toEqual(['medical']);
    const [person] = await patient.carnet.knownPeople();
    expect(person).toMatchObject({ name: 'Dr Imaginary', hasCard: true });
    const again = await patient.carnet.startWithKnown(person!.identity);
    expect(again.acquaintance).toBe('known');
    const second = await patient.carnet.approve(again.handle, choiceOf(['personal']));
    expect((await openAnswer(doctor, second)).granted).toEqual(['personal']);
  });

  it('is told apart from codes that are for the other side or not ours', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { link } = await doctor.carnet.newRequest(usualAsk);
    const { handle } = await meet(patient, doctor);
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    expect(await codeOf(doctor.carnet.scan({ text: link }))).toBe('code-for-patient');
    expect(await codeOf(patient.carnet.scan({ kind: package_, bytes: approved.package }))).toBe(
      'code-for-doctor',
    );
    expect(await codeOf(patient.carnet.scan({ text: 'https://example.org/menu' }))).toBe(
      'not-ours',
    );
    expect(await codeOf(patient.carnet.scan({ kind: 6, bytes: new Uint8Array(64) }))).toBe(
      'code-for-testing',
    );
    expect(await codeOf(patient.carnet.scan({ kind: request, bytes: new Uint8Array(64) }))).toBe(
      'not-ours',
    );
  });
});

describe('approving', () => {
  it('gives no code unless the activity log was committed', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { handle } = await meet(patient, doctor);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await codeOf(patient.carnet.approve(handle, choiceOf(['medical'])))).toBe('full');
    vi.restoreAllMocks();
    expect((await patient.carnet.journal()).filter(({ event }) => event === 'grant')).toEqual([]);
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    expect((await patient.carnet.journal())[0]).toMatchObject({
      event: 'grant',
      who: 'Dr Imaginary',
      units: ['medical'],
      purpose: 'Check-up',
      until: approved.expiresAt,
    });
    expect((await openAnswer(doctor, approved)).granted).toEqual(['medical']);
  });

  it('can be declined: the log says so and the request is forgotten', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { handle } = await meet(patient, doctor);
    await patient.carnet.declineRequest(handle);
    expect((await patient.carnet.journal())[0]).toMatchObject({
      event: 'request-declined',
      who: 'Dr Imaginary',
    });
    expect(await codeOf(patient.carnet.approve(handle, choiceOf(['medical'])))).toBe(
      'unknown-handle',
    );
  });
});

describe('a grant', () => {
  it('opens once: a replay is refused, also after the doctor unlocks anew', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { handle } = await scanAsker(patient, await doctor.carnet.myCard(address));
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    await openAnswer(doctor, approved);
    expect(await codeOf(openAnswer(doctor, approved))).toBe('replayed');
    await doctor.carnet.lock();
    await unlock(doctor);
    expect(await codeOf(openAnswer(doctor, approved))).toBe('replayed');
    const again = await patient.carnet.startWithKnown(
      (await patient.carnet.knownPeople())[0]!.identity,
    );
    await openAnswer(doctor, await patient.carnet.approve(again.handle, choiceOf(['medical'])));
  });

  it('opens only for the doctor who asked', async () => {
    const [patient, doctor, other] = [
      await filledPatient(),
      await doctorDevice(),
      await doctorDevice(undefined, 'Dr Other'),
    ];
    const { handle } = await meet(patient, doctor);
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    expect(await codeOf(openAnswer(other, approved))).toBe('no-such-request');
    expect((await openAnswer(doctor, approved)).granted).toEqual(['medical']);
  });

  it('is refused after its time and opens before', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { handle } = await meet(patient, doctor);
    const approved = await patient.carnet.approve(handle, choiceOf(['medical'], { minutes: 5 }));
    doctor.clock.passMinutes(20);
    expect(await codeOf(openAnswer(doctor, approved))).toBe('expired');
    doctor.clock.turnMinutes(-20);
    expect((await openAnswer(doctor, approved)).granted).toEqual(['medical']);
  });

  it('asks to check the clock when it comes from more than ten minutes ahead', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { handle } = await meet(patient, doctor);
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    doctor.clock.turnMinutes(-11);
    expect(await codeOf(openAnswer(doctor, approved))).toBe('clock-skew');
    doctor.clock.turnMinutes(2);
    expect((await openAnswer(doctor, approved)).granted).toEqual(['medical']);
  });
});

describe('a visit', () => {
  it('ends by whichever clock is further on, and leaves nothing to read', async () => {
    for (const pass of ['passSteadyMinutes', 'turnMinutes'] as const) {
      const [patient, doctor] = [await filledPatient(), await doctorDevice()];
      const view = await visit(patient, doctor);
      doctor.clock[pass](29);
      expect((await doctor.carnet.visits())[0]?.secondsLeft).toBe(60);
      doctor.clock[pass](1);
      expect(doctor.events).toContainEqual({
        kind: 'visit-ended',
        visitId: view.visitId,
        because: 'time',
      });
      expect(await doctor.carnet.visits()).toEqual([]);
      expect(await codeOf(doctor.carnet.visitResource(view.visitId, 'medical', 0))).toBe(
        'visit-over',
      );
    }
  });

  it('gains nothing when the wall clock is put back', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    await visit(patient, doctor);
    doctor.clock.turnMinutes(-600);
    expect((await doctor.carnet.visits())[0]?.secondsLeft).toBe(1800);
    doctor.clock.passSteadyMinutes(30);
    expect(await doctor.carnet.visits()).toEqual([]);
  });

  it('has a band of its own among those that are open', async () => {
    const [one, two, doctor] = [await filledPatient(), await filledPatient(), await doctorDevice()];
    const first = await visit(one, doctor);
    const second = await visit(two, doctor);
    expect([first.band, second.band]).toEqual([0, 1]);
    await doctor.carnet.endVisit(first.visitId);
    const third = await visit(one, doctor);
    expect(third.band).toBe(0);
    expect((await doctor.carnet.visits()).map(({ band }) => band).toSorted()).toEqual([0, 1]);
  });

  it('is gone with the lock, and the log names nobody', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const view = await visit(patient, doctor);
    const log = JSON.stringify(await doctor.carnet.journal());
    expect(log).toContain('visit-opened');
    expect(log).not.toContain('Ada');
    await doctor.carnet.lock();
    expect(doctor.events).toContainEqual({
      kind: 'visit-ended',
      visitId: view.visitId,
      because: 'locked',
    });
    expect(doctor.events.at(-1)).toEqual({ kind: 'locked' });
    expect(await codeOf(doctor.carnet.visits())).toBe('locked');
  });
});

describe('writing back', () => {
  const prescription = {
    kind: 'prescription' as const,
    drafts: [
      {
        medicine: 'Amoxicillin 500 mg',
        doseAmount: 1,
        doseUnit: 'capsule',
        timesPerDay: 3,
        asNeeded: false,
        durationDays: 7,
        instructions: 'with water',
      },
    ],
  };

  async function deposited(patient: Device, bytes: Uint8Array<ArrayBuffer>) {
    const scanned = await patient.carnet.scan({ kind: deposit, bytes });
    return scanned.kind === 'deposit' ? scanned.deposit : expect.unreachable();
  }

  it('brings a signed prescription into the patient’s own record', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const view = await visit(patient, doctor);
    const { message } = await doctor.carnet.writeBack(view.visitId, prescription);
    const seen = await deposited(patient, message);
    expect(seen).toMatchObject({
      author: 'Dr Imaginary',
      acquaintance: 'known',
      answersVisitOf: expect.stringMatching(/^2026-03-02T/) as string,
    });
    expect(seen.entries).toHaveLength(1);
    const [entry] = await patient.carnet.acceptDeposit(seen.handle);
    expect(entry?.partition).toBe('prescription');
    const page = await patient.carnet.record(entry!.id);
    expect(page.origin).toMatchObject({
      kind: 'deposit',
      name: 'Dr Imaginary',
      signer: seen.signer,
    });
    expect((await patient.carnet.entries({ text: 'amoxicillin' })).total).toBe(1);
    expect((await patient.carnet.journal())[0]?.event).toBe('deposit-accepted');
    const { file } = await patient.carnet.exportEverything();
    const zip = unzipSync(new Uint8Array(await file.arrayBuffer()));
    const signed = Object.keys(zip).find((path) => path.endsWith('.deposit'));
    expect(zip[signed!]).toEqual(message);
  });

  it('is for this visit’s patient alone: another is refused, the right one accepts', async () => {
    const [patient, other, doctor] = [
      await filledPatient(),
      await filledPatient(),
      await doctorDevice(),
    ];
    const view = await visit(patient, doctor);
    const { message } = await doctor.carnet.writeBack(view.visitId, prescription);
    expect(await codeOf(deposited(other, message))).toBe('wrong-recipient');
    const { handle } = await deposited(patient, message);
    expect(await patient.carnet.acceptDeposit(handle)).toHaveLength(1);
  });

  it('is taken once', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const view = await visit(patient, doctor);
    const { message } = await doctor.carnet.writeBack(view.visitId, prescription);
    const [first, second] = [await deposited(patient, message), await deposited(patient, message)];
    await patient.carnet.acceptDeposit(first.handle);
    expect(await codeOf(patient.carnet.acceptDeposit(second.handle))).toBe('conflict');
    expect(await codeOf(deposited(patient, message))).toBe('already-accepted');
    expect((await patient.carnet.entries({ text: 'amoxicillin' })).total).toBe(1);
  });

  it('can be declined, and a note comes the same way', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const view = await visit(patient, doctor);
    const draft = { kind: 'note', title: 'Visit', text: 'Rest and fluids' } as const;
    const { message } = await doctor.carnet.writeBack(view.visitId, draft);
    const { handle, entries } = await deposited(patient, message);
    expect(entries.map(({ kind }) => kind)).toEqual(['document']);
    await patient.carnet.declineDeposit(handle);
    expect((await patient.carnet.journal())[0]?.event).toBe('deposit-declined');
    expect(await codeOf(patient.carnet.acceptDeposit(handle))).toBe('unknown-handle');
  });

  it('may be finished for ten minutes after the time, and not later', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const view = await visit(patient, doctor);
    doctor.clock.passMinutes(31);
    patient.clock.passMinutes(31);
    const { message } = await doctor.carnet.writeBack(view.visitId, prescription);
    expect((await deposited(patient, message)).entries).toHaveLength(1);
    const finished = { kind: 'visit-finished', visitId: view.visitId };
    expect(doctor.events).not.toContainEqual(finished);
    doctor.clock.passMinutes(11);
    expect(doctor.events).toContainEqual(finished);
    expect(await codeOf(doctor.carnet.writeBack(view.visitId, prescription))).toBe('unknown-visit');
  });
});

describe('a profile', () => {
  it('keeps its own settings, over the defaults', async () => {
    const [patient, doctor] = [await patientDevice(), await doctorDevice()];
    const settings = await patient.carnet.settings();
    expect(settings).toEqual(defaultSettings);
    await patient.carnet.saveSettings({ ...settings, theme: 'dark' });
    expect(await patient.carnet.settings()).toEqual({ ...defaultSettings, theme: 'dark' });
    expect((await doctor.carnet.settings()).theme).toBe('system');
    expect(await doctor.carnet.professional()).toEqual({ name: 'Dr Imaginary', role: 'doctor' });
    expect(await patient.carnet.professional()).toBeNull();
    expect(await codeOf(patient.carnet.myCard(address))).toBe('wrong-role');
  });

  it('does only what its role does', async () => {
    const [patient, doctor] = [await patientDevice(), await doctorDevice()];
    expect(await codeOf(doctor.carnet.home())).toBe('wrong-role');
    expect(await codeOf(patient.carnet.visits())).toBe('wrong-role');
    expect((await patient.carnet.home()).total).toBe(0);
    expect(await doctor.carnet.visits()).toEqual([]);
    expect(await codeOf(device().carnet.home())).toBe('locked');
  });

  it('of the sample patient meets the sample doctor without a passphrase', async () => {
    const [patient, doctor] = [device(), device()];
    const { profile } = await patient.carnet.openSample('patient');
    expect(profile).toMatchObject({ sample: true, role: 'patient' });
    expect((await patient.carnet.home()).total).toBeGreaterThan(40);
    await doctor.carnet.openSample('doctor');
    const view = await visit(patient, doctor, choiceOf(allUnits));
    expect(view.summary.allergies.statement).toBe('listed');
    await patient.carnet.openSample('patient');
    expect(await patient.carnet.profiles()).toHaveLength(2);
  });
});
