import { describe, expect, it } from 'vitest';
import { composedDosage, dosageText } from './dosage.ts';

const repeat = (rest: object) => ({ timing: { repeat: { period: 1, periodUnit: 'd', ...rest } } });

describe('how a medicine is taken', () => {
  it('is told in the record’s own words first', () => {
    expect(dosageText([{ text: '1 tablet at night', ...repeat({ frequency: 2 }) }])).toBe(
      '1 tablet at night',
    );
  });

  it('is composed from the structure where there are no words', () => {
    const dosage = {
      ...repeat({ frequency: 3, boundsDuration: { value: 7, unit: 'days', code: 'd' } }),
      doseAndRate: [{ doseQuantity: { value: 2, unit: 'tablets' } }],
      route: { text: 'by mouth' },
      asNeededBoolean: true,
    };
    expect(composedDosage(dosage)).toBe(
      '2 tablets, 3 times a day, by mouth, as needed, for 7 days',
    );
  });

  it.each([
    [{ frequency: 1 }, 'once a day'],
    [{ frequency: 1, frequencyMax: 3 }, '1–3 times a day'],
    [{ frequency: 1, period: 8, periodUnit: 'h' }, 'every 8 hours'],
    [{ frequency: 2, period: 2, periodUnit: 'wk' }, '2 times every 2 weeks'],
    [{ frequency: 1, when: ['MORN', 'EVE'] }, 'once a day, in the morning, in the evening'],
    [{ frequency: 1, timeOfDay: ['08:00:00'] }, 'once a day, 08:00'],
    [{ frequency: 1, boundsDuration: { value: 1, code: 'd' } }, 'once a day, for 1 day'],
  ])('reads %j', (rest, words) => {
    expect(composedDosage(repeat(rest))).toBe(words);
  });

  it('tells several steps one after the other', () => {
    expect(dosageText([{ text: 'two today' }, { text: 'one from tomorrow' }])).toBe(
      'two today · one from tomorrow',
    );
  });
});
