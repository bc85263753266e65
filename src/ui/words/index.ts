import { catalogue } from './catalogue.ts';
import { common, partitions, roles, unitHints, units } from './en/common.ts';
import { shell } from './en/shell.ts';
import * as format from './format.ts';

/** The words that every screen may need, and the ways to write dates, numbers and sizes. */
export const words = {
  ...catalogue({ common, shell, partitions, units, unitHints, roles }),
  format,
};

export { catalogue } from './catalogue.ts';
export { plural } from './plural.ts';
export { spoken, type Language } from './language.svelte.ts';
