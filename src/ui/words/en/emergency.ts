import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** The emergency card: what it says, who reads it, and in which forms it leaves the device. */
export const emergencyWords = catalogue({
  more: 'Emergency card',
  moreHint: 'What a stranger should know to help you',

  title: 'Emergency card',
  lead: 'A few lines for whoever finds you. You choose each one.',
  whatTitle: 'It is not locked',
  whatBody:
    'Anybody who picks up the paper or your phone can read it, and nobody can tell that they did. So it is only there if you make one.',
  make: 'Make an emergency card',
  whyOpen:
    'In an emergency there is no time for a code. Paper and a lock screen need neither Carnet nor the internet.',

  kinds: {
    name: 'Name',
    born: 'Born',
    blood: 'Blood group',
    allergy: 'Allergy',
    medicine: 'Medicine',
    condition: 'Condition',
    contact: 'Please call',
    language: 'Language',
    directive: 'Please note',
  },
  addHints: {
    name: 'As people call you',
    born: 'The year is enough',
    blood: 'For example: A Rh negative',
    allergy: 'What, and what it does to you',
    medicine: 'Name and dose',
    condition: 'For example: epilepsy, pacemaker',
    contact: 'Name, who they are to you, phone number',
    language: 'What you understand best',
    directive: 'For example: living will with Tom, organ donor card in the wallet',
  },

  strangers: 'What a stranger reads',
  strangersHint: 'Switch off whatever a stranger should not know. It stays on the sealed card.',
  hidden: (count: number) =>
    `${plural(count, 'line is', 'lines are')} switched off and not shown here.`,
  noneShown: 'Nothing is switched on. Switch on at least one line.',
  illness: 'A stranger can tell from a medicine what you suffer from.',
  saved: (when: string) => `As of ${when}.`,
  changedTitle: 'Your card may be out of date',
  changedBody: (kinds: string) =>
    `Your record says something else since you saved it: ${kinds}. Papers and pictures you made before do not change by themselves.`,
  changedKinds: {
    name: 'your name',
    born: 'your birth date',
    blood: 'your blood group',
    allergy: 'your allergies',
    medicine: 'your medicines',
    condition: 'your conditions',
    contact: 'whom to call',
    language: 'your language',
    directive: 'your note',
  },
  changedGo: 'Look at it',
  edit: 'Change the lines',

  forms: 'Take it with you',
  paper: 'On paper',
  paperHint: 'A card to cut out and fold, for your wallet',
  picture: 'On the lock screen',
  pictureHint: 'A picture to set as your phone’s background',
  code: 'As a code',
  codeHint: 'Any phone’s camera reads it as text',
  sealed: 'For somebody with Carnet',
  sealedHint: 'Locked: only one person you know can open it',

  remove: 'Remove the card',
  removed: 'The card is gone from Carnet. Papers and pictures are still where they are.',

  editTitle: 'Lines of your card',
  editLead: 'Short lines are read. Long ones are not.',
  add: 'Add a line',
  addWhat: 'What kind of line?',
  fromRecord: 'From your record',
  fromRecordHint: 'Not on the card. Add what helps.',
  put: (text: string) => `Add: ${text}`,
  putShort: 'Add',
  takeOff: (text: string) => `Take off: ${text}`,
  line: (kind: string, at: number) => (at > 1 ? `${kind} ${String(at)}` : kind),
  recordSays: (text: string) => `Your record now says: ${text}`,
  recordNot: 'No longer in your record.',
  save: 'Save the card',
  savedNow: 'Your card is saved.',

  anybody: 'Anybody who sees this can read these lines:',
  cannotTakeBack:
    'Once it is out of your hand, you cannot change it or take it back, and you do not learn who read it.',
  goEdit: 'Switch lines on or off',

  paperTitle: 'Emergency card on paper',
  paperLead: 'Print it, cut it out, fold it in the middle.',
  paperPrint: 'Print',
  paperHead: 'Emergency card',
  paperFold: 'fold here',
  paperTooLong: 'It does not fit on a card for the wallet. The page is printed larger.',

  pictureTitle: 'Picture for the lock screen',
  pictureLead: 'Save it, then set it as the background of your lock screen.',
  pictureLabel: (lines: string) => `Picture of your emergency card: ${lines}`,
  pictureTop: 'Emergency',
  pictureSave: 'Save the picture',
  pictureShare: 'Send it somewhere',
  pictureName: 'emergency-card.png',
  pictureTooMuch: 'Too much for one picture',
  pictureTooMuchBody: 'Switch lines off until it fits: large letters are what makes it readable.',
  pictureNote: 'Your phone keeps the picture with your photos, and may copy them to a cloud.',

  codeTitle: 'Code that any phone reads',
  codeLead: 'It holds these lines as text. No link, no app, no internet.',
  codeLabel: 'Your emergency card as a code that any phone reads',
  codeSaid: 'Emergency card. Anybody can read it.',
  codeTooLong: 'Too long for one code',
  codeTooLongBody: (over: number) =>
    `Switch lines off, or shorten them by about ${plural(over, 'letter', 'letters')}. Nothing is cut off by itself.`,
  codeHead: 'EMERGENCY CARD',
  codeFoot: (when: string) => `As of ${when}, written by the person`,
  show: 'Show the code',

  sealedTitle: 'For somebody with Carnet',
  sealedLead: 'Locked to one person’s card. It holds every line, also those that are switched off.',
  sealedFor: 'Who should be able to open it?',
  sealedNobody: 'Nobody to seal it to yet',
  sealedNobodyBody:
    'You know nobody’s card. Ask your doctor to open “My card” in Carnet, and scan it under Share.',
  sealedSaid: (name: string) => `Only ${name} can open it, in Carnet.`,
  sealedLabel: (name: string) => `Your sealed emergency card for ${name}`,
  sealedPrint: 'Print',
  sealedSave: 'Save as a file',
  sealedTooLong: 'Too long for one code',
  sealedTooLongBody: 'Take lines off the card, or shorten them.',
  sealedHint2:
    'Whoever finds it sees nothing. With it, that person can read your card without you.',
  sealedFile: 'emergency.carnet',

  readTitle: (name: string) => `Emergency card of ${name}`,
  readLead: (when: string) => `Written by the patient, as of ${when}. Nothing of it is kept here.`,
  readDone: 'Close it',
});
