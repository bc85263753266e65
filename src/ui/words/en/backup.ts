import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

const records = (count: number) => plural(count, 'record', 'records');

/** Making a backup, and bringing one back. */
export const backupWords = catalogue({
  more: 'Backup',
  moreHint: 'One locked file that brings everything back',

  title: 'Backup',
  lead: 'One file with everything in this profile. Only your passphrase, your recovery kit or cards of people you trust open it.',
  none: 'There is no backup yet',
  noneBody:
    'If this device is lost or breaks, your record is gone with it. A backup takes a minute.',
  last: (when: string) => `Last backup: ${when}`,
  lastBody: (size: string, count: number) =>
    `${size}, ${records(count)}. Every one of them was opened again to make sure.`,
  lastNoRecords: (size: string) => `${size}. All of it was opened again to make sure.`,
  changed: (count: number) => `${records(count)} new or changed since then.`,
  nothingNew: 'Nothing has changed since then.',

  make: 'Make a backup',
  making: 'Making the backup, and opening it again to be sure',
  doNotClose: 'Keep Carnet open until it is done.',
  ready: 'The backup is ready and whole',
  readyBody: (name: string, size: string) => `${name}, ${size}. Now put it in a safe place.`,
  damaged: (count: number) =>
    `${plural(count, 'thing', 'things')} in this profile cannot be opened. The backup holds them as they are.`,
  save: 'Save the file',
  share: 'Send it somewhere',
  saved: 'Where did it go?',
  savedBody:
    'Look for it in your downloads. Keep a copy away from this device: on a USB stick, on another computer, or with somebody you trust. Without your passphrase or your recovery kit nobody can read it.',
  again: 'Make another one',

  checkTitle: 'Is an old backup still good?',
  checkBody: 'Choose the file. Carnet opens all of it and changes nothing.',
  check: 'Check a file',
  checking: 'Opening everything in it',
  checked: 'This backup is whole',
  checkedBody: (when: string, count: number) => `It is of ${when} and holds ${records(count)}.`,

  mergeTitle: 'Bring in what is missing',
  mergeBody:
    'Takes records and files from another backup or sealed copy of this profile. Nothing here is replaced: where both say something else, both stay in the history. You are then asked to confirm everybody who has standing access.',
  merge: 'Choose a backup',
  mergePassphrase: 'Passphrase of that backup',
  mergePassphraseHint: 'The one that opened this profile when it was made.',
  mergeGo: 'Bring it in',
  merging: 'Opening everything in it',
  merged: 'It is done',
  mergedBody: (added: number, differing: number, files: number) =>
    added + differing + files === 0
      ? 'Nothing was missing.'
      : `${records(added)} added. ${records(differing)} with something different: see their history.${files > 0 ? ` ${plural(files, 'file', 'files')} brought in.` : ''}`,

  toolTitle: 'To open it without Carnet',
  toolBody:
    'Save this small page beside your backup. It opens the backup in any browser, without the internet, also when Carnet is gone.',
  tool: 'Save decrypt.html',
  toolHash: 'A false page could steal your passphrase. The true one has this SHA-256:',

  restoreOffer: 'Restore from a backup',
  restoreTitle: 'Restore from a backup',
  restoreLead: 'Bring a profile back to this device.',
  restorePick: 'Choose the backup',
  restoreOther: 'Choose another file',
  restoreHint:
    'Its name ends in .carnet-backup. A sealed copy (.carnet-raw) can be brought back too.',
  of: (label: string) => `Backup of “${label}”`,
  ofBody: (when: string, size: string) => `Made ${when}, ${size}.`,
  isHere: 'This profile is on this device already',
  isHereBody:
    'Unlock it, then open More, Backup and choose “Bring in what is missing”. Nothing is ever replaced.',
  passphrase: 'Passphrase',
  passphraseHint: 'The one that opened it when the backup was made.',
  passphraseMissing: 'Type the passphrase first.',
  byKit: 'Use the 24 words of the recovery kit',
  byPeople: 'Use cards of people I trust',
  byPassphrase: 'Use the passphrase',
  restore: 'Restore',
  restoring: 'Opening everything in it, then putting it back',
  restored: 'Everything is back.',

  reminderTitle: 'Your record has no backup',
  reminderStale: (when: string) => `The last backup is of ${when}`,
  reminderBody: (count: number) =>
    `${records(count)} would be lost with this device. A backup takes a minute.`,
  reminderLine: 'A backup would be good',
  reminderGo: 'Make a backup',

  noteTitle: 'Your record was restored',
  noteBody: (when: string, people: string) =>
    `From the backup of ${when}. It cannot know whom you stopped since then, so nobody has standing access until you confirm it: ${people}.`,
  noteDamagedTitle: 'Sharing has to be confirmed',
  noteDamaged: (people: string) =>
    `Part of what this device knew of your sharing was damaged. Your record is not. Nobody has standing access until you confirm it: ${people}.`,
  noteGo: 'Confirm in People',
  noteDone: 'I know',
});
