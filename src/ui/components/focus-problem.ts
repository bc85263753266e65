import { tick } from 'svelte';

/** Brings the first field with a problem into view and under the fingers. */
export async function focusFirstProblem(form: HTMLFormElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
