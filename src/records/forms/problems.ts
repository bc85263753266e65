import { asDate } from '../describe/dates.ts';
import type { MeasurementForm, RecordForm } from './form.ts';
import { measurementKinds } from './measurement-kinds.ts';

/** What is wrong with one field of a form; the words for it are the interface's. */
export interface FormProblem {
  readonly field: string;
  readonly code:
    'missing' | 'not-a-date' | 'not-a-number' | 'out-of-range' | 'swapped' | 'too-long';
}

/** Characters a text field holds. */
const TEXT_LENGTH = 300;

/** What must be given for a record to be worth keeping. */
const needed: Readonly<Record<RecordForm['form'], readonly string[]>> = {
  allergy: ['substance'],
  medicine: ['name'],
  condition: ['name'],
  vaccination: ['vaccine'],
  measurement: ['value', 'at'],
  'insurance-card': ['insurer'],
  contact: ['name'],
  person: ['name'],
  document: ['title'],
};

const dates: ReadonlySet<string> = new Set(['since', 'date', 'at', 'validUntil', 'birthDate']);

/** Everything that keeps a form from being saved, at most one problem for each field. */
export function formProblems(form: RecordForm): FormProblem[] {
  const general = Object.entries(form).flatMap(([field, value]) =>
    fieldProblem(form, field, value),
  );
  return form.form === 'measurement' ? [...general, ...measurementProblems(form)] : general;
}

function fieldProblem(form: RecordForm, field: string, value: unknown): FormProblem[] {
  const isEmpty = value === null || (typeof value === 'string' && value.trim() === '');
  if (isEmpty) return needed[form.form].includes(field) ? [{ field, code: 'missing' }] : [];
  if (typeof value !== 'string') return [];
  if (value.length > TEXT_LENGTH) return [{ field, code: 'too-long' }];
  return dates.has(field) && !isCalendarDate(value) ? [{ field, code: 'not-a-date' }] : [];
}

/** A FHIR date of a day that exists: the thirty-first of June does not. */
function isCalendarDate(text: string): boolean {
  const day = /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  if (asDate(text) === null || day === null) return asDate(text) !== null;
  const parsed = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return parsed.toISOString().startsWith(text.slice(0, 10));
}

function measurementProblems(form: MeasurementForm): FormProblem[] {
  const kind = measurementKinds.find(({ key }) => key === form.kind);
  const unit = kind?.units.find(({ ucum }) => ucum === form.unit);
  if (unit === undefined) return [{ field: 'unit', code: 'missing' }];
  const second = kind?.parts === undefined ? [] : (['second'] as const);
  const problems = (['value', ...second] as const).flatMap((field) =>
    numberProblem(form, field, unit),
  );
  const isSwapped = second.length > 0 && (form.second ?? 0) > (form.value ?? Infinity);
  return problems.length === 0 && isSwapped ? [{ field: 'second', code: 'swapped' }] : problems;
}

function numberProblem(
  form: MeasurementForm,
  field: 'value' | 'second',
  range: { least: number; most: number },
): FormProblem[] {
  const value = form[field];
  if (value === null) return field === 'second' ? [{ field, code: 'missing' }] : [];
  if (!Number.isFinite(value)) return [{ field, code: 'not-a-number' }];
  return value < range.least || value > range.most ? [{ field, code: 'out-of-range' }] : [];
}
