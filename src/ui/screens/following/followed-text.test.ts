import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FollowedPatient } from '../../../app/api.ts';
import { asOfLine, partsLine, termsLine } from './followed-text.ts';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const now = new Date('2026-11-21T12:00:00Z');
const day = (instant: string) => instant.slice(0, 10);
const read = { asOf: '2026-11-20T08:00:00Z', freshUntil: '2026-11-27T08:00:00Z' };

describe('how old a record is', () => {
  it('is said with what was promised, kept or broken', () => {
    expect(asOfLine(read, day, now)).toBe('As of 2026-11-20, promised current until 2026-11-27');
    const late = { ...read, freshUntil: '2026-11-21T11:59:59Z' };
    expect(asOfLine(late, day, now)).toBe(
      'As of 2026-11-20, was promised current until 2026-11-21',
    );
  });

  it('is not said before it is known', () => {
    expect(asOfLine({ asOf: null, freshUntil: null }, day, now)).toBe('');
    expect(asOfLine({ ...read, freshUntil: null }, day, now)).toBe('As of 2026-11-20');
  });
});

describe('what a doctor may do', () => {
  const units: FollowedPatient['units'] = [
    { unit: 'medical', lane: 'all' },
    { unit: 'prescription', lane: 'new' },
  ];
  const followed = { units, since: '2026-10-01T00:00:00Z', until: null } as FollowedPatient;

  it('names each part and how far back it reaches', () => {
    expect(partsLine({ units })).toBe(
      'Medical record (with history), Prescriptions (from then on)',
    );
    expect(partsLine({ units: [] })).toBe('Letters only');
  });

  it('names its beginning and its end', () => {
    expect(termsLine(followed)).toBe(
      'Standing access since 1 Oct 2026, until the patient stops it',
    );
    const ending = { ...followed, units: [], until: '2026-12-24T12:00:00Z' };
    expect(termsLine(ending)).toBe('You may leave letters, since 1 Oct 2026, until 24 Dec 2026');
  });
});
