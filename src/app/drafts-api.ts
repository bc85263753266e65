import type { RecordForm, RecordId } from '../records/index.ts';
import type { EmergencyLine } from './emergency-api.ts';

export interface FormDraft {
  kind: 'form';
  form: RecordForm;
  /** The record that is edited; null for a new one. */
  replaces: RecordId | null;
}

export interface EmergencyDraft {
  kind: 'emergency';
  lines: EmergencyLine[];
}

/** What somebody typed and did not save. */
export type DraftContent = FormDraft | EmergencyDraft;

export interface Draft {
  /** One for each place where something is typed: see {@link DraftsApi.keep}. */
  id: string;
  /** ISO instant. */
  at: string;
  content: DraftContent;
}

/**
 * What was typed and not saved: sealed like everything else, it outlives a lock and a reload. `of` is
 * the profile in which it was typed: another one may have come in front meanwhile, and then it is
 * refused with `locked`.
 */
export interface DraftsApi {
  /** Newest first. */
  list(): Promise<Draft[]>;
  /** Takes the place of an older draft of the same form, or of the same record. Answers its id. */
  keep(content: DraftContent, of: string): Promise<string>;
  drop(id: string, of: string): Promise<void>;
}
