import type { HostErrorCode } from './errors.ts';

/** The stages of a host's self-test, in their order. */
export type TestStage =
  | 'reach'
  | 'write'
  | 'read-back'
  | 'read-as-others'
  | 'range'
  | 'overwrite'
  | 'delete'
  /** Whether those who were invited can leave letters, and do nothing else. */
  | 'letterbox'
  | 'clock';

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
  /** No letterbox was named, and at the reading place nobody but the account's owner can write. */
  | 'no-letterbox'
  /** The same in a bucket, where nobody writes without keys. */
  | 'no-letterbox-s3'
  /** Without a letterbox, those who read can write where the published files lie. */
  | 'others-can-write'
  | 'letterbox-refused'
  | 'letterbox-missing'
  | 'letterbox-cors'
  /** A letter was left, and the account cannot fetch it. */
  | 'letterbox-closed'
  /** A letter that was fetched stays where it is. */
  | 'letterbox-not-cleared'
  /** Whoever may leave letters can also replace those of others. */
  | 'letterbox-replaceable'
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
