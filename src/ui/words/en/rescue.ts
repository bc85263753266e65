import { catalogue } from '../catalogue.ts';

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
    body: 'Its name card is damaged, or was written by a newer Carnet. Everything that lies there is kept and was not touched. Restore it from a backup, or save a sealed copy for somebody who can help.',
  },
  copy: {
    save: 'Save a sealed copy of everything',
    saving: 'Reading what is there',
    hint: 'It holds what lies in this browser, still sealed: nobody can read it without a way in. This version cannot bring it back; keep it for one that can.',
    saved: (rows: string) => `Saved: ${rows} sealed pieces.`,
    missing: (rows: string) => `The browser could not give ${rows} of them.`,
  },
  unsaved: {
    title: 'This is not in your record yet',
    body: 'Take it out as a file, so that it is not lost. What you typed also stays on this screen. Then free some space, and save it or bring the file in.',
    save: 'Save it as a file',
    clear: 'The file is not sealed: whoever finds it can read it.',
    saved: 'Handed to the browser. Look in your downloads.',
  },
});
