export type {
  AllergyForm,
  ConditionForm,
  ContactForm,
  DocumentForm,
  InsuranceCardForm,
  MeasurementForm,
  MedicineForm,
  PersonForm,
  RecordForm,
  VaccinationForm,
} from './form.ts';
export { formToResource, resourceToForm } from './forms.ts';
export { measurementKinds } from './measurement-kinds.ts';
export type { MeasurementKind, MeasurementPart, MeasurementUnit } from './measurement-kinds.ts';
export { formProblems } from './problems.ts';
export type { FormProblem } from './problems.ts';
export { noteResource, prescriptionResource } from './write-back.ts';
export type { PrescriptionDraft } from './write-back.ts';
