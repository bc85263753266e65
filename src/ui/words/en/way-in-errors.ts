/** What went wrong with a way to open a profile. */
export const wayInErrorWords = {
  'wrong-passkey': {
    title: 'This passkey does not open the profile',
    body: 'It may belong to another profile, or it was taken off here. Your record is safe. Use your passphrase or your recovery kit.',
    action: 'Use another way',
  },
  'wrong-kit': {
    title: 'This kit does not open the profile',
    body: 'The words fit together, but they belong to another profile or to a kit that was replaced. Look at the name and the date on the page.',
    action: 'Check the words',
  },
  'wrong-people': {
    title: 'These parts do not open the profile',
    body: 'They may be of another profile, or of parts that were replaced. Look at the names and dates on the cards.',
    action: 'Check the parts',
  },
  'too-soon': {
    title: 'Wait a little before the next try',
    body: 'There were several wrong tries. Nothing is erased, however often somebody tries.',
    action: '',
  },
  'last-way-in': {
    title: 'This is the last way in that you can rely on',
    body: 'Without it only passkeys would be left, and they can get lost with a phone. First add a passphrase or a recovery kit.',
    action: 'Add another way',
  },
  'not-proven': {
    title: 'The second answer was not like the first',
    body: 'So this passkey could not open your record later. Nothing was changed. Use a passphrase or a recovery kit on this device.',
    action: 'Go back',
  },
} as const;
