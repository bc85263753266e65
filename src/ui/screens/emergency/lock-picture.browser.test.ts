import { describe, expect, it } from 'vitest';
import { stillMatrix } from '../../qr/code-matrix.ts';
import { searchHere } from '../../qr/page-reader.ts';
import { drawLockPicture, PICTURE, type PictureText } from './lock-picture.ts';

const plain = 'EMERGENCY CARD\nName: Ada Example\nAllergy: Penicillin: anaphylaxis';
const code = stillMatrix(plain, { errorCorrection: 'M', byteMode: true });
const text = (count: number, length = 30): PictureText => ({
  title: 'Emergency',
  foot: 'As of 2 Mar 2026',
  lines: Array.from({ length: count }, () => ({ label: 'Allergy', text: 'x '.repeat(length / 2) })),
});

describe('the picture for the lock screen', () => {
  it('has a phone’s shape, leaves room for the clock, and its code reads as plain text', async () => {
    const canvas = document.createElement('canvas');
    expect(drawLockPicture(canvas, text(3), code)).toBe('whole');
    expect([canvas.width, canvas.height]).toEqual([PICTURE.width, PICTURE.height]);
    const clock = canvas.getContext('2d')?.getImageData(0, 0, PICTURE.width, 780).data;
    expect(new Set(new Uint32Array(clock?.buffer ?? new ArrayBuffer(0))).size).toBe(1);
    const sighting = await searchHere(await createImageBitmap(canvas));
    expect(sighting?.text).toBe(plain);
  });

  it('leaves the code out before letters get small, and says when nothing fits', () => {
    const canvas = document.createElement('canvas');
    expect(drawLockPicture(canvas, text(20), code)).toBe('without-code');
    expect(drawLockPicture(canvas, text(40, 160), code)).toBeNull();
  });
});
