import type { EmergencyCard, EmergencyLine } from '../../../app/api.ts';
import { utf8 } from '../../../bytes/bytes.ts';
import { emergencyWords as said } from '../../words/en/emergency.ts';
import { words } from '../../words/index.ts';

/** Bytes of text that an old phone's camera still reads from a screen or from paper. */
export const OPEN_CODE_BYTES = 500;

export const shownLines = ({ lines }: EmergencyCard): EmergencyLine[] =>
  lines.filter(({ shown }) => shown);

/** "Allergy: Penicillin". */
export const lineText = ({ kind, text }: Pick<EmergencyLine, 'kind' | 'text'>): string =>
  `${said.kinds[kind]}: ${text}`;

/** What the open code says: plain text without a link, so that no camera leads anywhere. */
export function openText(card: EmergencyCard): string {
  const foot = said.codeFoot(words.format.date(card.savedAt));
  return [said.codeHead, ...shownLines(card).map(lineText), foot].join('\n');
}

/** How many bytes the open code's text is too long. */
export const bytesOver = (text: string): number => Math.max(0, utf8(text).length - OPEN_CODE_BYTES);

/** Lines of about 46 letters in 8 pt on one half of a folded card, its heading left out. */
const WALLET_LETTERS = 46;
const WALLET_LINES = 12;

/** Whether the card can be printed in the size of a bank card and still be read. */
export function fitsWallet(card: EmergencyCard): boolean {
  const rows = shownLines(card).map((line) => Math.ceil(lineText(line).length / WALLET_LETTERS));
  return (
    rows.reduce((sum, count) => sum + count, 0) <= WALLET_LINES && bytesOver(openText(card)) === 0
  );
}
