import { HostError } from './errors.ts';
import type { SelfTestCode, SelfTestFinding } from './self-test-report.ts';

/** What came of one stage of a self-test. */
export interface Verdict {
  outcome: 'passed' | 'failed' | 'warned' | 'skipped';
  code: SelfTestCode | null;
}

/** What a failed call means at a stage, where it means more than it says. */
export type Meanings = Partial<Record<HostError['code'], SelfTestFinding>>;

export const passed: Verdict = { outcome: 'passed', code: null };
export const failed = (code: SelfTestCode): Verdict => ({ outcome: 'failed', code });
export const warned = (code: SelfTestCode): Verdict => ({ outcome: 'warned', code });

export function meant(code: HostError['code'], meanings: Meanings): Verdict {
  return failed(meanings[code] ?? `host-${code}`);
}

/** @throws whatever is no failure of a host */
export function hostError(error: unknown): HostError {
  if (error instanceof HostError) return error;
  throw error;
}
