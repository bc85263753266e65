/** Characters allowed in a title. */
export const TITLE_LENGTH = 200;
/** Characters allowed in a detail line and in a short field. */
export const LINE_LENGTH = 400;
/** Characters allowed in a note. */
export const NOTE_LENGTH = 8000;

/**
 * C0 and C1 controls, every bidirectional control (they could show one medicine as another),
 * invisible characters, tag characters and lone surrogates. The joiners U+200C and U+200D stay:
 * Persian and Indic words need them.
 */
const unsafe =
  /[\u{0}-\u{8}\u{B}\u{C}\u{E}-\u{1F}\u{7F}-\u{84}\u{86}-\u{9F}\u{AD}\u{61C}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E007F}\p{Cs}]/gu;

/** Marks stacked without end paint over the lines around them. */
const stackedMarks = /(\p{M}{6})\p{M}+/gu;

/** Printable ASCII in single spaces, which is most of what records hold, needs no care. */
const plain = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** One line of safe text, white space collapsed, at most `length` characters. */
export function line(text: string, length: number = LINE_LENGTH): string {
  if (text.length <= length && plain.test(text)) return text;
  return shorten(tidy(text, length).replace(/\s+/g, ' ').trim(), length);
}

/** Safe text that keeps its line breaks, at most `length` characters. */
export function paragraphs(text: string, length: number = NOTE_LENGTH): string {
  const lines = tidy(text, length).replace(/\r\n?|[\u{85}\u{2028}\u{2029}]/gu, '\n');
  return shorten(
    lines
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    length,
  );
}

/** The parts that say something, joined. */
export function joined(parts: readonly string[], separator = ' · '): string {
  return parts.filter((part) => part !== '').join(separator);
}

/** The same without repeating a part. */
export function distinct(parts: readonly string[]): string[] {
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** The cut comes first, so that a text of megabytes costs no more than a long line. */
function tidy(text: string, length: number): string {
  return text
    .slice(0, length * 4)
    .replace(unsafe, '')
    .replace(stackedMarks, '$1');
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.trimEnd()}…`;
}
