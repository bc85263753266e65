import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** Backups on file hosts: leaving them there, and getting one back. */
export const hostBackupWords = catalogue({
  title: 'On your file hosts',
  lead: 'The recovery kit and the address of a host are then enough to bring everything back. The host cannot read it, and does not see whose it is.',
  noHost: 'You have no file host yet.',
  addHost: 'Add a file host',
  noKit: 'It is found again by the words of your recovery kit. Make a kit and check it first.',
  makeKit: 'To the recovery kit',
  asks: (user: string) => `It asks for the user “${user}” and a password.`,
  last: (when: string) => `Backup of ${when}`,
  whole: (size: string, count: string, when: string) =>
    `${size}, ${count}. All of it was read back from there ${when}.`,
  samples: (size: string, count: string, when: string) =>
    `${size}, ${count}. Its size and a part of it were read back from there ${when}.`,
  records: (count: number) => plural(count, 'record', 'records'),
  none: 'There is no backup there yet',
  now: 'Back up to my hosts now',
  making: 'Making the backup, and opening it again to be sure',
  sending: (label: string) => `Sending it to ${label}, and reading it back`,
  keepOpen: 'Until it is done there, the backup from before stays.',
  done: 'The backup is on your host.',
  often:
    'Carnet does this by itself once a day when something has changed. Only what is new is sent.',

  noFile: 'There is no backup file yet',
  noFileBody: (when: string) =>
    `Your host has a backup of ${when}. A file on a stick or another computer does not depend on the host.`,

  from: 'Where is the backup?',
  fromFile: 'In a file',
  fromHost: 'On a file host',
  kit: 'The words of your recovery kit',
  kitLead:
    'Type the 24 words, or scan the code on the kit’s page. It may hold the address as well.',
  place: 'The host',
  address: 'Address',
  addressHint: 'As it stands on the kit’s page, such as https://files.example.org/carnet/',
  access: 'What the host asks for',
  accesses: {
    open: 'Nothing',
    user: 'A name and password',
    token: 'A token',
    s3: 'Keys of a bucket',
  },
  user: 'User name',
  password: 'Password',
  token: 'Token',
  region: 'Region',
  accessKeyId: 'Access key ID',
  secretAccessKey: 'Secret access key',
  neededHere: 'This is needed.',
  refused: 'The host does not let everybody read',
  refusedBody: 'Choose what it asks for, and fill it in.',
  silentBody:
    'Nothing was changed. Check the internet, and the address letter by letter. Then look again.',
  look: 'Look for my backup',
  looking: 'Fetching the backup',
  found: (when: string) => `This is the backup of ${when}`,
  foundBody:
    'Nothing newer that is whole lies on this host. What you wrote after that time is not in it.',
  newerBroken: (when: string) => `A newer one of ${when} is not whole`,
  newerBrokenBody:
    'The host has only a part of it, or something else in its place. You can restore the older one, or try another host first.',
  other: 'Look elsewhere',
});
