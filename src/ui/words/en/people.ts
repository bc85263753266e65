import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** Everybody whose key is known: what each can read, and how that is stopped. */
export const peopleWords = catalogue({
  title: 'People',
  lead: 'Who can read what, and whom you know.',
  emptyTitle: 'Nobody yet',
  emptyBody: 'Whoever you share with will stand here.',
  reading: 'Have access now',
  toConfirm: 'To be confirmed',
  others: 'Known, no access now',
  around: 'More',
  helpers: 'Helpers',
  helpersHint: 'Devices that let a doctor read, and cannot read themselves',
  letters: 'Letters',
  lettersWaiting: (count: number) => `${plural(count, 'waits', 'wait')} for you`,
  lettersNone: 'None waiting',
  activity: 'Activity',
  activityHint: 'Who got what, when, and until when',

  states: {
    active: 'Can read',
    sending: 'On its way',
    writes: 'May only write',
    stopping: 'Being stopped',
    stopped: 'Stopped',
    expired: 'Ended',
    confirm: 'To be confirmed',
  },
  parts: 'What they can read',
  partsBefore: 'What they could read',
  since: 'Since',
  until: 'Until',
  untilStopped: 'You stop it',
  seen: 'Last heard of',
  neverSeen: 'Not yet',
  seenHint: '“Last heard of” is a letter or a helper’s log. A host does not tell who reads.',
  writes: 'Letters',
  mayWrite: 'May leave letters',
  mayNotWrite: 'May not write',
  helper: 'Through',
  delivered: 'Everything for them is on the host.',
  notDelivered: 'Something for them is still on its way to the host.',
  overDelivered: 'The new locks are on the host.',
  overNotDelivered: 'The new locks are still on their way to the host.',
  seeQueue: 'See what is sent',

  stop: 'Stop access',
  /** Read out behind the words on the button. */
  stopWhose: (name: string) => `of ${name}`,
  waysToStop: 'Other ways to stop',
  again: 'Show code again',
  undo: 'Undo',
  giveBack: 'Yes, give it again',
  letGo: 'No, let them go',
  letGone: (name: string) => `${name} has no access.`,
  stopping: (name: string) => `${name} is being stopped.`,
  undone: (name: string) => `${name} can read as before.`,
  tooLate: 'It was stopped already. You can give access anew.',
  undoFor: 'Undo for',

  ways: {
    title: (name: string) => `Stop access of ${name}`,
    plain: {
      title: 'Stop',
      body: 'From now on everything new is locked with new keys. Quick, and right for most cases. Whatever lies on the host already stays as it is, until it changes.',
      action: 'Stop',
    },
    strong: {
      title: 'Stop and seal everything anew',
      body: 'What lies on the host is locked again with new keys too, and the old files are deleted there. This sends everything again and may take a while.',
      action: 'Stop and seal anew',
    },
    either:
      'Either way you have ten seconds to undo. Everybody else keeps their access and need do nothing.',
  },
  after: {
    stopping:
      'They can read until it takes effect. What they have read or saved by then, they may keep.',
    doubted:
      'This ended by itself. Your file host had lost what lay there, or this is an older copy of your Carnet. If you did not stop this person, give it again: everything is sent anew, and they need do nothing.',
    restored:
      'Your record was brought back from a backup, which cannot know whom you stopped since then. So nobody has access until you say so. They need do nothing for it.',
    restoredHelper:
      'Your record was brought back from a backup, so nobody has access until you say so. This person read through a helper, and helpers have to be met again: add the helper first, then share with this person.',
    stopped: {
      plain:
        'Nothing new reaches them. They may keep what they read, saved or printed before. If they kept the keys, what lay on the host before can still open for them as long as it lies there.',
      strong:
        'Nothing new reaches them. What lay on the host is sealed with new keys, and the old files are deleted there. They may keep what they read, saved or printed before. If they kept the keys, any copy of the old files still opens for them.',
    },
    expired:
      'The time you set is over. Nothing new reaches them. They may still have what they read or saved before.',
  },

  known: (date: string) => `Known since ${date}`,
  last: (date: string) => `Last share ${date}`,
  never: 'Nothing shared yet',
  forget: 'Forget this key',
  forgotten: (name: string) => `${name} is forgotten. Next time you will compare words again.`,
  give: 'Share with them',
  remain: 'What somebody has read cannot be taken back. A visit ends by itself.',
});
