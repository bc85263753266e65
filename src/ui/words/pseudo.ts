const accents: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'î',
  n: 'ñ',
  o: 'ö',
  u: 'û',
  y: 'ý',
  A: 'Å',
  C: 'Ç',
  E: 'É',
  I: 'Î',
  N: 'Ñ',
  O: 'Ö',
  U: 'Û',
  Y: 'Ý',
};

const RIGHT_TO_LEFT_MARK = '\u200f';

/** Text as a long right-to-left language would fill the screen: accented, half as long again. */
export function pseudo(text: string): string {
  if (text.trim() === '') return text;
  const accented = Array.from(text, (letter) => accents[letter] ?? letter).join('');
  const extra = Math.ceil(text.length * 0.45);
  const tail = ' ñûö éîá çöý'
    .repeat(Math.ceil(extra / 12))
    .slice(0, extra)
    .trimEnd();
  return `${RIGHT_TO_LEFT_MARK}[${accented}${tail}]${RIGHT_TO_LEFT_MARK}`;
}
