import { describe, expect, it } from 'vitest';
import { openedBy } from './opened-link.ts';

const opened = (address: string) => openedBy(new URL(address));

describe('the address the app is opened with', () => {
  it('is a link when its fragment is no place of the app', () => {
    expect(opened('https://example.org/carnet/#1ABCDEFG')).toBe('hash');
    expect(opened('https://example.org/carnet/#anything')).toBe('hash');
  });

  it('is a link whose # was rewritten, once or twice', () => {
    expect(opened('https://example.org/carnet/%231ABCDEFG')).toBe('path');
    expect(opened('https://example.org/%25231abcdefg')).toBe('path');
  });

  it('is none at a place of the app, nor at any other path', () => {
    const places = ['', '#', '#/record/part/medical', 'index.html', '1ABCDEFG', '%23/record'];
    for (const place of places) expect(opened(`https://example.org/${place}`)).toBeNull();
  });
});
