import type { Bytes } from '../bytes/bytes.ts';
import type { EmergencyKind } from '../sharing/index.ts';

export type { EmergencyKind };

/** One line of an emergency card. */
export interface EmergencyLine {
  kind: EmergencyKind;
  /** One line, at most 160 characters. */
  text: string;
  /** The record it was taken from; null for what was written by hand. */
  from: string | null;
  /** Whether a stranger reads it: on paper, on the picture and in the open code. */
  shown: boolean;
}

export interface EmergencyCard {
  lines: EmergencyLine[];
  /** ISO instant. */
  savedAt: string;
}

export interface EmergencyState {
  /** Null until the patient wants one. */
  card: EmergencyCard | null;
  /** What the record says now, in the card's order; nothing that is private. */
  proposals: EmergencyLine[];
  /** Of which the record says something else than when the card was saved. */
  changed: EmergencyKind[];
}

/** The forms that anybody can read. */
export type OpenForm = 'paper' | 'picture' | 'code';

export interface SealedEmergency {
  message: Bytes;
  to: string;
}

/** A sealed card as its reader sees it. */
export interface EmergencyView {
  patientName: string;
  lines: { kind: EmergencyKind; text: string }[];
  /** ISO instant, by the patient's clock. */
  issuedAt: string;
}

/** The patient's emergency card: an object of its own, made only when it is wanted. */
export interface EmergencyApi {
  state(): Promise<EmergencyState>;
  save(lines: EmergencyLine[]): Promise<EmergencyCard>;
  remove(): Promise<void>;
  /** Writes into the activity log that an open form is about to be handed over. */
  handedOver(form: OpenForm): Promise<void>;
  /**
   * The whole card, also what strangers do not see, for somebody known whose card is there.
   * Fails with `card-needed`, `nothing-chosen`, and `too-large` where it does not fit one code.
   */
  seal(identity: string): Promise<SealedEmergency>;
}
