import type { CodeMatrix } from '../../qr/code-matrix.ts';
import { QUIET_ZONE, sideOf } from '../../qr/paint.ts';

/** What the picture says, in the reader's words. */
export interface PictureText {
  title: string;
  lines: readonly { label: string; text: string }[];
  foot: string;
}

/** Pixels of a tall phone's screen; phones crop the sides of others. */
export const PICTURE = { width: 1170, height: 2532 } as const;

/** Clocks and notices lie over the upper part, torch and camera buttons over the foot. */
const TOP = 820;
const FOOT = 260;
const MARGIN = 110;
/** Pixels of letters: the largest that fits is taken, under the least nothing is drawn. */
const LARGEST = 62;
const LEAST = 36;
const CODE_SIDE = 620;
/** What the picture needs for the code below the lines. */
const CODE_ROOM = CODE_SIDE + 60;

const ground = '#101815';
const ink = '#ffffff';
const quiet = '#c9d6d0';
const alarm = '#ff9d8a';
const family = '"Atkinson Hyperlegible Next Variable", system-ui, sans-serif';

/**
 * Draws an emergency card as a lock-screen picture: large letters, the code black on white.
 *
 * @returns null where the lines do not fit in letters that can be read at arm's length; the code is
 * left out where only the lines do
 */
export function drawLockPicture(
  canvas: HTMLCanvasElement,
  text: PictureText,
  code: CodeMatrix | null,
): 'whole' | 'without-code' | null {
  Object.assign(canvas, PICTURE);
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const room = PICTURE.height - TOP - FOOT;
  for (const withCode of code === null ? [false] : [true, false]) {
    const laid = layOut(context, text, room - (withCode ? CODE_ROOM : 0));
    if (laid === null) continue;
    context.fillStyle = ground;
    context.fillRect(0, 0, PICTURE.width, PICTURE.height);
    const end = write(context, laid);
    if (!withCode || code === null) return 'without-code';
    paintCode(context, code, end + 40);
    return 'whole';
  }
  return null;
}

interface Laid {
  size: number;
  rows: { text: string; colour: string; bold: boolean }[];
}

function layOut(context: CanvasRenderingContext2D, text: PictureText, room: number): Laid | null {
  for (let size = LARGEST; size >= LEAST; size -= 2) {
    const rows = [
      ...wrapped(context, size, text.title, true).map((row) => ({ ...row, colour: alarm })),
      ...text.lines.flatMap(({ label, text: line }) =>
        wrapped(context, size, `${label}: ${line}`, true),
      ),
      ...wrapped(context, size, text.foot, false).map((row) => ({ ...row, colour: quiet })),
    ];
    if (rows.length * lineHeight(size) <= room) return { size, rows };
  }
  return null;
}

const lineHeight = (size: number): number => Math.round(size * 1.25);

function wrapped(context: CanvasRenderingContext2D, size: number, text: string, bold: boolean) {
  context.font = fontOf(size, bold);
  const widest = PICTURE.width - 2 * MARGIN;
  const rows: string[] = [];
  for (const word of text.split(' ').flatMap((part) => broken(context, part, widest))) {
    const longer = rows.length === 0 ? word : `${rows.at(-1) ?? ''} ${word}`;
    if (rows.length > 0 && context.measureText(longer).width <= widest)
      rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows.map((row) => ({ text: row, colour: ink, bold }));
}

/** A word that is wider than the screen, in pieces. */
function broken(context: CanvasRenderingContext2D, word: string, widest: number): string[] {
  const pieces: string[] = [''];
  for (const letter of word) {
    const longer = `${pieces.at(-1) ?? ''}${letter}`;
    if (context.measureText(longer).width <= widest) pieces[pieces.length - 1] = longer;
    else pieces.push(letter);
  }
  return pieces;
}

const fontOf = (size: number, bold: boolean): string =>
  `${bold ? '600' : '400'} ${String(size)}px ${family}`;

function write(context: CanvasRenderingContext2D, { size, rows }: Laid): number {
  context.textBaseline = 'top';
  let y = TOP;
  for (const { text, colour, bold } of rows) {
    context.font = fontOf(size, bold);
    context.fillStyle = colour;
    context.fillText(text, MARGIN, y);
    y += lineHeight(size);
  }
  return y;
}

function paintCode(context: CanvasRenderingContext2D, matrix: CodeMatrix, y: number): void {
  const module = Math.floor(CODE_SIDE / sideOf(matrix));
  const side = module * sideOf(matrix);
  const x = Math.round((PICTURE.width - side) / 2);
  context.fillStyle = '#ffffff';
  context.fillRect(x, y, side, side);
  context.fillStyle = '#000000';
  for (let row = 0; row < matrix.size; row++)
    for (let column = 0; column < matrix.size; column++)
      if (matrix.modules[row * matrix.size + column] === 1)
        context.fillRect(
          x + (column + QUIET_ZONE) * module,
          y + (row + QUIET_ZONE) * module,
          ...([module, module] as const),
        );
}
