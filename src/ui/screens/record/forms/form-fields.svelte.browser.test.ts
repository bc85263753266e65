import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import { formProblems, type RecordForm } from '../../../../records/index.ts';
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
