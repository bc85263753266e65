import { utf8 } from '../bytes/bytes.ts';
import { SharingError } from './errors.ts';

/** The longest name on a card, a request or a deposit, in bytes of UTF-8. */
export const NAME_LIMIT_BYTES = 64;

/** The longest purpose of a request or a grant, in bytes of UTF-8. */
export const PURPOSE_LIMIT_BYTES = 64;

// Controls, bidirectional overrides, fillers, private use and lone surrogates. The two joiners are
// spared here because Persian and Indic names are misspelt without them.
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
const strayJoiner = /(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?!\p{L})/gu;
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * One line of visible text: control, bidirectional and invisible characters removed, white space
 * single, NFC, no more than four combining marks in a row.
 */
export function cleanText(text: string): string {
  return text
    .replace(/[\s\p{Z}]/gu, ' ')
    .replace(invisible, '')
    .replace(strayJoiner, '')
    .replace(/ +/g, ' ')
    .trim()
    .normalize('NFC')
    .replace(stackedMarks, '$1');
}

/**
 * A person's name as it may be signed and shown.
 *
 * @throws SharingError `name-invalid` when it is over 64 bytes, or holds no letter and no digit.
 */
export function cleanName(name: string): string {
  if (name.length > NAME_LIMIT_BYTES * 4) throw new SharingError('name-invalid');
  const clean = cleanText(name);
  const fits = utf8(clean).length <= NAME_LIMIT_BYTES;
  if (!fits || !/[\p{L}\p{N}]/u.test(clean)) throw new SharingError('name-invalid');
  return clean;
}

/**
 * What something is asked or granted for, possibly empty.
 *
 * @throws SharingError `too-large` over 64 bytes.
 */
export function cleanPurpose(purpose: string): string {
  if (purpose.length > PURPOSE_LIMIT_BYTES * 4) throw new SharingError('too-large');
  const clean = cleanText(purpose);
  if (utf8(clean).length > PURPOSE_LIMIT_BYTES) throw new SharingError('too-large');
  return clean;
}
