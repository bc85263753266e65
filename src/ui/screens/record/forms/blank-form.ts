import type { RecordForm } from '../../../../records/index.ts';

export const formKinds = [
  'allergy',
  'medicine',
  'condition',
  'vaccination',
  'measurement',
  'insurance-card',
  'contact',
  'person',
] as const;

export type FormKind = (typeof formKinds)[number];

const blanks: Readonly<Record<FormKind, (today: string) => RecordForm>> = {
  allergy: () => ({
    form: 'allergy',
    substance: '',
    reaction: '',
    severity: '',
    since: '',
    active: true,
  }),
  medicine: () => ({
    form: 'medicine',
    name: '',
    dose: '',
    frequency: '',
    since: '',
    stillTaking: true,
  }),
  condition: () => ({ form: 'condition', name: '', since: '', active: true }),
  vaccination: (today) => ({ form: 'vaccination', vaccine: '', date: today, lot: '' }),
  measurement: (today) => ({
    form: 'measurement',
    kind: 'blood-pressure',
    value: null,
    second: null,
    unit: 'mm[Hg]',
    at: today,
  }),
  'insurance-card': () => ({
    form: 'insurance-card',
    insurer: '',
    memberId: '',
    plan: '',
    group: '',
    validUntil: '',
  }),
  contact: () => ({ form: 'contact', name: '', relation: '', phone: '' }),
  person: () => ({
    form: 'person',
    name: '',
    birthDate: '',
    sex: '',
    address: '',
    phone: '',
    email: '',
    language: '',
  }),
};

/** Today as a FHIR date, in the reader's own time zone. */
export function todayHere(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function blankForm(kind: string | undefined): RecordForm | null {
  const known = formKinds.find((each) => each === kind);
  return known ? blanks[known](todayHere()) : null;
}
