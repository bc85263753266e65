import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EmergencyCard } from '../../../app/api.ts';
import { bytesOver, openText } from './plain-text.ts';

const card: EmergencyCard = {
  savedAt: '2026-03-02T09:00:00.000Z',
  lines: [
    { kind: 'name', text: 'Ada Example', from: null, shown: true },
    { kind: 'allergy', text: 'Penicillin: anaphylaxis', from: null, shown: true },
    { kind: 'condition', text: 'Quillwortosis', from: null, shown: false },
    { kind: 'contact', text: 'Tom, husband, +44 20 7946 0000', from: null, shown: true },
  ],
};

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
});

describe('the open code of an emergency card', () => {
  it('says in words what is switched on, and nothing else', () => {
    const text = openText(card);
    expect(text.split('\n')).toEqual([
      'EMERGENCY CARD',
      'Name: Ada Example',
      'Allergy: Penicillin: anaphylaxis',
      'Please call: Tom, husband, +44 20 7946 0000',
      expect.stringMatching(/^As of 2 Mar 2026/),
    ]);
    expect(text).not.toMatch(/Quillwort|https?:|carnet/i);
    expect(bytesOver(text)).toBe(0);
  });

  it('says by how much it is too long instead of cutting anything off', () => {
    const line = { kind: 'medicine', text: 'ö'.repeat(100), from: null, shown: true } as const;
    const text = openText({ ...card, lines: [line, line, line] });
    expect(bytesOver(text)).toBeGreaterThan(100);
    expect(text).toContain(line.text);
  });
});
