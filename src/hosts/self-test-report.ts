import type { HostErrorCode } from './errors.ts';

/** The stages of a host's self-test, in their order. */
export type TestStage =
  'reach' | 'write' | 'read-back' | 'read-as-others' | 'range' | 'overwrite' | 'delete' | 'clock';

/** What the self-test finds out beyond the failure of a single call. */
export type SelfTestFinding =
  /** The host answers, but lets no page of another origin see its answers. */
  | 'cors-missing'
  /** Reading is let through, writing is not: the methods or the headers are not allowed. */
  | 'cors-for-writing'
  /** The host hides its refusal: the keys are wrong, or the setting is missing. */
  | 'keys-or-cors'
  | 'folder-missing'
  | 'bytes-differ'
  | 'others-refused'
  | 'others-not-found'
  | 'others-cors'
  | 'range-ignored'
  | 'overwrite-kept-old'
  | 'delete-refused'
  | 'delete-remains'
  /** That a file is missing cannot be told from a broken connection. */
  | 'missing-hidden'
  | 'clock-wrong'
  | 'clock-hidden';

/** How a failed call is called outside this folder: `full` alone means the browser's own store. */
export type FailedCall = `host-${HostErrorCode}`;

/** The code of a stage: a finding, or the failure of a call as it crosses to the page. */
export type SelfTestCode = SelfTestFinding | FailedCall;

/** Lines for the settings of one kind of server. */
export interface SettingLines {
  server: 'apache' | 'nginx' | 's3';
  text: string;
}

export interface StageResult {
  stage: TestStage;
  outcome: 'passed' | 'failed' | 'warned' | 'skipped';
  /** Null where it passed, and where an earlier failure left nothing to try. */
  code: SelfTestCode | null;
  /** Empty where no setting helps. */
  settings: readonly SettingLines[];
}
