import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

const locks = (count: number) => plural(count, 'lock', 'locks');

/** What a helper reads: for whom it works, what it did, its card. */
export const helperWords = catalogue({
  work: {
    title: 'Work',
    lead: 'You turn locks for patients, so that their doctors can read. You can read nothing.',
    working: 'At work',
    workingBody: 'Leave this page open. The screen stays on, and Carnet looks every minute.',
    looked: (when: string) => `Last looked ${when}.`,
    notLooked: 'Carnet is about to look for the first time.',
    lookNow: 'Look now',
    nothingNew: 'Nobody asked for anything new.',
    did: (done: number, refused: number) => {
      const parts = [
        done > 0 && `${plural(done, 'question', 'questions')} answered`,
        refused > 0 && `${refused} refused`,
      ];
      return `${parts.filter(Boolean).join(', ')}.`;
    },
    patients: 'You work for',
    patientsEmpty: 'Nobody yet',
    patientsEmptyBody:
      'Show your card to a patient. They scan it, then you scan what their phone shows.',
    showCard: 'Show my card',
    scan: 'Scan a code',
    serves: (names: string) => `for ${names}`,
    servesNobody: 'for nobody at the moment',
    usesLeft: (name: string, count: number) =>
      `${name}: ${plural(count, 'more question', 'more questions')}`,
    until: (when: string) => `until ${when}`,
    untilStopped: 'until the patient says otherwise',
    triesAgain: 'Carnet tries again each minute. What was asked waits until then.',
    ended: 'Ended by the patient, or its time is over',
    forget: 'Stop helping',
    forgetTitle: (name: string) => `Stop helping ${name}?`,
    forgetBody:
      'The keys of this patient are deleted from this device. Their doctors can ask you no more. The patient can ask you to help again.',
    forgotten: (name: string) => `You no longer help ${name}.`,
    jobs: 'What you did',
    jobsEmpty: 'Nothing yet',
    jobsEmptyBody: 'Every question by a doctor, and what came of it, stands here.',
    job: (forName: string, patient: string) => `${forName}, about ${patient}`,
    outcomes: {
      done: (count: number) => `${locks(count)} turned`,
      refused: () => 'Refused',
      waiting: () => 'Turned. The answer waits for the patient’s host.',
    },
    honest: 'What a helper is good for',
    honestBody:
      'A patient chooses you so that a doctor cannot read without somebody else’s hand, and so that every reading leaves a line. A helper that the doctor’s own clinic runs restrains nothing: it would turn every lock the doctor asks for.',
    unattended: 'Carnet stays open on this device while you help',
    unattendedBody:
      'Nothing of a record is here, only keys that turn locks. Whoever stands before this screen sees the names above. Lock it by hand when it should not be seen.',
  },
  scan: {
    title: 'Scan a code',
    advice: 'Hold the patient’s or the doctor’s code inside the frame.',
    reading: 'Reading',
    file: 'Open a file instead',
  },
  enrolled: {
    title: (name: string) => `You now help ${name}`,
    lead: 'Their phone keeps the list of what you may do, and can end it at any time.',
    forWhom: 'You may turn locks for',
    parts: 'Parts',
    nobody: 'Nobody yet. The patient’s phone adds them later.',
  },
  answer: {
    title: 'Let the doctor scan this',
    lead: (name: string) => `Only ${name} can use it.`,
    label: 'The answer, as a code',
    inside: 'Locks, turned. Nothing of the record is inside.',
    done: 'The doctor has it',
  },
  card: {
    title: 'My card',
    lead: 'A patient scans this to choose you as a helper.',
    label: (name: string) => `Card of ${name} as a code`,
    wordsHint: 'The patient’s app asks for three of them.',
    copy: 'Copy as a link',
  },
});

/** What a patient reads about helpers. */
export const helpersWords = catalogue({
  title: 'Helpers',
  lead: 'Somebody else’s screen that lets a doctor read on, without being able to read itself.',
  emptyTitle: 'No helper',
  emptyBody:
    'A helper is a relative’s tablet, or a screen at a place you trust. A doctor who reads through a helper leaves a line each time.',
  add: 'Choose a helper',
  since: (date: string) => `since ${date}`,
  until: (date: string) => `until ${date}`,
  untilStopped: 'until you dismiss it',
  serves: (names: string) => `For ${names}`,
  servesNobody: 'For nobody yet',
  log: 'What it did',
  logEmpty: 'It has told of nothing yet.',
  logHint:
    'The helper signs this list, and the doctor signed each question in it. A helper could leave a line out: it cannot make one up.',
  logDoubtful: 'The newest part of its list does not fit',
  line: (name: string, count: number) => `${locks(count)} turned for ${name}`,
  dismiss: 'Dismiss',
  dismissTitle: (name: string) => `Dismiss ${name}?`,
  dismissBody:
    'Everything new is locked anew, so that this helper’s keys turn nothing more. People who read through it read nothing new until you give them access again. What was read already, they may have kept.',
  dismissNow: 'Dismiss this helper',
  dismissed: (name: string) => `${name} is no longer your helper.`,
  honestTitle: 'Who should not be your helper',
  honestBody:
    'A helper that your doctor’s own clinic runs restrains nothing: it would turn every lock the doctor asks for. Choose somebody who does not answer to the doctor.',
  scanTitle: 'Scan the helper’s card',
  scanAdvice: 'On the helper’s screen, under My card.',
  scanReading: 'Reading the card',
  notCard: 'This is no card. On the helper’s screen, open My card.',
  terms: {
    title: (name: string) => `Choose ${name} as a helper`,
    lead: 'It gets keys that turn locks. It gets nothing that opens one.',
    serves: 'For whom',
    servesHint: 'Their access goes through this helper from now on.',
    servesNobody:
      'Nobody has lasting access yet. You can name this helper when you give it to somebody.',
    nothingNew: 'They keep what they have read. Everything new needs the helper.',
    until: 'Until when',
    untils: { month: 'One month', year: 'One year', stop: 'Until I dismiss it' },
    uses: 'How often each may ask',
    usesChoices: (count: number) => plural(count, 'time', 'times'),
    enrol: 'Choose this helper',
    stoppedTitle: 'This name has another key now',
    stoppedBody:
      'Carnet knows somebody of this name with a different key. It may be a new device, or somebody else. Nothing was sent.',
  },
  show: {
    title: 'Let the helper scan this',
    lead: (name: string) => `Only ${name} can use it.`,
    label: 'For the helper, as a code',
    inside: 'The way to its list of what it may turn. No record, and nothing that opens one.',
    done: 'The helper has it',
    copy: 'Copy as a link',
    save: 'Save as a file',
    enrolled: (name: string) => `${name} is your helper now.`,
  },
  delivery: {
    sending: (name: string) => `${name} can begin as soon as everything has been sent.`,
    sent: (name: string) => `Everything has been sent. ${name} can begin now.`,
    unknown: (name: string) => `${name} can begin once its list has reached the host.`,
  },
  words: {
    title: 'Is it really them?',
    lead: (name: string) => `Look at the eight words on the screen of ${name}.`,
    question: (position: number) => `Word ${position}`,
    pick: 'Pick one.',
    check: 'Compare',
    wrong: 'The words differ',
    wrongBody: 'Somebody may be in between, or you looked at another screen. Scan the card again.',
  },
});
