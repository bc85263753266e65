import { firstErrorWords, type Explanation, type FailureCode } from './en/errors.ts';

let errorWords: Partial<Record<FailureCode, Explanation>> = firstErrorWords;

/** Settles when every code has its words; until then those of a part's own are unexpected. */
export const allExplained: Promise<void> = import('./en/later-errors.ts').then(
  ({ laterErrorWords }) => {
    errorWords = { ...firstErrorWords, ...laterErrorWords };
  },
  () => undefined,
);

const isKnown = (code: unknown): code is FailureCode =>
  typeof code === 'string' && Object.hasOwn(errorWords, code);

/** The code of whatever was thrown; what carries none is `unexpected`. */
export function failureCode(thrown: unknown): FailureCode {
  const code =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : thrown;
  return isKnown(code) ? code : 'unexpected';
}

/** What happened, what is safe and what to do, for anything that was thrown. */
export function explain(thrown: unknown): Explanation {
  return errorWords[failureCode(thrown)] ?? firstErrorWords.unexpected;
}
