import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moreWords } from '../words/en/more.ts';
import { COLOURS, freeColour } from './palette.ts';

const badge = readFileSync(join(import.meta.dirname, 'Badge.svelte'), 'utf8');
const colours = [...badge.matchAll(/\.c\d \{\s*background: #([0-9a-f]{6})/g)].map(([, hex]) =>
  String(hex),
);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the colours of profiles', () => {
  it('are as many as they have names, no two alike', () => {
    expect(colours).toHaveLength(COLOURS);
    expect(new Set(colours).size).toBe(COLOURS);
    expect(moreWords.colours).toHaveLength(COLOURS);
  });

  it('carry a white letter that can be read', () => {
    for (const hex of colours) expect(1.05 / (luminance(hex) + 0.05)).toBeGreaterThan(4.5);
  });

  it('are given out one by one before any comes twice', () => {
    const given: number[] = [];
    for (let i = 0; i < COLOURS; i += 1) given.push(freeColour(given));
    expect(new Set(given).size).toBe(COLOURS);
    expect(freeColour(given)).toBe(0);
    expect(freeColour([0, 2])).toBe(1);
  });
});
