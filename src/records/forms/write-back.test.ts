import { describe, expect, it } from 'vitest';
import { describe as say, fields } from '../describe/describe.ts';
import type { PrescriptionDraft } from './write-back.ts';
import { noteResource, prescriptionResource } from './write-back.ts';

const author = { name: 'Dr Example' };
const draft: PrescriptionDraft = {
  medicine: 'Ramipril',
  doseAmount: 1,
  doseUnit: 'tablet',
  timesPerDay: 2,
  asNeeded: false,
  durationDays: 7,
  instructions: 'Take with water.',
};
const write = (rest: Partial<PrescriptionDraft>) =>
  prescriptionResource(
    { ...draft, ...rest },
    author,
    { name: 'Test Person' },
    '2024-05-01T08:30:00Z',
  );

describe('a prescription', () => {
  it('is both structured and readable', () => {
    expect(write({})).toMatchObject({
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject: { display: 'Test Person' },
      requester: { display: 'Dr Example' },
      dosageInstruction: [
        {
          text: '1 tablet, 2 times a day, for 7 days. Take with water.',
          patientInstruction: 'Take with water.',
          timing: {
            repeat: {
              frequency: 2,
              period: 1,
              periodUnit: 'd',
              boundsDuration: { value: 7, code: 'd' },
            },
          },
          doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
        },
      ],
    });
  });

  it('says when it is only for need', () => {
    expect(
      say(write({ asNeeded: true, timesPerDay: null, durationDays: null, instructions: '' }))
        .detail,
    ).toBe('1 tablet, as needed');
  });

  it('leaves out what the doctor left out', () => {
    const bare = write({
      doseAmount: null,
      timesPerDay: null,
      durationDays: null,
      instructions: '',
    });
    expect(bare['dosageInstruction']).toEqual([{ text: 'as directed' }]);
  });

  it('is read as an active medicine', () => {
    expect(say(write({}))).toMatchObject({ kind: 'medicine', title: 'Ramipril', status: 'active' });
  });
});

describe('a note', () => {
  it('carries its text in any script', () => {
    const text = 'Wound healing well.\nNächste Kontrolle: 今週 💊';
    const note = noteResource({ title: 'Wound check', text }, author, {}, '2024-05-01T08:30:00Z');
    expect(say(note)).toMatchObject({ kind: 'document', title: 'Wound check', status: 'active' });
    expect(fields(note).find(({ label }) => label === 'note')?.value).toBe(text);
  });

  it('has a title even when none was given', () => {
    expect(say(noteResource({ title: ' ', text: 'x' }, author, {}, '2024-05-01')).title).toBe(
      'Note',
    );
  });
});
