import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

const records = (count: number) => plural(count, 'record', 'records');

/** The shield, and "What happened to my data". */
export const dataWords = catalogue({
  more: 'What happened to my data',
  title: 'What happened to my data',
  lead: 'Where it is, who has it, and what this browser may do with it.',

  shield: {
    whole: 'Kept here, and backed up',
    elsewhere: 'It lives on another phone',
    'no-backup': 'No backup yet',
    'old-backup': 'The backup is old',
    'no-kit': 'No checked recovery kit',
    'may-be-cleared': 'This browser may clear it',
    unknown: 'This browser does not say if it keeps it',
  },
  shieldHints: {
    whole: 'Nothing to do.',
    elsewhere: 'Here is a copy of before, which is only read.',
    'no-backup': 'If this device is lost, everything is.',
    'old-backup': 'What is new since then is only here.',
    'no-kit': 'If you forget the passphrase, nobody can open it.',
    'may-be-cleared': 'When space runs low, or after a long time without a visit.',
    unknown: 'Keep a backup somewhere else.',
  },
  shieldLabel: (state: string) => `Your data: ${state}`,
  todo: {
    'no-backup': 'Make a backup',
    'old-backup': 'Make a backup',
    'no-kit': 'Recovery kit',
    'may-be-cleared': 'Ask the browser to keep it',
  },

  here: 'On this device',
  hereBody: (count: number) =>
    `${records(count)}, locked, in this browser only. Another browser on this device does not see them.`,
  hereSample: (count: number) =>
    `${records(count)} of the sample, in this browser only. The sample is not locked.`,
  hereOther: 'Your profile, locked, in this browser only.',
  elsewhere: 'On another phone',
  elsewhereSays: {
    begun:
      'A copy was sealed for a new phone, which has not confirmed it. Two phones may hold this record.',
    'handing-over':
      'A copy was sealed for its owner’s phone, which has not confirmed it. Two phones may hold this record.',
    arrived: 'It came from another phone. Until that has read the receipt, two phones hold it.',
    'taken-over':
      'It came from the phone that kept it for you. Until that has read the receipt, it may still write in its own copy.',
    retired: 'The record lives there now. What lies here is a copy of before: it gets nothing new.',
  },
  usage: (size: string) => `Carnet takes about ${size} here, with the app itself.`,
  damaged: (count: number) =>
    `${plural(count, 'thing', 'things')} could not be opened and ${count === 1 ? 'is' : 'are'} kept as ${count === 1 ? 'it is' : 'they are'}.`,

  browser: 'What this browser says',
  browserSays: {
    persisted: 'It promised to keep this until you delete it yourself.',
    'may-be-cleared':
      'It may clear this when space runs low. It has not promised to keep it. Using Carnet often, or putting it on the Home Screen, helps.',
    unknown: 'It does not say. A private window forgets everything when it closes.',
  },
  safari:
    'Safari deletes what a website keeps after seven days without a visit. On the Home Screen your record stays.',
  ask: 'Ask the browser to keep it',
  askedNo: 'The browser did not promise it. A backup is the safe way.',
  askedYes: 'The browser promised to keep it.',
  never:
    'Clearing “website data” or “history and site data” deletes everything here, in any browser.',

  emptied: 'Brought back',
  restored: (when: string, of: string) =>
    `On ${when} this record was brought back from the backup of ${of}. Anything newer than that backup was not in it.`,

  backups: 'In backups',
  backupLast: (when: string, size: string) =>
    `The last one that was opened again to make sure is of ${when} (${size}). Carnet does not know where you put it, or if it is still there.`,
  backupOnHost: (when: string) =>
    `The last one on a file host is of ${when}. Carnet read it back from there.`,
  backupNone: 'None that Carnet knows of.',
  changedSince: (count: number) => `${records(count)} new or changed since then.`,
  backupGo: 'Backup',

  hosts: 'On file hosts',
  hostsNone: 'Nothing lies on a file host.',
  host: (label: string) => `${label}: locked copies of what you give standing access to.`,
  hostWaits: (size: string) => `${size} still to send.`,
  hostLost: 'It lost what lay there.',
  hostProblem: 'The last try did not work.',

  people: 'With people',
  peopleNone: 'Nobody has standing access.',
  peopleSome: (names: string) => `Standing access: ${names}.`,
  peopleShared: (count: number) =>
    `You showed something ${plural(count, 'time', 'times')}. What somebody has read, they may remember or have written down.`,
  peopleGo: 'People',

  out: 'What you took out yourself',
  outNone: 'Nothing that Carnet knows of.',
  outExport: (when: string) =>
    `The last export is of ${when}. Exports are not locked: whoever has the file can read it.`,
  outEmergency: (when: string) =>
    `Your emergency card left Carnet last on ${when}. Whoever finds it can read it.`,

  story: 'What happened, newest first',
  storyNone: 'Nothing has been shared, taken in or taken out yet.',
  storyAll: 'All activity',
  backupMade: 'A backup was made and opened again to make sure',
  broughtBack: 'Your record was brought back from a backup',
});
