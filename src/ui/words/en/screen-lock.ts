import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** The short number over the screen: setting it, and being asked for it. */
export const screenLockWords = catalogue({
  title: 'Lock the screen with a short number',
  hint: 'For when you put the phone down for a moment',
  isSet: 'A number is set',
  lead: 'Covers your record while you look away. The number brings it back.',
  points: [
    'It is a curtain, not a safe: your record stays open behind it, and nothing is locked up by the number.',
    'Carnet still locks for real after the time you set. Then only your passphrase or another way in opens it.',
    'Five wrong numbers lock it for real at once.',
    'The screen is covered when you leave Carnet, and when you press Cover.',
  ],
  number: 'Number',
  numberHint: 'Four to eight digits. Not the one of your bank card.',
  again: 'The same number again',
  wrongShape: 'Four to eight digits, please.',
  differ: 'The two numbers are not the same.',
  save: 'Set the number',
  change: 'Change the number',
  saved: 'The number is set.',
  remove: 'Do without a number',
  removed: 'No number is asked for any more.',

  coveredTitle: 'Your record is covered',
  coveredLead: 'Type your number to go on.',
  missing: 'Type the number first.',
  open: 'Go on',
  opening: 'Looking',
  wrong: (left: number) =>
    `That is not the number. ${plural(left, 'try is', 'tries are')} left, then Carnet locks.`,
  lockNow: 'Lock for real',
});
