import type { RecordKind } from './description.ts';

/** What people call each kind of record when they look for all of it; folded as a search folds. */
export const kindWords: Readonly<Record<RecordKind, string>> = {
  allergy: 'allergy allergies intolerance',
  medicine: 'medicine medicines medication medications drug drugs prescription prescriptions',
  condition: 'condition conditions problem problems illness illnesses diagnosis diagnoses disease',
  vaccination: 'vaccine vaccines vaccination vaccinations immunisation immunization jab shot',
  measurement: 'measurement measurements vital vitals reading readings',
  lab: 'lab labs laboratory result results blood test tests',
  procedure: 'procedure procedures operation operations surgery treatment',
  visit: 'visit visits encounter appointment appointments consultation',
  document: 'document documents letter letters report reports file files',
  'insurance-card': 'insurance card insurer cover coverage',
  claim: 'claim claims bill bills invoice insurance',
  person: 'person personal details me',
  contact: 'contact contacts emergency relative',
  'care-plan': 'care plan plans goal goals',
  'family-history': 'family history',
  device: 'device devices implant implants',
  other: '',
};
