import { catalogue } from '../catalogue.ts';
import type { laterErrorWords } from './later-errors.ts';

export interface Explanation {
  /** What happened. */
  title: string;
  /** What is safe, and why it may have happened. */
  body: string;
  /** What to do next, as a button would say it; empty where there is nothing to press. */
  action: string;
}

/** Codes that cross from the worker, of every folder below the interface. */
export type FailureCode =
  | keyof typeof laterErrorWords
  | 'malformed'
  | 'too-large'
  | 'not-utf8'
  | 'not-authentic'
  | 'malformed-key'
  | 'malformed-capsule'
  | 'malformed-proof'
  | 'cost-too-low'
  | 'cost-too-high'
  | 'too-long'
  | 'unavailable'
  | 'empty'
  | 'not-text'
  | 'not-json'
  | 'not-fhir'
  | 'is-pdf'
  | 'is-image'
  | 'is-zip'
  | 'is-xml'
  | 'is-html'
  | 'is-apple-health'
  | 'is-ccda'
  | 'is-health-card'
  | 'wrong-fhir-version'
  | 'cancelled'
  | 'wrong-passphrase'
  | 'unknown-profile'
  | 'conflict'
  | 'full'
  | 'lost-connection'
  | 'closed'
  | 'newer-version'
  | 'unreadable'
  | 'too-weak'
  | 'unknown-version'
  | 'bad-signature'
  | 'expired'
  | 'not-yet-valid'
  | 'clock-skew'
  | 'replayed'
  | 'not-for-me'
  | 'no-such-request'
  | 'cannot-open'
  | 'mismatch'
  | 'wrong-recipient'
  | 'name-invalid'
  | 'locked'
  | 'wrong-role'
  | 'no-host'
  | 'card-needed'
  | 'no-helper-list'
  | 'too-many-joined'
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
  | 'nothing-chosen'
  | 'nothing-to-import'
  | 'nothing-written'
  | 'already-accepted'
  | 'professional-missing'
  | 'visit-over'
  | 'unexpected';

/** Every code in plain words: what happened, what is safe, what to do. */
/** What can go wrong before any part of the app was opened, and what may anywhere. */
export const firstErrorWords = catalogue({
  malformed: {
    title: 'Carnet cannot read this',
    body: 'It is damaged, or it was not made by Carnet. Nothing was changed.',
    action: 'Try again',
  },
  'too-large': {
    title: 'This is too large',
    body: 'Carnet takes files of up to 50 MB. Nothing was changed.',
    action: 'Choose another file',
  },
  'not-utf8': {
    title: 'The letters in this file cannot be read',
    body: 'It was saved in a way Carnet does not know. Ask for it as a FHIR file in UTF-8.',
    action: 'Choose another file',
  },
  'not-authentic': {
    title: 'This does not open',
    body: 'The key does not fit, or somebody changed it on the way. Nothing of it was used.',
    action: 'Try again',
  },
  'malformed-key': {
    title: 'The key inside is not sound',
    body: 'Carnet refused it, so nothing was shared. Ask for a new code.',
    action: 'Scan again',
  },
  'malformed-capsule': {
    title: 'The code does not add up',
    body: 'Carnet refused it and showed nothing. Ask the patient for a new code.',
    action: 'Scan again',
  },
  'malformed-proof': {
    title: 'This card does not prove its keys',
    body: 'Carnet refused it, so nothing was shared. Ask for a new card.',
    action: 'Scan again',
  },
  'cost-too-low': {
    title: 'This profile is guarded too weakly to open',
    body: 'Its lock was changed from outside. Carnet left it as it is.',
    action: '',
  },
  'cost-too-high': {
    title: 'This device cannot open the profile',
    body: 'Its lock asks for more memory than there is. Everything is kept as it is.',
    action: '',
  },
  'too-long': {
    title: 'This is too long',
    body: 'Nothing was changed. Make it shorter and try again.',
    action: 'Try again',
  },
  unavailable: {
    title: 'This browser does not let Carnet keep a record',
    body: 'It may be a private window, or an old browser. Open Carnet in a normal window, or update the browser.',
    action: 'Try again',
  },
  empty: {
    title: 'There is nothing in this file',
    body: 'Ask for it again where you got it, and open the new one.',
    action: 'Choose another file',
  },
  'not-text': {
    title: 'This is not a record file',
    body: 'It is not text that Carnet knows. You can still keep it as a document.',
    action: 'Choose another file',
  },
  'not-json': {
    title: 'The file breaks off or is damaged',
    body: 'Carnet read it as far as it makes sense. Download it again and try once more.',
    action: 'Choose another file',
  },
  'not-fhir': {
    title: 'This file holds no health records',
    body: 'It is readable, but not in the form that clinics send (FHIR). Ask for a FHIR export.',
    action: 'Choose another file',
  },
  'is-pdf': {
    title: 'This is a PDF',
    body: 'Carnet can keep it as a document. It cannot turn it into records.',
    action: 'Keep it as a document',
  },
  'is-image': {
    title: 'This is a picture',
    body: 'Carnet can keep it as a photo. It cannot turn it into records.',
    action: 'Keep it as a document',
  },
  'is-zip': {
    title: 'This is a zip of many files',
    body: 'Carnet takes only its own export as a zip. Open this one first, then pick the .json or .ndjson files inside.',
    action: 'Choose another file',
  },
  'is-xml': {
    title: 'This is an XML file',
    body: 'Carnet reads the JSON form. Ask for the same export as JSON.',
    action: 'Choose another file',
  },
  'is-html': {
    title: 'This is a web page',
    body: 'Often it is a sign-in page saved instead of the file. Sign in, then download again.',
    action: 'Choose another file',
  },
  'is-apple-health': {
    title: 'This is an Apple Health export',
    body: 'Carnet cannot read its steps and pulses. The clinical records inside are .json files: pick those.',
    action: 'Choose another file',
  },
  'is-ccda': {
    title: 'This is a CCDA summary',
    body: 'It is an older form that Carnet does not read. Ask the clinic for a FHIR export.',
    action: 'Choose another file',
  },
  'is-health-card': {
    title: 'This is a SMART Health Card',
    body: 'Carnet does not read these yet. Keep the file; nothing was changed.',
    action: 'Choose another file',
  },
  'wrong-fhir-version': {
    title: 'This file is in another version of FHIR',
    body: 'Carnet reads version R4. Ask for an R4 export.',
    action: 'Choose another file',
  },
  cancelled: {
    title: 'Stopped',
    body: 'Nothing was saved.',
    action: 'Start again',
  },
  'wrong-passphrase': {
    title: 'That is not the passphrase',
    body: 'Check capital letters and spaces. Your record is safe.',
    action: 'Try again',
  },
  'unknown-profile': {
    title: 'This profile is no longer here',
    body: 'It was removed, maybe in another tab.',
    action: 'See profiles',
  },
  conflict: {
    title: 'Somebody changed this in the meantime',
    body: 'Another tab saved first. Nothing was overwritten. Look at it and try again.',
    action: 'Load again',
  },
  full: {
    title: 'There is no room left',
    body: 'The browser gives Carnet no more space. What you had is safe. Free some space, or export and remove large files.',
    action: 'Try again',
  },
  'lost-connection': {
    title: 'The browser let go of the store',
    body: 'What you had is safe. Try again; if it stays, close Carnet and open it.',
    action: 'Try again',
  },
  closed: {
    title: 'Carnet is locked',
    body: 'Unlock it and go on where you were.',
    action: 'Unlock',
  },
  'newer-version': {
    title: 'This record was saved by a newer Carnet',
    body: 'It is safe and was not touched. Reload to get the newer version.',
    action: 'Reload',
  },
  unreadable: {
    title: 'This one could not be read',
    body: 'It is kept as it is and was not overwritten. Everything else is fine.',
    action: '',
  },
  'too-weak': {
    title: 'This passphrase is too easy to guess',
    body: 'Add words, or use the one that Carnet suggests.',
    action: 'Suggest one',
  },
  'unknown-version': {
    title: 'This was made by another version of Carnet',
    body: 'Update Carnet on both devices and try again.',
    action: 'Try again',
  },
  'bad-signature': {
    title: 'The signature is not right',
    body: 'Somebody may have changed this code. Nothing was shared. Ask for a new one.',
    action: 'Scan again',
  },
  expired: {
    title: 'This code ran out',
    body: 'Codes last a short time on purpose. Ask for a new one. If that has run out too, check your clock: the date and time on both devices.',
    action: 'Scan again',
  },
  'not-yet-valid': {
    title: 'This code is for a later time',
    body: 'One of the two clocks may be wrong. Check the time on both devices.',
    action: 'Scan again',
  },
  'clock-skew': {
    title: 'Check the clock',
    body: 'The two devices are more than ten minutes apart. Set the right time on both and make a new code.',
    action: 'Scan again',
  },
  replayed: {
    title: 'This code was used before',
    body: 'Each code opens once. Ask the patient for a new one.',
    action: 'Scan again',
  },
  'not-for-me': {
    title: 'This code is for somebody else',
    body: 'Only the person it was made for can open it. Show your own request and try again.',
    action: 'Show a new request',
  },
  'no-such-request': {
    title: 'This answers another request',
    body: 'It may be somebody else’s, or one that Carnet forgot when it locked or closed. Show a new one to the patient.',
    action: 'Show a new request',
  },
  'cannot-open': {
    title: 'This code does not open',
    body: 'Nothing was shown. Ask the patient to make a new one.',
    action: 'Scan again',
  },
  mismatch: {
    title: 'The parts do not belong together',
    body: 'The code and the file are from two different grants. Nothing was shown.',
    action: 'Scan again',
  },
  'wrong-recipient': {
    title: 'This was written for another patient',
    body: 'Carnet did not open it. If it is for somebody else on this device, open their record and scan it there.',
    action: '',
  },
  'name-invalid': {
    title: 'This name cannot be used',
    body: 'Use 1 to 60 letters, without signs that hide or turn the text around.',
    action: 'Change the name',
  },
  locked: {
    title: 'Carnet is locked',
    body: 'Unlock it and go on where you were.',
    action: 'Unlock',
  },
  'wrong-role': {
    title: 'This profile cannot do that',
    body: 'Patients share, doctors consult. Switch to the other profile on this device.',
    action: '',
  },
  'no-host': {
    title: 'There is no file host yet',
    body: 'Others can read on, or lend a hand, only where your sealed record lies on a file host. Add one under More, then try again.',
    action: '',
  },
  'card-needed': {
    title: 'This needs the card of that person',
    body: 'A request lasts for one visit. Ask them to open My card in Carnet, and scan that.',
    action: 'Scan again',
  },
  'no-helper-list': {
    title: 'The patient’s list is not here yet',
    body: 'The patient’s phone leaves it on their file host, or the host does not answer. Nothing was turned. Try again in a minute.',
    action: 'Scan again',
  },
  'too-many-joined': {
    title: 'Too many people read from now on only',
    body: 'At most 30 people can each begin at a day of their own. Nothing was changed. Let this person read everything, or stop somebody first.',
    action: 'Choose again',
  },
  'unknown-record': {
    title: 'This record is no longer here',
    body: 'It was deleted, maybe in another tab. If that was a mistake, look in the last notes for Undo.',
    action: 'Back to the list',
  },
  'unknown-revision': {
    title: 'This earlier version is no longer here',
    body: 'The newest version is safe.',
    action: '',
  },
  'unknown-attachment': {
    title: 'This file is no longer here',
    body: 'The record it belongs to is safe.',
    action: '',
  },
  'unknown-handle': {
    title: 'Carnet has forgotten this code',
    body: 'It was locked or reloaded in between. Nothing was shared. Scan the code again.',
    action: 'Scan again',
  },
  'unknown-visit': {
    title: 'This visit is over',
    body: 'Nothing of it is left on this device. For more, ask the patient again.',
    action: '',
  },
  'not-ours': {
    title: 'This is not a Carnet code',
    body: 'It may belong to another app. Carnet did not open it and went nowhere.',
    action: 'Scan again',
  },
  'code-for-doctor': {
    title: 'This code is meant for a doctor',
    body: 'It was made to be scanned by the person who asked. Nothing was opened.',
    action: 'Scan again',
  },
  'code-for-patient': {
    title: 'This code is meant for a patient',
    body: 'Show it to the patient instead. Nothing was opened.',
    action: 'Scan again',
  },
  'code-for-helper': {
    title: 'This code is for a helper',
    body: 'A patient’s or a doctor’s screen shows it to the helper’s. Scan it there, with a helper’s profile open.',
    action: 'Scan again',
  },
  'code-for-testing': {
    title: 'This code only tests the camera',
    body: 'It comes from the test page and holds no record.',
    action: 'Scan again',
  },
  'unreadable-content': {
    title: 'What is inside cannot be read',
    body: 'The code opened, but the record in it is damaged. Nothing of it is shown. Ask for a new code.',
    action: 'Scan again',
  },
  'words-not-compared': {
    title: 'Compare the words first',
    body: 'Until the three words match, nothing can be shared with this person.',
    action: 'Compare the words',
  },
  'changed-key': {
    title: 'Stop: this is not the key you know',
    body: 'Somebody uses a name you know with another key. Nothing was shared. Ask the person directly.',
    action: '',
  },
  'nothing-chosen': {
    title: 'Nothing is switched on',
    body: 'Choose at least one part of your record to show.',
    action: '',
  },
  'nothing-to-import': {
    title: 'There is nothing to bring in',
    body: 'Choose a file first. What you had is as it was.',
    action: 'Choose a file',
  },
  'nothing-written': {
    title: 'There is nothing written yet',
    body: 'Write the prescription or the note first.',
    action: '',
  },
  'already-accepted': {
    title: 'You have this already',
    body: 'It was added before. Nothing was changed.',
    action: '',
  },
  'professional-missing': {
    title: 'Your card has no name yet',
    body: 'Patients see your name when you ask. Fill in your card first.',
    action: 'Fill in my card',
  },
  'visit-over': {
    title: 'This visit is over',
    body: 'The time the patient gave has run out. Nothing of the patient is left here.',
    action: '',
  },
  unexpected: {
    title: 'That did not work',
    body: 'Carnet stopped before anything was changed. Try again; if it stays, close Carnet and open it.',
    action: 'Try again',
  },
} satisfies Record<Exclude<FailureCode, keyof typeof laterErrorWords>, Explanation>);
