/** What can be wrong with a backup, in plain words. */
export const backupErrorWords = {
  'no-backup': {
    title: 'This file is not a Carnet backup',
    body: 'The name of a backup ends in .carnet-backup. Nothing was changed.',
    action: 'Choose another file',
  },
  'backup-incomplete': {
    title: 'The end of this backup is missing',
    body: 'It was cut off, perhaps while it was copied or downloaded. Nothing was changed. Copy it again, or use another backup.',
    action: 'Choose another file',
  },
  'backup-altered': {
    title: 'This backup is damaged',
    body: 'It is not as Carnet made it, so nothing of it was used. Use another copy, or another backup.',
    action: 'Choose another file',
  },
  'no-backup-on-host': {
    title: 'There is no backup for these words at this address',
    body: 'The host answers, but has nothing under the names that your words give. Check the address letter by letter. If you made a newer kit, use that one. If both are right, the host has lost it or keeps it back.',
    action: 'Check the address',
  },
  'backup-gone-from-host': {
    title: 'The host has only a part of the backup',
    body: 'Some of it is missing there, so nothing was used. Try again later, try another host of yours, or use a backup file.',
    action: 'Try again',
  },
  'backup-altered-on-host': {
    title: 'The host gives something else than your backup',
    body: 'What came is not as Carnet left it: damaged or tampered with. Nothing of it was used. Try another host of yours, or use a backup file.',
    action: 'Try again',
  },
  'newer-backup-on-host': {
    title: 'A backup of another phone lies there',
    body: 'It is of this record, and newer than what this phone knows, so nothing there was changed. If that phone is in use, go on there. If you do not need what was written on it, back up once more from here: that replaces it.',
    action: 'Look at the hosts',
  },

  'backup-of-another': {
    title: 'This is the backup of another profile',
    body: 'Nothing was changed. To bring that profile back, lock Carnet and choose “Restore from a backup”.',
    action: 'Choose another file',
  },
  'backup-of-older-keys': {
    title: 'This backup was made before your keys were renewed',
    body: 'It opens only with what opened the profile then. Make a new backup, and keep that one.',
    action: 'Choose another file',
  },
  'profile-exists': {
    title: 'This profile is here already',
    body: 'Nothing was changed. Unlock it, then choose “More”, “Backup” to bring in what is missing.',
    action: '',
  },
};
