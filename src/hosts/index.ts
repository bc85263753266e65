export type { HostErrorCode } from './errors.ts';
export { HostError } from './errors.ts';
export type { Host, Reader, ReadOptions, TransferOptions } from './host.ts';
