import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** Settings, log, export, about. */
export const moreWords = catalogue({
  title: 'More',
  groups: { profile: 'This profile', data: 'Your data', carnet: 'Carnet' },
  profile: 'Name and colour',
  professional: 'My name and role',
  passphrase: 'Change passphrase',
  settings: 'Settings',
  settingsHint: 'Locking, light and dark, language, code speed',
  log: 'Activity',
  logHint: 'Who got what, when, and until when',
  export: 'Export everything',
  exportHint: 'One zip with every record and file',
  people: 'People',
  remove: 'Remove this profile',
  limits: 'What Carnet does not protect',
  about: 'About Carnet',
  channelTest: 'Test the code channel',
  lockNow: 'Lock now',
  sampleNote: 'This is the sample. Its settings last until you remove it.',

  lockAfter: 'Lock when hidden or untouched for',
  lockChoices: {
    0: 'At once when hidden',
    30: '30 seconds',
    60: '1 minute',
    120: '2 minutes',
    300: '5 minutes',
    900: '15 minutes',
  },
  lockHint: 'The screen is covered at once whenever you look elsewhere.',
  theme: 'Light or dark',
  themes: { system: 'Automatic', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languages: { en: 'English', pseudo: 'Test language' },
  languageHint:
    'The test language is long and runs from right to left. It proves that the screens can.',
  pace: 'Speed of moving codes',
  paces: { slow: 'Slow', normal: 'Normal', fast: 'Fast' },
  paceHint: 'Slow helps older cameras. It can be changed while a code shows.',
  visit: 'A visit lasts',
  minutes: (count: number) => plural(count, 'minute', 'minutes'),

  profileTitle: 'Name and colour',
  profileLabel: 'Name of this profile',
  profileLabelHint: 'Anybody who picks up this device can see it before it is unlocked.',
  colour: 'Colour',
  colours: ['Green', 'Blue', 'Plum', 'Brown', 'Wine', 'Olive'],

  passphraseTitle: 'Change passphrase',
  current: 'Passphrase now',
  next: 'New passphrase',
  changePassphrase: 'Change it',
  changing: 'Changing',
  passphraseChanged: 'From now on the new passphrase opens this profile.',
  currentProblem: 'Type the passphrase you have now.',

  logTitle: 'Activity',
  logLead: 'Carnet knows when you gave access, not each time something was read.',
  logEmpty: 'Nothing has happened yet',
  logEmptyBody: 'Every time you show or take something, it is written down here.',
  events: {
    grant: (who: string) => `You showed your record to ${who}`,
    'request-declined': (who: string) => `You declined a request by ${who}`,
    'deposit-accepted': (who: string) => `You kept what ${who} wrote`,
    'deposit-declined': (who: string) => `You declined what ${who} wrote`,
    import: (who: string) => `You brought in “${who}”`,
    export: () => 'You exported everything',
    'visit-opened': (who: string) => `You opened the record of ${who}`,
    'visit-ended': (who: string) => `The visit of ${who} ended`,
    'deposit-written': (who: string) => `You wrote something for ${who}`,
    'standing-grant': (who: string) => `You gave ${who} standing access`,
    'standing-stopped': (who: string) => `You stopped the access of ${who}`,
    'standing-unsure': (who: string) =>
      `The access of ${who} ended: this device has an older copy of your record than the host. Give it anew if they should read.`,
    'letter-accepted': (who: string) => `You kept the letter of ${who}`,
    'helper-enrolled': (who: string) => `You took on ${who} as a helper`,
    'helper-dismissed': (who: string) => `You dismissed ${who} as a helper`,
    published: () => 'Your record on the host was brought up to date',
    unpublished: () => 'You took your record off the hosts',
    following: (who: string) => `You were given standing access by ${who}`,
    'following-ended': (who: string) => `Standing access to the record of ${who} ended`,
    'letter-sent': (who: string) => `You sent a letter to ${who}`,
    transformed: (who: string) => `You helped ${who} to read`,
    'transform-refused': (who: string) => `You refused to help ${who}`,
  },
  somebody: 'somebody',
  until: (when: string) => `until ${when}`,
  purpose: (purpose: string) => `for: ${purpose}`,
  records: (count: number) => plural(count, 'record', 'records'),

  exportTitle: 'Export everything',
  exportLead:
    'One zip: every record as FHIR, every file as it was, and a page that lists them. Carnet can bring it back in.',
  exportWarnTitle: 'The export is not encrypted',
  exportWarnBody: 'Whoever gets the zip can read all of it. Keep it where you keep such papers.',
  exportMake: 'Make the export',
  exportMaking: 'Gathering your record',
  exportReady: 'The export is ready',
  exportReadyBody: (name: string, size: string) => `${name}, ${size}`,
  exportSave: 'Save to this device',
  exportShare: 'Share it',

  removeTitle: 'Remove this profile',
  removeLead: (name: string) =>
    `Everything of “${name}” on this device is deleted: records, files, keys, log.`,
  removeWarnTitle: 'This cannot be undone',
  removeWarnBody: 'Nobody has a copy. Export everything first if you may need it.',
  removeConfirm: 'Yes, I want to delete all of it',
  removeNow: 'Remove it now',
  removeProblem: 'Switch this on first.',
  exportFirst: 'Export everything first',

  aboutTitle: 'About Carnet',
  aboutLead:
    'A health record that lives in your own browser. No account, no server, nothing to trust but the device in your hand.',
  how: 'How it works',
  howBody: [
    'Your record is encrypted on this device with keys that only your passphrase opens.',
    'When you approve a request, Carnet copies just the parts you chose, locks them with new keys, and makes a code that only that doctor can open.',
    'The doctor’s screen forgets everything when the visit is over.',
  ],
  licences: 'Licences of what is inside',
  own: 'Carnet itself is free software under the MIT licence.',

  limitsTitle: 'What Carnet does not protect',
  limitsLead: 'Carnet protects a lot. These things it cannot do, and you should know them.',
  limitList: [
    {
      title: 'What was read cannot be un-read',
      body: 'A doctor can write down, photograph or remember what you showed. When the time is over, the screen is wiped; the memory is not.',
    },
    {
      title: 'An unlocked device is open',
      body: 'Whoever holds it while Carnet is unlocked sees what you see. Carnet locks by itself; lock it before you hand the device over.',
    },
    {
      title: 'A lost passphrase is lost',
      body: 'Nobody can reset it. Make a recovery kit under More, Ways in: its 24 words open the record too. Whoever finds that page can read everything, so keep it with your papers.',
    },
    {
      title: 'A lost device is a lost record',
      body: 'The record is only here. Browsers can also delete it when storage runs low, or when you clear website data. An export brings it back.',
    },
    {
      title: 'A weak passphrase can be guessed',
      body: 'Somebody who copies your device’s storage can try passphrases for as long as they like. Six random words hold.',
    },
    {
      title: 'Names are not checked by anyone',
      body: 'The three words make sure that the code comes from the screen before you. They do not prove that the person is a doctor.',
    },
    {
      title: 'Free text may say more than its part',
      body: 'A letter in the medical part may name your insurer. Carnet tells you when text or scans are included; it does not read them for you.',
    },
    {
      title: 'What you delete stays in the history',
      body: 'A deleted entry is gone from sight and from everything you share. A locked copy stays so that you can bring it back, and so does the file it came from. Removing the profile removes everything.',
    },
    {
      title: 'An export and a printout are open',
      body: 'They are not encrypted. Anybody who has them can read them.',
    },
    {
      title: 'A broken device beats any app',
      body: 'If the system, the browser, an extension or a keyboard spies on you, Carnet cannot stop it.',
    },
    {
      title: 'The first visit trusts the address',
      body: 'When you first open Carnet, you trust the website it comes from. Later versions arrive only when you say so, but an evil host could still send one.',
    },
    {
      title: 'A known doctor’s card has no forward secrecy',
      body: 'If you share with a saved card instead of a fresh request, somebody who filmed the code and later steals that doctor’s keys could open it.',
    },
    {
      title: 'Stopping works for what is new',
      body: 'When you stop somebody, nothing new opens for them. What they have read, printed or kept stays with them. The strong way also replaces what already lies on your file host.',
    },
    {
      title: 'Standing access rests on one key',
      body: 'Somebody who steals the device of a doctor with standing access, and gets it open, can read what you published for that doctor until you stop the access.',
    },
    {
      title: 'A file host sees when and how much',
      body: 'It sees neither names nor contents. It sees your network address, when you send something, and roughly how large it is.',
    },
    {
      title: 'A file host can keep things back',
      body: 'It cannot change anything unnoticed. It can be down, lose your files, or show an older copy; then the doctor’s screen says as of when it is. What it was told to delete, it may keep.',
    },
    {
      title: 'A helper is as independent as its owner',
      body: 'A helper reads nothing and keeps to your list. One that belongs to the doctor’s own clinic will do what the clinic wants within that list, so it holds nobody back.',
    },
    {
      title: 'Pictures of the screen',
      body: 'A screenshot or a camera sees what the screen shows. Filmed codes of a requested visit open nothing.',
    },
  ],
});
