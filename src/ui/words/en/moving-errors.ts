/** What can go wrong between two phones, in plain words. */
export const movingErrorWords = {
  'not-a-move': {
    title: 'This is not a code for moving',
    body: 'Nothing was changed. On the other phone, look for the code that Carnet shows for moving.',
    action: 'Scan again',
  },
  'move-for-another': {
    title: 'This was made for another phone, or for an older code',
    body: 'Nothing was written here. Show a new code on this phone, and begin again on the old one.',
    action: 'Show a new code',
  },
  'move-incomplete': {
    title: 'The end of this file is missing',
    body: 'It was cut off on its way. Nothing was written here. Send it once more, or use the moving code.',
    action: 'Choose another file',
  },
  'move-altered': {
    title: 'This is not as the old phone sent it',
    body: 'So nothing of it was used. Send it once more from the old phone.',
    action: 'Try again',
  },
  'receipt-of-another': {
    title: 'This receipt is for another move',
    body: 'This phone stays as it is. Show the receipt on the phone that you moved to last.',
    action: 'Scan again',
  },
  'nothing-moved': {
    title: 'This record did not come from another phone',
    body: 'There is no receipt to show. Nothing was changed.',
    action: '',
  },
  'asks-for-hand-over': {
    title: 'That phone asks to take over a record for good',
    body: 'Nothing was sent. On the new phone choose “Move from another phone” to move your own record.',
    action: 'Scan again',
  },
  'code-for-moving': {
    title: 'This code is for moving to another phone',
    body: 'Nothing was shared. To move your record, open “More” and choose “Move to a new phone”.',
    action: '',
  },
  retired: {
    title: 'This record lives on another phone now',
    body: 'Here it can be read, not changed or shared. Do this on the other phone.',
    action: '',
  },
};
