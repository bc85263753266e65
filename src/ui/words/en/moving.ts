import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

const records = (count: number) => plural(count, 'record', 'records');
const files = (count: number) => plural(count, 'file', 'files');
const amount = (recordCount: number, fileCount: number) => {
  if (recordCount + fileCount === 0) return 'your profile';
  return fileCount === 0 ? records(recordCount) : `${records(recordCount)} and ${files(fileCount)}`;
};

/** Moving a profile from one phone to another. */
export const movingWords = catalogue({
  more: 'Move to a new phone',
  moreHint: 'Everything, straight from this phone to that one',
  amount,

  start: {
    title: 'Move to a new phone',
    lead: 'Everything in this profile goes straight to the other phone. Nothing is kept in between.',
    points: [
      'On the new phone open Carnet and choose “Move from another phone”.',
      'Hold this phone over the code that it shows.',
      'Your passphrase and your recovery kit open the record there too.',
    ],
    passkeys:
      'A passkey opens it there only if your password manager brought it to the new phone. Make sure you know the passphrase.',
    people:
      'Whoever has standing access is confirmed again on the new phone. Each profile on this phone is moved by itself.',
    go: 'Scan the new phone’s code',
    begun: (when: string) => `A copy was made for a new phone on ${when}`,
    begunBody:
      'This phone has not heard that it arrived. Until it has, two phones may hold this record.',
    scanReceipt: 'Scan the receipt',
    forget: 'That copy did not arrive',
    forgotten: 'Forgotten. This phone stays the one.',
  },

  scan: {
    title: 'Scan the new phone’s code',
    advice: 'Hold the new phone’s code inside the frame',
    reading: 'Reading the code',
  },
  words: {
    title: 'Is it really your new phone?',
    lead: 'The new phone shows eight words. Pick these three.',
    question: (position: number) => `Word ${position}`,
    pick: 'Pick one.',
    check: 'Compare',
    wrongTitle: 'The words do not match',
    wrongBody:
      'Somebody else’s code may have come in between. Nothing was sent. Show a new code on the new phone and begin again.',
    again: 'Begin again',
    why: 'Why three words?',
    whyBody:
      'They make sure that the code comes from the phone in your other hand, and not from somebody in between.',
  },
  present: {
    title: 'Show that it is you',
    lead: 'Then everything is copied, opened again to be sure, and sealed for the new phone alone.',
    send: 'Make the copy',
    working: 'Copying, and opening everything again to be sure',
  },
  show: {
    title: 'Let the new phone read this',
    inside: (content: string) => `Inside: ${content}, with keys, contacts and settings.`,
    only: 'Only the new phone can open it.',
    label: 'Moving code for your new phone',
    byFile: (size: string) =>
      `This is too much for a code: ${size}. Send it as a file; only the new phone can open it.`,
    file: 'Send it as a file',
    fileBody: (name: string, size: string) =>
      `${name}, ${size}. Send it to the new phone by cable, by the share sheet or by any storage: it is sealed. There choose “I have a file”.`,
    save: 'Save the file',
    share: 'Send the file',
    useFile: 'Use a file instead',
    useCode: 'Use the moving code instead',
    done: 'The new phone has it',
    doneHint: 'It will show a receipt. This phone stays as it is until it has read it.',
  },
  receipt: {
    scanTitle: 'Scan the receipt',
    scanAdvice: 'Hold the receipt on the new phone inside the frame',
    reading: 'Comparing it with what was sent',
  },
  done: {
    title: 'Everything has arrived',
    body: (content: string) =>
      `On the new phone now: ${content}. All of it was opened and checked there.`,
    now: 'This phone can still read the record, and changes and shares nothing any more.',
    remove: 'Remove it from this phone',
    keep: 'Keep it here to read',
    changed: (count: number) => `${records(count)} written here since are not there`,
    changedBody:
      'You wrote them after the copy was made. Make a backup here and bring it in on the new phone (“More”, “Backup”), or move again. Then retire this phone.',
    backup: 'Make a backup',
    again: 'Move again',
    retire: 'Retire this phone',
  },
  retired: {
    title: 'This record lives on another phone',
    lead: (when: string) => `Since ${when} it is only read here.`,
    body: 'Nothing is changed, shared or sent to a file host from this phone any more. You can still look things up and export them.',
    remove: 'Remove it from this phone',
    lost: 'The other phone is lost or broken',
    lostTitle: 'Go on here instead?',
    lostBody:
      'Only if the other phone is gone for good: two phones must not both count. What was written there since is not here. Whoever had access is confirmed again.',
    goOn: 'Go on here',
    wentOn: 'This phone is the one again.',
  },

  here: {
    title: 'Move from another phone',
    lead: 'Hold the old phone over this code.',
    steps: [
      'On the old phone open Carnet, then “More”, “Move to a new phone”.',
      'Scan this code there, and pick the words it asks for.',
      'Then come back here.',
    ],
    label: 'Code for the old phone',
    hint: 'The old phone asks for three of these words.',
    inside: 'A key for one move. It opens nothing by itself.',
    copy: 'Copy as text',
    scan: 'Scan the old phone’s code',
    file: 'I have a file',
    stale: 'This code is too old now',
    staleBody: 'The old phone takes it for a quarter of an hour.',
    again: 'Show a new code',
    scanTitle: 'Scan the old phone’s code',
    scanAdvice: 'Hold the moving code inside the frame',
    arriving: 'Opening everything that came, then keeping it',
    doNotClose: 'Keep Carnet open until it is done.',
    arrived: 'Everything is here',
    arrivedBody: (label: string, content: string) =>
      `“${label}”: ${content}. All of it was opened and checked.`,
    passkey:
      'A passkey of the old phone works here only if your password manager brought it along. The passphrase and the recovery kit always do.',
    next: 'Now open it, as on the old phone. Then show the receipt to the old phone.',
    open: 'Open it',
  },
  shown: {
    title: 'Show this to the old phone',
    lead: 'So that the old phone knows that everything has arrived, and retires.',
    inside: (content: string) => `Arrived: ${content}.`,
    signed: 'Signed by your record. It opens nothing.',
    label: 'Receipt for the old phone',
    copy: 'Copy as text',
    how: 'On the old phone: “The new phone has it”, or “More”, “Move to a new phone”, “Scan the receipt”.',
    done: 'The old phone has read it',
    doneHint: 'Also if the old phone is gone, or you have removed the record there yourself.',
    finished: 'This phone is the one now.',
  },
  note: {
    begun: 'A move to a new phone was begun',
    begunBody: 'Until this phone has read the receipt, two phones may hold this record.',
    handingOver: 'A hand-over was begun',
    handingOverBody:
      'Its owner’s phone has not confirmed it yet. Nothing is lost: everything is still here.',
    arrived: 'The old phone does not know yet',
    arrivedBody: 'Until it has read the receipt, two phones hold this record.',
    takenOver: 'This record is yours now',
    takenOverBody: 'A few steps are left. First tell the phone that kept it.',
    steps: 'Show the steps',
    retired: 'This record lives on another phone',
    retiredBody: 'Here it is only read: nothing is changed or shared.',
    open: 'Go on',
    receipt: 'Show the receipt',
    more: 'What I can do',
  },
});
