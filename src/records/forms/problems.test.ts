import { describe, expect, it } from 'vitest';
import type { MeasurementForm, RecordForm } from './form.ts';
import { measurementKinds } from './measurement-kinds.ts';
import { formProblems } from './problems.ts';

const condition = (rest: Partial<Extract<RecordForm, { form: 'condition' }>>): RecordForm => ({
  form: 'condition',
  name: 'Gout',
  since: '2019',
  active: true,
  ...rest,
});
const pressure: MeasurementForm = {
  form: 'measurement',
  kind: 'blood-pressure',
  value: 128,
  second: 78,
  unit: 'mm[Hg]',
  at: '2024-05-01T08:30',
};

describe('the problems of a form', () => {
  it('are none where all is well', () => {
    expect(formProblems(condition({}))).toEqual([]);
    expect(formProblems(pressure)).toEqual([]);
  });

  it('name what is missing', () => {
    expect(formProblems(condition({ name: '  ' }))).toEqual([{ field: 'name', code: 'missing' }]);
    expect(formProblems(condition({ since: '' }))).toEqual([]);
  });

  it.each(['yesterday', '2021-02-30', '2021-13', '31.12.2020', '02021'])(
    'refuse the date %s',
    (since) => {
      expect(formProblems(condition({ since }))).toEqual([{ field: 'since', code: 'not-a-date' }]);
    },
  );

  it.each(['2020', '2020-02', '2020-02-29'])('take the date %s', (since) => {
    expect(formProblems(condition({ since }))).toEqual([]);
  });

  it('name two numbers that have changed places', () => {
    expect(formProblems({ ...pressure, value: 78, second: 128 })).toEqual([
      { field: 'second', code: 'swapped' },
    ]);
    expect(formProblems({ ...pressure, second: 128 })).toEqual([]);
  });

  it('name what is too long', () => {
    expect(formProblems(condition({ name: 'x'.repeat(301) }))).toEqual([
      { field: 'name', code: 'too-long' },
    ]);
    expect(formProblems(condition({ name: 'x'.repeat(300) }))).toEqual([]);
  });

  it('name numbers that nobody has', () => {
    const code = (rest: Partial<MeasurementForm>) => formProblems({ ...pressure, ...rest });
    expect(code({ value: 1280 })).toEqual([{ field: 'value', code: 'out-of-range' }]);
    expect(code({ second: Number.NaN })).toEqual([{ field: 'second', code: 'not-a-number' }]);
    expect(code({ second: null })).toEqual([{ field: 'second', code: 'missing' }]);
    expect(code({ value: null })).toEqual([{ field: 'value', code: 'missing' }]);
    expect(code({ unit: 'kg' })).toEqual([{ field: 'unit', code: 'missing' }]);
  });

  it('ask for a second number of blood pressure alone', () => {
    for (const { key, units } of measurementKinds) {
      const [unit] = units;
      if (unit === undefined) throw new Error('a kind without a unit');
      const form: MeasurementForm = {
        ...pressure,
        kind: key,
        unit: unit.ucum,
        value: unit.most,
        second: null,
      };
      expect(formProblems(form).length).toBe(key === 'blood-pressure' ? 1 : 0);
    }
  });
});
