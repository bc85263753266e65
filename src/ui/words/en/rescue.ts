import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

const records = (count: number) => plural(count, 'record', 'records');
const files = (count: number) => plural(count, 'file', 'files');

/** What is left to do when the browser emptied, lost or cannot hold what Carnet keeps. */
export const rescueWords = catalogue({
  emptied: {
    title: 'This browser emptied Carnet’s storage',
    lead: (day: string) =>
      `A record was last kept here on ${day}. Since then the browser has deleted it. You did nothing wrong.`,
    lookFirst: 'Look elsewhere first',
    lookFirstBody:
      'Browsers do not share what they keep. If you also use Carnet from the Home Screen, in another browser, or on another device, your record may be there.',
    restore: 'Bring it back from a backup',
    restoreHint:
      'You need the backup, which is a file or lies on a file host, and your passphrase, your recovery kit or people you trust.',
    why: 'Why this happens',
    whyBody:
      'Browsers delete what websites keep when the device is nearly full, when the store was damaged, or when a page was not opened for long. Safari does so after seven days. An installed Carnet is kept much longer. A backup outside this browser is safe from all of this.',
    anew: 'I have no backup: begin anew',
    anewHint: 'This deletes nothing: there is nothing left here to delete.',
  },
  newer: {
    title: 'A newer Carnet has been here',
    body: 'It keeps your record in a way that this older version does not know. Nothing was touched, and this version writes nothing. Load the newer one to go on.',
    load: 'Load the newer Carnet',
  },
  damaged: {
    title: (count: number) =>
      count === 1 ? 'One record here cannot be listed' : `${count} records here cannot be listed`,
    body: 'Its name card is damaged, or was written by a newer Carnet. Everything that lies there is kept and was not touched. Restore it from a backup, or save a sealed copy and bring that back: what is whole in it opens again.',
  },
  copy: {
    save: 'Save a sealed copy of everything',
    saving: 'Reading what is there',
    hint: 'It holds what lies in this browser, still sealed: nobody can read it without a way in. “Restore from a backup” brings it back, here or on another device.',
    saved: (rows: string) => `Saved: ${rows} sealed pieces.`,
    missing: (rows: string) => `The browser could not give ${rows} of them.`,
  },
  back: {
    title: 'A sealed copy',
    made: (when: string, size: string) => `Made ${when}, ${size}.`,
    madeSometime: (size: string) => `${size}. It does not say any more when it was made.`,
    lead: 'It was made of a damaged store, so nobody can promise that it is whole. Carnet opens everything in it first and says what is missing. Nothing is changed before you agree.',
    cut: 'The end of this file is missing',
    cutBody:
      'What comes before it may still be brought back. If you have another copy of the file, try that one too.',
    nothing: 'There is no record in this copy',
    nothingBody: 'Look for an earlier copy, or for a backup.',
    whose: 'Whose record?',
    unnamed: 'A record without its name',
    label: 'My record',
    noWays: 'Nothing in this copy can open it',
    noWaysBody:
      'The ways in are missing, so neither a passphrase nor a kit helps. A backup of this record opens by itself.',
    isHere: 'This profile is on this device already',
    isHereBody:
      'Unlock it, then open More, Backup and choose “Bring in what is missing” with this file. Nothing is ever replaced.',
    passphraseHint: 'The one that opened it when the copy was made.',
    open: 'Open it and look',
    opening: 'Opening everything in it',
    keysLost: 'Its keys are damaged',
    keysLostBody:
      'Your way in is right, but the keys behind it did not survive. Use a backup instead.',
    whole: (recordCount: number, fileCount: number) =>
      `Whole: ${records(recordCount)}${fileCount > 0 ? ` and ${files(fileCount)}` : ''}`,
    allWhole: 'Nothing that was in the copy is lost.',
    someLost: 'Not everything in it opens',
    lostRecords: (count: number) => `${records(count)} cannot be opened. Nobody can say which.`,
    lostFiles: (count: number) => `${files(count)} cannot be opened.`,
    lostOthers: (count: number) =>
      `${plural(count, 'note or setting', 'notes and settings')} cannot be opened.`,
    older: 'These come back as they were before their last change:',
    withoutFiles: 'These come back without a file of theirs:',
    access:
      'As after any restoring, nobody has standing access until you confirm it. What does not open is kept, not deleted.',
    go: 'Bring back what is whole',
    going: 'Bringing it back',
    done: 'What is whole is back.',
  },
  unsaved: {
    title: 'This is not in your record yet',
    body: 'Take it out as a file, so that it is not lost. What you typed also stays on this screen. Then free some space, and save it or bring the file in.',
    save: 'Save it as a file',
    clear: 'The file is not sealed: whoever finds it can read it.',
    saved: 'Handed to the browser. Look in your downloads.',
  },
});
