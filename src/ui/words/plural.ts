import { locales } from './locales.ts';

const rules = new Intl.PluralRules('en');

/** `plural(2, 'record', 'records')` is "2 records"; the number is written as the reader writes it. */
export function plural(count: number, one: string, other: string): string {
  const written = new Intl.NumberFormat(locales()).format(count);
  return `${written} ${rules.select(count) === 'one' ? one : other}`;
}
