import type { BackupState, KitDuty } from '../../../app/api.ts';
import type { Persistence } from '../../state/storage-shield.svelte.ts';

/** What the shield knows of a profile. */
export interface Safety {
  persistence: Persistence;
  backup: Pick<BackupState, 'last' | 'onHost' | 'reminder'> | null;
  kit: KitDuty['kit'] | null;
  /** It was moved, or handed over to its owner: here lies a copy that is only read. */
  retired?: boolean;
}

/** The worst that is true: what is to be done first. */
export type ShieldState =
  | 'whole'
  /** The record lives on another phone, and has its backups there. */
  | 'elsewhere'
  /** No backup was ever proven, or the last one is old. */
  | 'no-backup'
  | 'old-backup'
  | 'no-kit'
  | 'may-be-cleared'
  | 'unknown';

/**
 * One state for all: a record without a backup is lost with the device whatever the browser promises,
 * so that comes first, and the browser's own promise last.
 */
export function shieldOf({ persistence, backup, kit, retired }: Safety): ShieldState {
  if (retired === true) return 'elsewhere';
  if (backup !== null && backup.last === null && backup.onHost === null) return 'no-backup';
  if (kit !== null && kit !== 'proven') return 'no-kit';
  if (backup !== null && backup.reminder !== 'none') return 'old-backup';
  if (persistence === 'persisted') return 'whole';
  return persistence;
}

/** Whether there is nothing to do. */
export const isCalm = (state: ShieldState): boolean => state === 'whole' || state === 'elsewhere';
