import { utf8 } from '../bytes/bytes.ts';
import { cleanName, NAME_LIMIT_BYTES } from '../sharing/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import { patientHeader } from './header.ts';
import type { RecordBook } from './record-book.ts';

/** The patient's name for messages: as the record says it, else as the profile is called. */
export function ownName(book: RecordBook, profile: UnlockedProfile): string {
  const { name } = patientHeader(book.records());
  return cleanName(cutTo(NAME_LIMIT_BYTES, name ?? profile.card.label));
}

/** As many whole characters as fit into so many bytes of UTF-8. */
function cutTo(limit: number, text: string): string {
  const characters = Array.from(text.normalize('NFC'));
  while (utf8(characters.join('')).length > limit) characters.pop();
  return characters.join('');
}
