import type { MeasurementKind } from './measurement-kinds.ts';

/** An allergy or intolerance. */
export interface AllergyForm {
  form: 'allergy';
  substance: string;
  reaction: string;
  severity: '' | 'mild' | 'moderate' | 'severe';
  /** FHIR date: a year, a month or a day. */
  since: string;
  active: boolean;
}

/** A medicine as the person takes it. */
export interface MedicineForm {
  form: 'medicine';
  name: string;
  /** One dose, such as `500 mg` or `half a tablet`. */
  dose: string;
  /** How often, in words. */
  frequency: string;
  since: string;
  stillTaking: boolean;
}

/** A condition or illness. */
export interface ConditionForm {
  form: 'condition';
  name: string;
  since: string;
  active: boolean;
}

/** A vaccination that was given. */
export interface VaccinationForm {
  form: 'vaccination';
  vaccine: string;
  date: string;
  lot: string;
}

/** A measurement of one of the {@link measurementKinds}. */
export interface MeasurementForm {
  form: 'measurement';
  kind: MeasurementKind['key'];
  /** The number; the upper one of a blood pressure. */
  value: number | null;
  /** The lower number of a blood pressure; null for every other kind. */
  second: number | null;
  /** The UCUM code of one of the kind's units. */
  unit: string;
  /** A FHIR date, or a day and time as an input of type datetime-local gives it. */
  at: string;
}

/** What stands on an insurance card. */
export interface InsuranceCardForm {
  form: 'insurance-card';
  insurer: string;
  memberId: string;
  plan: string;
  group: string;
  validUntil: string;
}

/** Somebody to call. */
export interface ContactForm {
  form: 'contact';
  name: string;
  relation: string;
  phone: string;
}

/** Who the patient is. */
export interface PersonForm {
  form: 'person';
  name: string;
  birthDate: string;
  sex: '' | 'female' | 'male' | 'other' | 'unknown';
  address: string;
  phone: string;
  email: string;
  /** A language in words or as a BCP 47 tag. */
  language: string;
}

/** What a photo, a scan or a letter is called. */
export interface DocumentForm {
  form: 'document';
  title: string;
  date: string;
}

/** The short forms by which a person writes a record, told apart by `form`. Empty text means not given. */
export type RecordForm =
  | AllergyForm
  | MedicineForm
  | ConditionForm
  | VaccinationForm
  | MeasurementForm
  | InsuranceCardForm
  | ContactForm
  | PersonForm
  | DocumentForm;
