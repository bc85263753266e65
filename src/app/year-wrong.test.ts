import { describe, expect, it } from 'vitest';
import { codeOf } from './fixtures/attempt.ts';
import type { RecordForm } from '../records/index.ts';
import { doctorDevice } from './fixtures/device.ts';
import { choiceOf, meet, openAnswer } from './fixtures/meeting.ts';
import { filledPatient } from './fixtures/filled-patient.ts';
import './fixtures/quick-guesses.ts';

const YEAR_MINUTES = 365 * 24 * 60;

const form: RecordForm = {
  ...{ form: 'allergy', substance: 'Hazel', reaction: '', severity: '', since: '', active: true },
};

/** Both say to check the clock: `ui/words/errors.test.ts`. */
describe.each([
  { where: 'ahead', minutes: YEAR_MINUTES, code: 'expired' },
  { where: 'behind', minutes: -YEAR_MINUTES, code: 'clock-skew' },
])('a clock that is a year $where', ({ minutes, code }) => {
  it('hides no record, and takes new ones', async () => {
    const { carnet, clock } = await filledPatient();
    const [before, paper] = [await carnet.entries({}), await carnet.paper()];
    clock.turnMinutes(minutes);
    expect(await carnet.entries({})).toEqual(before);
    expect((await carnet.paper()).allergies).toEqual(paper.allergies);
    const { id } = await carnet.saveForm(form);
    clock.turnMinutes(-minutes);
    expect((await carnet.record(id)).entry.title).toBe('Hazel');
    expect((await carnet.entries({})).total).toBe(before.total + 1);
  });

  it('at the patient’s is named when a doctor asks', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    patient.clock.turnMinutes(minutes);
    expect(await codeOf(meet(patient, doctor))).toBe(code);
    patient.clock.turnMinutes(-minutes);
    await meet(patient, doctor);
  });

  it('at the doctor’s is named when the answer comes', async () => {
    const [patient, doctor] = [await filledPatient(), await doctorDevice()];
    const { handle } = await meet(patient, doctor);
    const approved = await patient.carnet.approve(handle, choiceOf(['medical']));
    doctor.clock.turnMinutes(minutes);
    expect(await codeOf(openAnswer(doctor, approved))).toBe(code);
    doctor.clock.turnMinutes(-minutes);
    await openAnswer(doctor, approved);
  });
});
