/** What a record is about, as a person would sort it. */
export type RecordKind =
  | 'allergy'
  | 'medicine'
  | 'condition'
  | 'vaccination'
  | 'measurement'
  | 'lab'
  | 'procedure'
  | 'visit'
  | 'document'
  | 'insurance-card'
  | 'claim'
  | 'person'
  | 'contact'
  | 'care-plan'
  | 'family-history'
  | 'device'
  | 'other';

/**
 * `active`: it holds now, or (for something that happened once) it stands. `stopped`: it no longer
 * holds, was refuted, or did not happen. `unknown`: the record does not say.
 */
export type RecordStatus = 'active' | 'stopped' | 'entered-in-error' | 'unknown';

/** One number of a measurement. */
export interface MeasuredValue {
  readonly number: number;
  /** The unit as people write it; empty for a bare number. */
  readonly unit: string;
  /** The reference range, in the same unit, where the record has one. */
  readonly low?: number;
  readonly high?: number;
  /** What was measured: the LOINC code, else any code, else the name in lower case. */
  readonly code: string;
}

/**
 * One line about a resource. All text is plain: control and direction-changing characters are gone
 * and every length is bounded.
 */
export interface Description {
  readonly kind: RecordKind;
  /** Never empty; at most 200 characters. */
  readonly title: string;
  /** At most 400 characters, possibly empty. */
  readonly detail: string;
  /** A FHIR date or dateTime with the precision it was recorded with. */
  readonly date: string | null;
  readonly status: RecordStatus;
  /** A dangerous allergy or a severe condition. */
  readonly severe: boolean;
  readonly value?: MeasuredValue;
}
