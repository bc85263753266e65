import { errorWords, type Explanation, type FailureCode } from './en/errors.ts';

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
  return errorWords[failureCode(thrown)];
}
