import type { Toasts } from '../state/toasts.svelte.ts';
import { words } from '../words/index.ts';

/** Puts a text on the clipboard, and says whether it is there: a browser may refuse. */
export async function copyText(text: string, toasts: Toasts): Promise<void> {
  const isThere = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  toasts.show(isThere ? words.common.copied : words.common.notCopied);
}
