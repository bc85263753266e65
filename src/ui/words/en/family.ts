import { catalogue } from '../catalogue.ts';

/** Several people's records on one device. */
export const familyWords = catalogue({
  title: 'Family',
  more: 'Family',
  moreHint: 'Records of children, parents and others you care for',
  lead: 'Each person has a record of their own, with keys of its own. Nothing goes from one to another.',
  list: 'Profiles on this device',
  switcher: 'is the record that is open. Change profile',
  switchTitle: 'Whose record?',
  openNow: 'Open now',
  opens: 'Opens with a tap',
  asks: 'Has its own lock',
  roles: { doctor: 'Doctor', helper: 'Helper' },
  relations: {
    me: 'Me',
    child: 'My child',
    parent: 'My parent',
    other: 'Somebody I care for',
  },
  relation: 'Who is it?',
  add: 'Add a person',
  manage: 'Family settings',
  lock: 'Lock all',

  addTitle: 'Add a person',
  addLead: 'A new record with keys of its own. Later it can be handed over to them.',
  name: 'Name for this record',
  nameHint: 'A first name is enough. Anybody who picks up this device can see it.',
  nameProblem: 'Give it a name.',
  ways: 'How is it locked?',
  locks: { same: 'The same passphrase as mine', own: 'A passphrase of its own' },
  lockHints: {
    same: 'Type your passphrase once, so that it opens this record too.',
    own: 'For somebody who will open it without you.',
  },
  mine: 'Your passphrase',
  mineProblem: 'Type your passphrase.',
  linked: 'Open it from my record without typing',
  linkedHint: 'A key for it is kept in your record. Whoever opens yours can open this one.',
  create: 'Add this person',
  creating: 'Making the keys',
  added: (name: string) => `${name}’s record is open now.`,

  linkTitle: (name: string) => `Open ${name}’s record from yours`,
  linkLead: 'Bring what opens it now, once. Then your record opens it with a tap.',
  link: 'Link it',
  linking: 'Linking',
  linkedNow: (name: string) => `${name}’s record opens with a tap now.`,
  linkOffer: 'Open it from my record',
  unlink: 'Give it a lock of its own',
  unlinkTitle: (name: string) => `A lock of its own for ${name}?`,
  unlinkBody:
    'The key for it is taken out of your record. From then on it opens by its own passphrase or recovery kit only. Make sure that somebody has them.',
  unlinkNow: 'Take the key out',
  unlinked: (name: string) => `${name}’s record has its own lock now.`,

  forWhom: (name: string) => `${name}’s record`,
  born: (date: string) => `Born ${date}`,
  whoseTitle: 'Whose record is it for?',
  whoseLead: (asker: string) => `${asker} asks. Choose the person who is being treated.`,
  whoseOpen: 'Open now',
  stays: (name: string) => `Go on with ${name}’s record`,
  changes: (name: string) => `Change to ${name}’s record`,

  otherTitle: (name: string) => `This is for ${name}`,
  otherBody: (name: string, open: string) =>
    `It was written for ${name}. The record that is open is ${open}’s, and it is not kept there.`,
  otherSwitch: (name: string) => `Change to ${name}’s record`,
  otherOpen: (name: string) => `Open ${name}’s record`,
  otherLocked: (name: string) =>
    `${name}’s record opens by its own lock. What was written is shown there afterwards; nothing has to be scanned again.`,
  somebodyTitle: 'This is for somebody else',
  somebodyBody: (open: string) =>
    `It was not written for ${open}, and nothing was kept. If it is for one of these people, open their record: it is shown there afterwards.`,

  backups: 'Backups of the family',
  noBackup: 'No backup yet',
  lastBackup: (when: string) => `Last backup ${when}`,
  backupsHint: 'Each record has a backup of its own.',

  removeName: (name: string) => `To remove it, type the name: ${name}`,
  removeNameProblem: 'The name is not the same. Look whose record this is.',
});
