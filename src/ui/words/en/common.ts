/** Words that many screens share. */
export const common = {
  add: 'Add',
  back: 'Back',
  cancel: 'Cancel',
  change: 'Change',
  close: 'Close',
  continue: 'Continue',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'This browser does not let Carnet copy. Use another of the ways here.',
  dateNotWhole: 'A part of this date is missing. Fill in all of it, or take it out.',
  delete: 'Delete',
  done: 'Done',
  draftTitle: 'You typed something here and did not save it',
  draftBody: (when: string) => `It is from ${when}.`,
  draftTake: 'Go on with it',
  draftDrop: 'Let it go',
  edit: 'Edit',
  hide: 'Hide what I type',
  loading: 'Loading',
  moment: 'One moment',
  next: 'Next',
  no: 'No',
  notNow: 'Not now',
  optional: 'optional',
  save: 'Save',
  saved: 'Saved.',
  search: 'Search',
  show: 'Show what I type',
  showMore: 'Show more',
  test: 'Test the code channel',
  tryAgain: 'Try again',
  undo: 'Undo',
  onlyYear: 'I only know the year',
  wholeDate: 'I know the day',
  yearHint: 'The year, or the year and month: 2019 or 2019-05',
  yes: 'Yes',
};

/** The parts of a record, as people read them. */
export const partitions = {
  personal: 'Personal',
  medical: 'Medical',
  insurance: 'Insurance',
  prescription: 'Prescriptions',
};

/** What can be switched on for somebody: the insurance part splits in two. */
export const units = {
  personal: 'Personal details',
  medical: 'Medical record',
  'insurance-card': 'Insurance card',
  'insurance-claims': 'Insurance claims',
  prescription: 'Prescriptions',
};

export const unitHints = {
  personal: 'Address, phone, contacts, family history.',
  medical: 'Allergies, problems, results, visits, documents.',
  'insurance-card': 'Who insures you, and your member number.',
  'insurance-claims': 'Bills and what was paid. They can name illnesses.',
  prescription: 'Medicines: what was prescribed, given and taken.',
};

/** Professional roles, as their owner chose them. */
export const roles = {
  doctor: 'Doctor',
  nurse: 'Nurse',
  pharmacist: 'Pharmacist',
  other: 'Other',
};
