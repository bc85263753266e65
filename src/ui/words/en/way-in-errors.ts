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
    title: 'These cards do not open this profile',
    body: 'They belong together, but to another profile, or to cards that were replaced. Look at the name and the date on them.',
    action: 'Check the cards',
  },
  'wrong-guardian': {
    title: 'Your profile does not open this one any more',
    body: 'It was given a lock of its own, or its lock was changed. The record is safe. Open it once with its passphrase or its kit; then you can link it again.',
    action: 'Open it',
  },
  'too-soon': {
    title: 'Wait a little before the next try',
    body: 'There were several wrong tries. Nothing is erased, however often somebody tries.',
    action: '',
  },
  'last-way-in': {
    title: 'This is the last way in that you can rely on',
    body: 'Without it only passkeys would be left, and they can get lost with a phone. First add a passphrase, or a recovery kit that was checked.',
    action: 'Add another way',
  },
  'not-proven': {
    title: 'The second answer was not like the first',
    body: 'So this passkey could not open your record later. Nothing was changed. Use a passphrase or a recovery kit on this device.',
    action: 'Go back',
  },
  'kit-needed': {
    title: 'First make a recovery kit',
    body: 'This record has been here for more than a day and only one thing opens it. Before you share it, make sure that you cannot be locked out. It takes about three minutes.',
    action: 'Make the kit',
  },
  'not-linked': {
    title: 'This record has its own lock',
    body: 'Your record holds no key for it. Open it with its own passphrase.',
    action: 'Open it',
  },
  'kit-not-here': {
    title: 'These words are not this profile’s kit',
    body: 'They belong to another profile, or to a kit that was replaced. Nothing was changed.',
    action: 'Check the words',
  },
  'people-number': {
    title: 'Choose two to eight people',
    body: 'At least two of them have to come together, and not more than there are.',
    action: 'Change the numbers',
  },
  'short-number': {
    title: 'The number does not fit',
    body: 'It has four to eight digits and nothing else. Nothing was changed.',
    action: 'Type another one',
  },
  'passkey-unsupported': {
    title: 'Passkeys do not work here',
    body: 'This browser, or the address under which Carnet runs, cannot make them. A passphrase and a recovery kit work everywhere.',
    action: 'Go back',
  },
  'passkey-without-secret': {
    title: 'This device’s passkeys cannot open a record',
    body: 'They can sign in to websites, but they keep no secret for Carnet. Nothing was changed. A newer system, or a security key, may do it.',
    action: 'Go back',
  },
  'passkey-cancelled': {
    title: 'No passkey was used',
    body: 'It was cancelled, or it took too long. Nothing was changed.',
    action: 'Try again',
  },
} as const;
