import { RecordsError } from '../errors.ts';
import type { Tally } from './tally.ts';

/**
 * The text of a file: UTF-8 as FHIR asks for, with or without a byte order mark; UTF-16 and
 * Windows-1252 are read as well, and named.
 *
 * @throws RecordsError `not-text` for anything with control characters of no use in text.
 */
export function decodeText(bytes: Uint8Array, tally: Tally): string {
  const text = utf16(bytes, tally) ?? utf8(bytes) ?? windows1252(bytes, tally);
  if (hasBinary(text)) throw new RecordsError('not-text');
  return text;
}

/** UTF-16 by its byte order mark, or by the zero that stands beside an ASCII first character. */
function utf16(bytes: Uint8Array, tally: Tally): string | null {
  const [first, second] = bytes;
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  if (bytes.length < 2 || little === big) return null;
  tally.add('utf-16');
  return new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes);
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function windows1252(bytes: Uint8Array, tally: Tally): string {
  tally.add('not-utf-8');
  return new TextDecoder('windows-1252').decode(bytes);
}

/** How much of a text is looked at: what is binary shows at once. */
const SAMPLE_LENGTH = 4096;

function hasBinary(text: string): boolean {
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text.slice(0, SAMPLE_LENGTH));
}
