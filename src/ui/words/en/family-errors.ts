/** What can go wrong when a record is handed over to its owner. */
export const familyErrorWords = {
  'asks-for-move': {
    title: 'That phone asks for a move, not for a hand-over',
    body: 'Nothing was sent. On the owner’s phone choose “Take over my record”, and scan that code.',
    action: 'Scan again',
  },
  'successor-of-nobody': {
    title: 'You have no access to this person’s record',
    body: 'So there is nothing to change here. The owner can give you access as to anybody new.',
    action: '',
  },
} as const;
