import { catalogue } from '../catalogue.ts';

/** A record that was kept for somebody goes to its owner. */
export const handOverWords = catalogue({
  offer: (name: string) => `Hand ${name}’s record over to its owner`,
  offerHint: 'For a child who is old enough, or a parent who wants to keep it again',
  takeOffer: 'Take over my record',
  succession: 'Codes after the hand-over',
  successionHint: 'For the phone that kept it, and for doctors',

  title: (name: string) => `Hand over ${name}’s record`,
  lead: 'It goes to its owner’s phone and gets new keys there, which you will not have.',
  points: [
    'On the owner’s phone, open Carnet and choose “Take over my record”.',
    'Here the record can then be read and no longer changed. It gets nothing new. You can remove it.',
    'Whoever had access has to be given it again by the owner. What lies on your hosts stays there until you remove it.',
  ],
  scan: 'Scan the owner’s code',
  scanAdvice: 'Hold the code on the owner’s phone inside the frame.',
  wordsTitle: 'Is it the right phone?',
  wordsLead: 'Look at the eight words on the owner’s phone and pick these three.',
  word: (position: number) => `Word ${String(position)}`,
  pick: 'Pick one.',
  compare: 'Compare',
  mismatchTitle: 'These are not the words',
  mismatchBody: 'Nothing was sent. Show a new code on the owner’s phone and begin again.',
  again: 'Begin again',
  send: 'Make the sealed copy',
  sending: 'Sealing',
  sendLead: 'Bring what opens this record once more.',
  sendPoints: ['Only the phone whose words you compared can open the copy.'],
  shownTitle: 'Show this to the owner’s phone',
  shownLead: 'Only that phone can open it.',
  shownLabel: 'The sealed record as a moving code',
  save: 'Save as a file instead',
  saveOnly: 'Save the file and bring it to the owner’s phone',
  receipt: 'Scan the receipt',
  receiptTitle: 'Scan the receipt on the owner’s phone',
  receiptAdvice: 'Hold the receipt on the owner’s phone inside the frame.',
  doneTitle: 'It is the owner’s now',
  doneBody: (records: number) =>
    `Everything has arrived: ${String(records)} records. Here the record can only be read.`,
  changedBody:
    'Everything has arrived, but something was written here after the copy was made. Hand it over once more, or stop here.',
  retire: 'Stop here all the same',

  takeTitle: 'Take over my record',
  takeLead: 'Somebody kept it for you. It comes to this phone and gets keys that only you have.',
  takePoints: [
    'On the phone that kept it, open your record, then More, Family, “Hand over”.',
    'Show that phone the code below and let them compare the words.',
  ],
  ask: 'Show my code',
  askLabel: 'Your request as a code',
  wordsHint: 'The other phone asks for three of them.',
  receive: 'Scan what the other phone shows',
  receiveAdvice: 'Hold the moving code inside the frame.',
  file: 'I have it as a file',
  lockTitle: 'Make it yours',
  lockLead: 'Choose a lock that nobody else knows.',
  take: 'Take it over',
  taking: 'Checking everything, and making your keys',

  codesTitle: 'After the hand-over',
  codesLead:
    'The record is yours now. First tell the phone that kept your record, then each doctor who had access.',
  receiptCode: 'Receipt for the phone that kept it',
  receiptHint: 'It says that everything has arrived. That phone then stops.',
  statementCode: 'New keys, for a doctor',
  statementHint: 'The doctor scans it and compares three of these words. Then give access anew.',
  ownHosts:
    'Add file hosts of your own, with passwords of your own, before you give lasting access.',

  heardTitle: (name: string) => `${name}’s record has a new keeper`,
  heardLead: (owner: string) =>
    `${owner} now keeps their own record. Compare the words on their phone before you trust the new keys.`,
  pinnedTitle: 'The new keys are known',
  pinnedBody: (owner: string) =>
    `The old access has ended. What ${owner} gives you from now on takes its place.`,
  notPinnedBody: 'Nothing was changed. Ask them to show the code once more.',
  done: 'Done',
});
