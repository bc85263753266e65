import { cleanText, MAX_EMERGENCY_TEXT } from '../../sharing/index.ts';

/**
 * One line as strangers read it: nothing invisible that turns what is printed around, and no half of
 * a character at its end. At most 160 UTF-16 units; empty for what has nothing to show.
 */
export function lineText(text: string): string {
  const clean = cleanText(text);
  if (clean.length <= MAX_EMERGENCY_TEXT) return clean;
  // A half character and a space at the cut are taken off by cleaning once more.
  return cleanText(clean.slice(0, MAX_EMERGENCY_TEXT));
}
