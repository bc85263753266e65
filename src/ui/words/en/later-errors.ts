import { catalogue } from '../catalogue.ts';
import { backupErrorWords } from './backup-errors.ts';
import { familyErrorWords } from './family-errors.ts';
import { followingErrorWords } from './following-errors.ts';
import { helperErrorWords } from './helper-errors.ts';
import { hostErrorWords } from './host-errors.ts';
import { movingErrorWords } from './moving-errors.ts';
import { wayInErrorWords } from './way-in-errors.ts';

/** What can go wrong only in a part of the app that was opened: the first screen waits for none. */
export const laterErrorWords = catalogue({
  ...backupErrorWords,
  ...familyErrorWords,
  ...followingErrorWords,
  ...helperErrorWords,
  ...hostErrorWords,
  ...movingErrorWords,
  ...wayInErrorWords,
});
