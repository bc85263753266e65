import { tick } from 'svelte';

/**
 * Brings the first field with a problem into view and under the fingers. What is no field says by
 * `data-problem` that something is wrong with it or inside it.
 *
 * @param within - the form, or the whole page where there is none.
 */
export async function focusFirstProblem(within: HTMLElement = document.body): Promise<void> {
  await tick();
  const first = within.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem]');
  (first?.querySelector('input') ?? first)?.focus();
}

/** Whether a date was begun and not ended, which a browser hands over as none; its field says so. */
export function hasUnfinishedDate(within: HTMLElement = document.body): boolean {
  const unfinished = [...within.querySelectorAll('input')].filter(
    ({ validity }) => validity.badInput,
  );
  for (const input of unfinished) input.dispatchEvent(new Event('invalid'));
  return unfinished.length > 0;
}
