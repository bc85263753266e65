export type { HostAccountSettings, ReadingPlace } from './account.ts';
export type { HostErrorCode } from './errors.ts';
export { HostError } from './errors.ts';
export { fileHost, fromFile, type FileHost } from './file-host.ts';
export type { Host, Reader, ReadOptions, TransferOptions } from './host.ts';
export type { Letterbox } from './letterbox-trial.ts';
export { mirrored, type Mirrored } from './mirrored.ts';
export { openHost, openPlace } from './open.ts';
export { isPassing, pauseAfter, withPatience, type Patience } from './patience.ts';
export { selfTest, type SelfTestTools } from './self-test.ts';
export type {
  FailedCall,
  SelfTestCode,
  SelfTestFinding,
  SettingLines,
  StageResult,
  TestStage,
} from './self-test-report.ts';
export { settingsFor } from './setting-lines.ts';
export type { Timeouts, Wiring } from './wiring.ts';
