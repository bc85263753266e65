import { describe, expect, it } from 'vitest';
import { Sender, testMessage } from '../../channel/index.ts';
import { frameMatrix, stillMatrix } from './code-matrix.ts';
import { asPasteText, asStillText, fitsMoving, fitsStill } from './messages.ts';
import { crispWidth } from './paint.ts';

const versionOf = ({ size }: { size: number }) => (size - 17) / 4;
const fragment = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.repeat(15);

describe('the modules of a code', () => {
  it.each([
    ['slow', 13],
    ['normal', 25],
    ['fast', 30],
  ] as const)('are those of a %s frame, version %i', (pace, version) => {
    const sender = new Sender(testMessage(5000, 1), 4, testMessage(32, 1));
    expect(versionOf(frameMatrix(sender.frame(0, pace)))).toBe(version);
  });

  it('hold the longest still message in version 25', () => {
    const text = asStillText(3, testMessage(1229, 1));
    expect(versionOf(stillMatrix(text, { errorCorrection: 'L' }))).toBe(25);
  });

  it('hold a link of 300 bytes in version 14 at level M, its fragment in the denser mode', () => {
    const link = `https://phr.example.org/r#1${fragment}`;
    expect(versionOf(stillMatrix(link, { errorCorrection: 'M' }))).toBe(14);
    expect(versionOf(stillMatrix(link, { errorCorrection: 'M', byteMode: true }))).toBeGreaterThan(
      14,
    );
  });

  it('hold texts of any other kind as bytes', () => {
    expect(versionOf(stillMatrix('Grüße', { errorCorrection: 'M' }))).toBe(1);
    expect(versionOf(stillMatrix('https://example.org/#', { errorCorrection: 'M' }))).toBe(2);
  });
});

describe('the text of a message', () => {
  it('is for a still code where it fits, and else for pasting', () => {
    expect(fitsStill(testMessage(1229, 1))).toBe(true);
    expect(fitsStill(testMessage(1230, 1))).toBe(false);
    expect(asStillText(4, testMessage(1230, 1))).toBe(asPasteText(4, testMessage(1230, 1)));
    expect(fitsMoving(new Uint8Array(405_504))).toBe(true);
    expect(fitsMoving(new Uint8Array(405_505))).toBe(false);
  });
});

describe('the width of a code', () => {
  it('gives each module a whole number of device pixels', () => {
    for (const ratio of [1, 1.5, 2, 2.625, 3]) {
      const perModule = (crispWidth(125, 358, ratio) * ratio) / 125;
      expect(perModule).toBeCloseTo(Math.round(perModule), 9);
      expect(crispWidth(125, 358, ratio)).toBeLessThanOrEqual(358);
    }
    expect(crispWidth(125, 0, 1)).toBe(125);
  });
});
