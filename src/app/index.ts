export type * from './api.ts';
export { Carnet, type VaultPlace } from './carnet.ts';
export { attachmentNames, exportArchive, readableBundle } from './export-archive.ts';
export {
  paperOf,
  paperRecords,
  type Paper,
  type PaperGroup,
  type PaperLine,
  type PaperRecord,
} from './paper.ts';
export type { Environment, HostAccess, ParseOptions } from './environment.ts';
export { AppError, type AppErrorCode } from './errors.ts';
export { failureCode, failureOf } from './failure.ts';
export type { LogEntry } from './log.ts';
export { defaultSettings, type Settings } from './settings.ts';
