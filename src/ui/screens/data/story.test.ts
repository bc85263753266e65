import { describe, expect, it } from 'vitest';
import { lastOf, storyOf, timesShared } from './story.ts';

const line = (at: string, event: 'grant' | 'export' | 'import') => ({ id: at, at, event, who: '' });
const log = [
  line('2026-03-01T10:00:00.000Z', 'import'),
  line('2026-03-04T10:00:00.000Z', 'export'),
  line('2026-03-02T10:00:00.000Z', 'grant'),
];

describe('what happened to my data', () => {
  it('puts backups and restoring among the lines of the log, newest first', () => {
    const story = storyOf(log, {
      backupAt: '2026-03-03T10:00:00.000Z',
      restoredAt: '2026-02-27T10:00:00.000Z',
    });
    expect(
      story.map((moment) => (moment.kind === 'log' ? moment.entry.event : moment.kind)),
    ).toEqual(['export', 'backup', 'grant', 'import', 'restored']);
  });

  it('knows when something was taken out last, and that it never was', () => {
    expect(lastOf(log, ['export'])).toBe('2026-03-04T10:00:00.000Z');
    expect(lastOf(log, ['emergency-paper'])).toBeNull();
    expect(timesShared(log)).toBe(1);
  });
});
