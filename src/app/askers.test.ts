import { describe, expect, it } from 'vitest';
import { codeOf } from './fixtures/attempt.ts';
import type { AskerView, ShownRequest } from './api.ts';
import { doctorDevice, patientDevice, type Device } from './fixtures/device.ts';
import { address, choiceOf } from './fixtures/meeting.ts';

const ask = { units: [], purpose: '', minutes: 30, base: address };

interface Heard {
  asker: AskerView;
  answers: string[];
}

async function hear(patient: Device, { link, words }: ShownRequest): Promise<Heard> {
  const scanned = await patient.carnet.scan({ text: link });
  if (scanned.kind !== 'request') throw new Error(`scanned a ${scanned.kind}`);
  const { asker } = scanned;
  return { asker, answers: asker.questions.map(({ position }) => words[position - 1] ?? '') };
}

/** The patient scans two strangers of one name, and compares words only then. */
async function twoOfOneName(name: string, other: string) {
  const [patient, first, second] = [
    await patientDevice(),
    await doctorDevice(undefined, name),
    await doctorDevice(undefined, other),
  ];
  const one = await hear(patient, await first.carnet.newRequest(ask));
  const two = await hear(patient, await second.carnet.newRequest(ask));
  expect(two.asker.acquaintance).toBe('new');
  expect(await patient.carnet.answerWords(one.asker.handle, one.answers)).toBe(true);
  return { patient, two };
}

describe('two strangers who are scanned before either is known', () => {
  it('cannot both be pinned under one name', async () => {
    const { patient, two } = await twoOfOneName('Dr Moss', 'Dr Moss');
    const { handle } = two.asker;
    expect(await codeOf(patient.carnet.answerWords(handle, two.answers))).toBe('changed-key');
    expect(await codeOf(patient.carnet.approve(handle, choiceOf([])))).toBe('words-not-compared');
    expect(await patient.carnet.knownPeople()).toHaveLength(1);
  });

  it('can both be pinned under two names', async () => {
    const { patient, two } = await twoOfOneName('Dr Moss', 'Miriam Adeyemi');
    expect(await patient.carnet.answerWords(two.asker.handle, two.answers)).toBe(true);
    expect(await patient.carnet.knownPeople()).toHaveLength(2);
  });
});
