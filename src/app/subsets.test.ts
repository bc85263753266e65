import { beforeAll, describe, expect, it } from 'vitest';
import type { ShareUnit } from '../records/index.ts';
import { doctorDevice, patientDevice, type Device } from './fixtures/device.ts';
import { canariesIn, leakyResources, ownWords, restatedWords } from './fixtures/leaky-bundle.ts';
import { allUnits, choiceOf, heldOf, meet, openAnswer } from './fixtures/meeting.ts';
import { fill } from './fixtures/filled-patient.ts';

const choices = Array.from({ length: 2 ** allUnits.length }, (_, bits) =>
  allUnits.filter((_unit, at) => (bits >> at) & 1),
);

let patient: Device;
let doctor: Device;

beforeAll(async () => {
  [patient, doctor] = [await patientDevice(), await doctorDevice()];
  await fill(patient, leakyResources);
}, 60_000);

/** One visit of its own for a choice, and all that the doctor's side holds of it. */
async function visitWith(units: readonly ShareUnit[]) {
  const { handle } = await meet(patient, doctor);
  const view = await openAnswer(doctor, await patient.carnet.approve(handle, choiceOf(units)));
  const held = await heldOf(doctor, view);
  await doctor.carnet.endVisit(view.visitId);
  return { view, held };
}

describe('a patient who switches parts on and off', () => {
  it('has 32 ways to do so', () => {
    expect(new Set(choices.map(String)).size).toBe(32);
  });

  it.each(choices.map((units) => [units.join(', ') || 'nothing', units] as const))(
    'lets the doctor hold exactly this: %s',
    { timeout: 60_000 },
    async (_name, units) => {
      const { view, held } = await visitWith(units);
      expect(view.granted).toEqual(units);
      expect(view.summary.withheld.toSorted()).toEqual(
        allUnits.filter((unit) => !units.includes(unit)).toSorted(),
      );
      const strange = canariesIn(held).filter(
        ({ owners }) => !owners.every((owner) => units.some((unit) => unit === owner)),
      );
      expect(strange).toEqual([]);
      for (const unit of allUnits)
        expect([unit, held.includes(ownWords[unit])]).toEqual([unit, units.includes(unit)]);
    },
  );

  it('lets a part name another where both are on, so that the words above were there to leak', async () => {
    const { held } = await visitWith(allUnits);
    expect(restatedWords.filter((word) => !held.includes(word))).toEqual([]);
    expect(held).toContain('letter-content');
  });
});
