import type { Explanation } from './errors.ts';

/** What a file host can do to its user, and what its self-test finds out. */
export const hostErrorWords = {
  'host-unreachable': {
    title: 'The host cannot be reached',
    body: 'Your record is safe on this device. Check the internet and the address; Carnet keeps what has to go there.',
    action: 'Try again',
  },
  'host-timeout': {
    title: 'The host takes too long',
    body: 'It did not answer in time. Your record is safe on this device, and Carnet tries again.',
    action: 'Try again',
  },
  'host-refused': {
    title: 'The host does not let Carnet in',
    body: 'The name, the password or the keys are not right, or they were changed. Check them; nothing is lost.',
    action: 'Check the account',
  },
  'host-not-found': {
    title: 'It is not on the host',
    body: 'It was deleted there, or the host holds it back. What is on this device is safe.',
    action: 'Try again',
  },
  'host-full': {
    title: 'The host is full',
    body: 'It takes no more files. Free some space there or add another host. Your record is safe on this device.',
    action: 'Try again',
  },
  'host-busy': {
    title: 'The host asks to wait',
    body: 'It has too much to do. Carnet waits and tries again by itself.',
    action: 'Try now',
  },
  'host-server': {
    title: 'The host has a problem of its own',
    body: 'It broke off with a fault inside. Carnet tries again; if it stays, ask whoever runs the host.',
    action: 'Try again',
  },
  'host-not-bytes': {
    title: 'The host sent a web page instead of the file',
    body: 'Often a sign-in page stands in the way, of the host or of a public Wi-Fi. Nothing of it was used.',
    action: 'Try again',
  },
  'host-redirected': {
    title: 'The host points to another address',
    body: 'Carnet does not follow it, so that nothing goes where you did not send it. Enter the other address if you trust it.',
    action: 'Check the address',
  },
  'host-truncated': {
    title: 'The file breaks off',
    body: 'Only a part of it arrived. Nothing of it was used. Try once more.',
    action: 'Try again',
  },
  'host-too-large': {
    title: 'This is larger than agreed',
    body: 'The host sends or takes other sizes than it should. Nothing of it was used. If it stays, ask whoever runs the host for the largest size it takes.',
    action: 'Try again',
  },
  'host-aborted': {
    title: 'Stopped',
    body: 'The transfer was ended before it was done. Nothing is lost.',
    action: 'Start again',
  },
  'host-bad-address': {
    title: 'This address cannot be used',
    body: 'It has to begin with https:// and be complete. Only for this very computer will http:// do.',
    action: 'Check the address',
  },
  'host-not-writable': {
    title: 'No files can be put at this address',
    body: 'The server shows files but takes none. Switch on WebDAV there, or check the address.',
    action: 'Check the address',
  },
  'host-clock': {
    title: 'The host does not believe the clock',
    body: 'This device and the host are too far apart in time. Set this device to the right time and try again.',
    action: 'Try again',
  },
  'cors-missing': {
    title: 'The host does not let a web page see its answers',
    body: 'It can be reached, but lacks a setting (called CORS). Add the lines below to the host and try again.',
    action: 'Try again',
  },
  'cors-for-writing': {
    title: 'The host does not let a web page write',
    body: 'Reading works, but its settings (called CORS) leave out writing or deleting. Add the lines below and try again.',
    action: 'Try again',
  },
  'keys-or-cors': {
    title: 'The host hides why it refused',
    body: 'Either the keys, the bucket or this device’s clock are wrong, or the setting below is missing. Check the keys first, then add the lines.',
    action: 'Check the account',
  },
  'folder-missing': {
    title: 'The folder or bucket is not there',
    body: 'The host answers, but has no place of this name. Make it there, or check how it is spelled.',
    action: 'Check the address',
  },
  'bytes-differ': {
    title: 'The host gave back something else',
    body: 'What was read is not what was written. This host changes files, so it cannot be used.',
    action: 'Choose another host',
  },
  'others-refused': {
    title: 'Others cannot read there',
    body: 'Writing works, but the address for reading refuses. Let everybody read files there, or enter a user who can only read.',
    action: 'Check the address for reading',
  },
  'others-not-found': {
    title: 'The address for reading leads elsewhere',
    body: 'What was just written is not found there. Check that both addresses mean the same folder.',
    action: 'Check the address for reading',
  },
  'others-cors': {
    title: 'Others cannot read from a web page',
    body: 'The address for reading answers, but lacks a setting (called CORS). Add the lines below and try again.',
    action: 'Try again',
  },
  'range-ignored': {
    title: 'The host sends whole files only',
    body: 'Carnet works with that; large files take longer after an interruption.',
    action: '',
  },
  'overwrite-kept-old': {
    title: 'The host keeps showing an old file',
    body: 'A file was replaced, but the old one came back. A cache may stand before the host. Switch it off for this folder.',
    action: 'Try again',
  },
  'delete-refused': {
    title: 'The host does not let Carnet delete',
    body: 'What you take back would stay there, still locked. Allow deleting for this account.',
    action: 'Try again',
  },
  'delete-remains': {
    title: 'A deleted file is still there',
    body: 'The host said it was gone and showed it all the same. It may keep old versions: switch that off for this folder.',
    action: 'Try again',
  },
  'missing-hidden': {
    title: 'The host hides that a file is missing',
    body: 'Everything works, but a missing file looks like a broken connection. The lines below cure it.',
    action: '',
  },
  'no-letterbox': {
    title: 'Nobody else can leave letters here',
    body: 'That is fine unless doctors or laboratories are to write to you. For that, go back and fill in “A letterbox”: a folder and a user made for it with the lines below.',
    action: '',
  },
  'no-letterbox-s3': {
    title: 'A bucket has no letterbox',
    body: 'Only those with your keys can write to it, and those are never given away. For letters, make a second bucket for them alone with the lines below and write its address under “A letterbox”. Anybody who learns that address could fill it up, so set a limit there. A letterbox on another host does as well.',
    action: '',
  },
  'others-can-write': {
    title: 'Whoever can read here can also write',
    body: 'They could replace or delete your sealed files. Readers would notice, but could no longer read. Let others only read, and give letters a folder of their own.',
    action: 'Try again',
  },
  'letterbox-refused': {
    title: 'The letterbox takes no letters',
    body: 'The letter writer’s name or password is not right, or this user may not put files there. Check both, or add the lines below.',
    action: 'Check the letterbox',
  },
  'letterbox-missing': {
    title: 'The letterbox is not there',
    body: 'The host has no folder or bucket at this address. Make it there, or check how it is spelled.',
    action: 'Check the letterbox',
  },
  'letterbox-cors': {
    title: 'The letterbox does not let a web page write',
    body: 'It cannot be reached, or lacks a setting (called CORS). Check the address first, then add the lines below.',
    action: 'Check the letterbox',
  },
  'letterbox-closed': {
    title: 'You cannot fetch what lies in the letterbox',
    body: 'A letter could be left there, but your own account does not get it. Let your own user read and delete in that folder.',
    action: 'Check the letterbox',
  },
  'letterbox-not-cleared': {
    title: 'Letters stay in the letterbox',
    body: 'They reach you, but cannot be cleared away afterwards. They are sealed. Let your own user delete in that folder.',
    action: '',
  },
  'letterbox-replaceable': {
    title: 'Letters can be replaced there',
    body: 'Everybody whom you let write could overwrite a letter of somebody else before you see it. Nothing false can get in, but a letter could be lost. The lines below cure it.',
    action: '',
  },
  'clock-wrong': {
    title: 'This device’s clock and the host’s are far apart',
    body: 'One of them is wrong by more than five minutes. Set this device to the right time.',
    action: 'Try again',
  },
  'clock-hidden': {
    title: 'The host’s clock could not be seen',
    body: 'That is fine as long as this device shows the right time.',
    action: '',
  },
} satisfies Record<string, Explanation>;
