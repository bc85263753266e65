import type { ShareUnit } from '../records/index.ts';

/** One line of the activity log, kept sealed in the vault and shown to its owner. */
export interface LogEntry {
  id: string;
  /** ISO instant. */
  at: string;
  event:
    | 'grant'
    | 'request-declined'
    | 'deposit-accepted'
    | 'deposit-declined'
    | 'import'
    | 'export'
    | 'visit-opened'
    | 'visit-ended'
    | 'deposit-written'
    | 'standing-grant'
    | 'standing-stopped'
    /** Ended because the hosts know of a newer state of this profile. */
    | 'standing-unsure'
    | 'letter-accepted'
    | 'helper-enrolled'
    | 'helper-dismissed'
    | 'published'
    | 'unpublished'
    | 'following'
    | 'following-ended'
    | 'letter-sent'
    | 'transformed'
    | 'transform-refused'
    | 'emergency-paper'
    | 'emergency-picture'
    | 'emergency-code'
    | 'emergency-sealed'
    /** A copy was sealed for another phone; and the other phone has it. */
    | 'move-begun'
    | 'moved-away'
    /** Its owner took it over from whoever had kept it. */
    | 'taken-over';
  /** Who: a name as it was shown, "" where there is nobody. */
  who: string;
  identity?: string;
  units?: ShareUnit[];
  purpose?: string;
  until?: string;
  count?: number;
}
