import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { formProblems, type MeasurementForm, type RecordForm } from '../../../../records/index.ts';
import { hasUnfinishedDate } from '../../../components/focus-problem.ts';
import { words } from '../../../words/index.ts';
import { formWords } from '../../../words/en/forms.ts';
import { blankForm, formKinds } from './blank-form.ts';
import FormFields from './FormFields.svelte';

let shown: ReturnType<typeof mount> | null = null;
afterEach(async () => {
  if (shown !== null) await unmount(shown);
});

/** Fields that offer a choice hold what they offer, whoever brought the record in. */
const chosen: ReadonlySet<string> = new Set(['form', 'severity', 'sex', 'kind', 'unit']);

/** The form as somebody else's program may have filled it. */
function overfull(form: RecordForm): RecordForm {
  const filled = Object.entries(form).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'string' && !chosen.has(field) ? 'x'.repeat(301) : value,
  ]);
  return Object.fromEntries(filled) as RecordForm;
}

const document: RecordForm = { form: 'document', title: '', date: '' };
const forms = [...formKinds.map((kind) => blankForm(kind)), document].filter(
  (form) => form !== null,
);

it.each(forms.map((form) => [form.form, overfull(form)] as const))(
  'what keeps a form of the kind %s from being saved is said at its field',
  (_, form) => {
    const problems = formProblems(form);
    const problemOf = (field: string) => {
      const found = problems.find((each) => each.field === field);
      return found && formWords.problems[found.code];
    };
    const props = $state({ form, problemOf });
    shown = mount(FormFields, { target: globalThis.document.body, props });
    flushSync();
    expect(problems.length).toBeGreaterThan(0);
    const marked = globalThis.document.querySelectorAll('[aria-invalid=true]');
    expect(marked.length).toBe(problems.length);
  },
);

const page = globalThis.document;
const measurement = blankForm('measurement') as MeasurementForm;
const typeInto = (field: number, text: string) => {
  const input = page.querySelectorAll<HTMLInputElement>('input[inputmode=decimal]')[field];
  if (!input) throw new Error('no such field');
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
};

it('a value that is there and no number is not called missing', () => {
  const props = $state({
    form: measurement,
    problemOf: () => formWords.problems.missing,
  });
  shown = mount(FormFields, { target: page.body, props });
  typeInto(0, '120/80');
  const said = [...page.querySelectorAll('.problem')].map((each) => each.textContent);
  expect(said[0]).toBe(formWords.problems['not-a-number']);
  expect(said[1]).toBe(formWords.problems.missing);
});

it('a draft that is taken up shows its numbers', () => {
  const props = $state({ form: measurement, problemOf: () => undefined });
  shown = mount(FormFields, { target: page.body, props });
  flushSync();
  props.form = { ...measurement, value: 128, second: 78 };
  flushSync();
  const fields = [...page.querySelectorAll<HTMLInputElement>('input[inputmode=decimal]')];
  expect(fields.map(({ value }) => value)).toEqual(['128', '78']);
});

it('a date of which a part is missing is no date that was left out', async () => {
  const props = $state({ form: measurement, problemOf: () => undefined });
  const form = page.body.appendChild(page.createElement('form'));
  shown = mount(FormFields, { target: form, props });
  flushSync();
  form.querySelector<HTMLInputElement>('input[type=date]')?.focus();
  await userEvent.keyboard('{Backspace}');
  expect(hasUnfinishedDate(form)).toBe(true);
  flushSync();
  expect(form.textContent).toContain(words.common.dateNotWhole);
  form.remove();
});
