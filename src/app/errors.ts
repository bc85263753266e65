/** What the use cases themselves refuse; the layers below have their own closed sets. */
export type AppErrorCode =
  | 'locked'
  | 'wrong-role'
  | 'unknown-record'
  | 'unknown-revision'
  | 'unknown-attachment'
  | 'unknown-handle'
  | 'unknown-visit'
  | 'not-ours'
  | 'code-for-doctor'
  | 'code-for-patient'
  | 'code-for-helper'
  | 'code-for-testing'
  | 'unreadable-content'
  | 'words-not-compared'
  | 'changed-key'
  | 'nothing-to-import'
  | 'nothing-written'
  | 'already-accepted'
  | 'professional-missing'
  | 'visit-over'
  | 'no-letterbox'
  | 'helper-needed'
  | 'made-up-answer'
  | 'altered-on-host'
  | 'standing-ended'
  | 'no-host'
  | 'card-needed'
  | 'no-helper-list'
  | 'too-many-joined'
  | 'nothing-chosen'
  | 'kit-needed'
  | 'kit-not-here'
  /** The profile opens by its own lock only. */
  | 'not-linked'
  | 'people-number'
  | 'short-number'
  | 'not-a-move'
  | 'move-for-another'
  | 'move-incomplete'
  | 'move-altered'
  | 'receipt-of-another'
  | 'nothing-moved'
  | 'asks-for-hand-over'
  | 'asks-for-move'
  /** Nobody is followed whose key this statement replaces. */
  | 'successor-of-nobody'
  | 'code-for-moving'
  | 'no-backup-on-host'
  | 'backup-gone-from-host'
  | 'backup-altered-on-host'
  | 'newer-backup-on-host'
  | 'cancelled';

/** A refusal by a use case. The message is the code: it carries no data. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;

  constructor(code: AppErrorCode) {
    super(code);
    this.code = code;
  }
}
