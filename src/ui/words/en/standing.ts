import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** Lasting access: choosing it, handing it over, letters, and links the app was opened with. */
export const standingWords = catalogue({
  howLong: 'How long may they read?',
  visit: 'This visit',
  lasting: 'Until I stop it',

  notOffered: 'Lasting access cannot be given right now',
  notOfferedBody: 'You can still share for this visit.',
  offerAgain: 'Try again',

  lead: 'What they may read from the file host',
  lane: (part: string) => `How far back: ${part}`,
  lanes: { all: 'With everything until now', new: 'Only from now on' },
  lanesShort: { all: 'with history', new: 'from then on' },
  privates: 'Private entries never go to a host.',
  claims: 'Bills can name illnesses and medicines that you did not switch on.',
  until: 'Ends by itself on',
  untilHint: 'Without a day it lasts until you stop it.',
  untilPast: 'Choose a day that is still to come.',
  mayWrite: 'May leave letters for you',
  mayWriteHint: 'Results and letters wait sealed on the host until you have looked at them.',
  noLetterbox: {
    title: 'Your file host has no letterbox',
    body: 'Letters could not be left there. Add the host anew with a letterbox filled in, then remove the old entry and scan the card again. Or go on without letters.',
    action: 'Add a host with a letterbox',
  },
  helper: 'Through a helper',
  helperHint:
    'Then nothing opens for them unless the helper lends a hand. The helper reads nothing.',
  noHelper: 'No, directly',
  means: 'What this means',
  meaning: [
    'They can read these parts whenever they like, also what you add later, without asking again.',
    'It rests on the key of their card, which they keep. Whoever takes their device and can unlock it reads as well.',
    'Stopping shuts out everything new. What they have read or saved by then, they may keep.',
  ],
  approve: 'Give access and show the code',
  invite: 'Let them write, not read',
  inviteTitle: 'They may write to you and read nothing',
  inviteBody:
    'No part is switched on. A laboratory, for example: it leaves results for you and sees nothing of yours.',
  nothing: 'Switch on at least one part, or let them leave letters.',

  not: {
    'no-host': {
      title: 'This needs a file host first',
      body: 'Your device is not always on, so a sealed copy has to lie somewhere. Add a host, then scan the card again.',
      action: 'Add a file host',
    },
    'no-card': {
      title: 'This needs the doctor’s card',
      body: 'You scanned a question for one visit. Ask the doctor to show their card: it is under “My card”. Scan that.',
      action: 'Scan the card',
    },
  },

  show: {
    title: 'Show this to the doctor',
    titleFor: (name: string) => `Show this to ${name}`,
    inside: (parts: string) => `Lasting access to: ${parts}`,
    insideInvite: 'A place to leave letters for you. Nothing can be read with it.',
    only: (name: string) => `Only ${name} can open it.`,
    until: (date: string) => `It ends on ${date}.`,
    untilStopped: 'It lasts until you stop it.',
    label: (name: string) => `Still code for ${name}`,
    tooLong: 'This is too long for a code. Send it as a link or a file.',
    copyLink: 'Copy as a link',
    saveFile: 'Save as a file',
    sendFile: 'Send it',
    waysHint: 'A link or a file can go by any messenger. It opens nothing on other devices.',
    done: 'They have it',
    later: 'You find it again under People.',
  },
  delivery: {
    sending: (name: string) => `${name} can read as soon as everything has been sent.`,
    sent: (name: string) => `Everything has been sent. ${name} can read now.`,
    unknown: (name: string) => `${name} can read once your parts have reached the host.`,
  },

  letters: {
    title: 'Letters',
    lead: 'What people left for you while you were away. Nothing joins your record before you keep it.',
    banner: (count: number) => `${plural(count, 'letter waits', 'letters wait')} for you`,
    look: 'Go to letters',
    emptyTitle: 'No letters',
    emptyBody: 'People whom you let write leave letters on the file host. They appear here.',
    undo: 'Undo',
    again: 'Look for letters',
    looking: 'Looking for letters',
    none: 'Nothing new came.',
    came: (count: number) => `${plural(count, 'letter', 'letters')} to look at.`,
    things: (count: number) => plural(count, 'entry', 'entries'),
    unknown: 'A key you do not know',
    changed: 'Another key than before',
  },

  link: {
    title: 'A link was opened',
    lead: 'It may hold something for Carnet. Nothing has happened yet, and nothing does before you say so.',
    read: 'Read the link',
    unlock: 'Go on',
    leave: 'Leave it',
    copy: 'Copy the link',
    left: 'The link was left alone.',
    iosTitle: 'Links open in Safari, not in your Carnet',
    iosBody:
      'Your Home Screen app keeps its own record and cannot be reached from here. Copy the link, open Carnet there, press Scan, then Paste.',
    elsewhere:
      'Is your record in another browser or in the installed app? Copy the link, open Carnet there, press Scan, then Paste.',
  },
});
