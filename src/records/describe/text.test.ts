import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, LINE_LENGTH, paragraphs } from './text.ts';

const hostile =
  /[\u{0}-\u{8}\u{E}-\u{1F}\u{7F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{200E}\u{200F}]/u;

describe('text for people', () => {
  it('loses direction overrides, so that one medicine cannot be shown as another', () => {
    expect(line('Aspirin\u{202E}nimraw\u{202C} 100')).toBe('Aspirinnimraw 100');
  });

  it('keeps the joiners that Persian and Indic words need', () => {
    expect(line('می\u{200C}خواهم')).toBe('می\u{200C}خواهم');
  });

  it('stands on one line', () => {
    expect(line(' one\r\n two\t three\u{0} ')).toBe('one two three');
  });

  it('keeps its line breaks where it is a note', () => {
    expect(paragraphs('one\r\n\r\n\r\n\r\ntwo  three ')).toBe('one\n\ntwo three');
  });

  it('is cut at a whole character', () => {
    expect(line('💊'.repeat(300), 20)).toBe(`${'💊'.repeat(9)}…`);
    expect(line('short', 20)).toBe('short');
  });

  it('does not let stacked marks paint over other lines', () => {
    expect(line(`a${'\u{300}'.repeat(500)}b`)).toBe(`a${'\u{300}'.repeat(6)}b`);
  });

  it('is short and harmless whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
        const said = line(text);
        expect(said.length).toBeLessThanOrEqual(LINE_LENGTH);
        expect(said).not.toMatch(hostile);
        expect(() => encodeURIComponent(said)).not.toThrow();
      }),
    );
  });

  it('costs no more for a megabyte', () => {
    expect(line('x'.repeat(5_000_000)).length).toBe(LINE_LENGTH);
  });
});
