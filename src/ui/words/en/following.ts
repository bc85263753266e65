import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** What a doctor reads about patients whose record may be read while they are away. */
export const followingWords = catalogue({
  list: {
    title: 'With standing access',
    emptyBody:
      'A patient can let you read on between visits. They scan your card, then you scan what they show.',
    take: 'Scan a patient’s code',
    refreshAll: 'Look for news',
    looking: 'Asking the hosts',
    looked: 'The hosts were asked.',
  },
  lanes: {
    all: 'With everything recorded before',
    new: 'Only what came after you were given access',
  },
  lanesShort: { all: 'with history', new: 'from then on' },
  lettersOnly: 'Letters only',
  news: (count: number) => `${plural(count, 'thing', 'things')} new`,
  newsSince: (count: number) =>
    `${plural(count, 'thing is', 'things are')} new since you last looked.`,
  noNews: 'Nothing is new since you last looked.',
  asOf: (when: string) => `As of ${when}`,
  freshUntil: (when: string) => `promised current until ${when}`,
  wasFreshUntil: (when: string) => `was promised current until ${when}`,
  asked: (when: string) => `The host was last asked on ${when}.`,
  neverAsked: 'The host was not asked yet.',
  problemWord: 'Could not be brought up to date',
  hostProblem: {
    title: 'The patient’s host did not give what was expected',
    body: 'It may be down or emptied, or the patient may have ended your access. What you knew before is kept. Try again later, or ask the patient.',
  },
  states: {
    current: { word: 'Up to date', title: 'Up to date', body: '' },
    'never-read': {
      word: 'Not read yet',
      title: 'You have not read this record yet',
      body: 'Open it to fetch it from the patient’s host.',
    },
    'out-of-date': {
      word: 'Older than promised',
      title: 'This is older than the patient promised',
      body: 'Nothing newer came. The patient’s phone may be off, the host may hold something back, or the patient may have ended your access. Look again, or ask the patient.',
    },
    unreachable: {
      word: 'The host does not answer',
      title: 'The patient’s host does not answer',
      body: 'Nothing can be read until it does. Check your connection and look again.',
    },
    ended: {
      word: 'Ended',
      title: 'This access has ended',
      body: 'Nothing new can be read. For more, ask the patient. You can take this line off your list.',
    },
  },
  patient: {
    back: 'Patients',
    since: (date: string) => `Standing access since ${date}`,
    until: (date: string) => `until ${date}`,
    untilStopped: 'until the patient stops it',
    lettersSince: (date: string) => `You may leave letters, since ${date}`,
    parts: 'What you may read',
    partsBefore: 'What you could read',
    lettersBody:
      'This patient takes letters from you: results, notes, prescriptions. You cannot read the record.',
    open: 'Open the record',
    refresh: 'Look for news',
    tryAgain: 'Try again',
    write: 'Write a letter',
    forget: 'Take off the list',
    forgetTitle: 'Take this patient off the list?',
    forgetBody:
      'The way to this record is deleted from this device. It cannot be brought back: the patient would have to show you the code again.',
    forgetLetters: (count: number) =>
      `${plural(count, 'letter has', 'letters have')} not reached the patient and will be deleted too.`,
    forgetNow: 'Take it off',
    forgotten: (name: string) => `${name} is no longer on your list.`,
    gone: 'This patient is not on your list',
    goneBody: 'The access was taken off the list here, or this profile never had it.',
    letters: 'The patient reviews each letter before it joins the record.',
  },
  opening: {
    title: 'Fetching the record',
    count: (done: string, total: string) => `${done} of ${total} pieces`,
    leave: 'You can leave this page: then nothing is opened.',
  },
  helper: {
    title: 'Opens with the patient’s helper',
    body: 'A helper has to lend a hand before you can read. It cannot read anything itself.',
    ask: 'Ask the helper',
    askTitle: 'Ask the helper',
    askLead: (name: string) => `To read the record of ${name}.`,
    left: 'Your question is on its way',
    leftBody: 'It lies where the helper looks. Come back in a while and open the record.',
    notLeft: 'Your question could not be left for the helper',
    notLeftBody: 'Show it to the helper’s screen instead, then scan the answer.',
    orShow: 'Or show this to the helper’s screen',
    label: 'Your question to the helper, as a code',
    inside: (count: number) =>
      `${plural(count, 'lock', 'locks')} to be turned. Nothing of the record is inside.`,
    scan: 'Scan the helper’s answer',
    save: 'Save as a file',
    nothing: 'There is nothing to ask',
    nothingBody: 'Everything the host has is open to you already. Open the record.',
  },
  taken: {
    standing: (name: string) => `${name} gives you standing access`,
    standingLead: 'You can read these parts when the patient is away, until it ends.',
    invitation: (name: string) => `${name} takes letters from you`,
    invitationLead:
      'You can leave results and letters for this patient. You cannot read the record.',
    answer: 'The helper has answered',
    answerLead: (name: string) => `You can read the record of ${name} now.`,
    parts: 'You may read',
    writes: 'You may leave letters for this patient.',
    helper: 'A helper has to lend a hand each time something new comes.',
    name: 'The name is the one the patient wrote. Make sure who it is.',
    later: 'Later',
    drop: 'Do not keep it',
    dropped: 'Not kept.',
  },
  letter: {
    send: 'Send to the patient’s letterbox',
    confirmTitle: 'Is this the right patient?',
    confirmHint: (name: string) =>
      `The letter is sealed and signed by you. Only ${name} can open it, when they next look.`,
    sendNow: (name: string) => `Yes, send it to ${name}`,
    codeInstead: 'Sign and show a code instead',
    sent: (name: string) => `The letter lies in ${name}’s letterbox.`,
    later: (name: string) =>
      `The letter to ${name} is signed and waits here. It goes as soon as the host answers.`,
    waiting: (count: number) => `${plural(count, 'letter waits', 'letters wait')} to be sent`,
    waitingBody: 'Carnet tries again by itself while it is open and unlocked.',
    unread: 'Open the record first to see allergies and medicines here.',
    birthDateUnread: 'open the record to see it',
    cannotRead: 'You cannot see this patient’s record, nor the allergies.',
  },
  link: {
    title: 'A link was opened',
    lead: 'It may hold something a patient sent you. Nothing is read before you say so.',
    read: 'Read the link',
    leave: 'Leave it',
  },
  cardHint:
    'Patients also scan this card to give you standing access: you then read on between visits, until they stop it.',
});
