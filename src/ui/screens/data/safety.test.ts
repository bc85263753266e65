import { describe, expect, it } from 'vitest';
import { isCalm, shieldOf, type Safety } from './safety.ts';

const last = { at: '2026-03-02T09:00:00.000Z', size: 1000, records: 3 };
const whole: Safety = {
  persistence: 'persisted',
  backup: { last, onHost: null, reminder: 'none' },
  kit: 'proven',
};

describe('the shield', () => {
  it('is whole only with a backup, a kit and the browser’s promise', () => {
    expect(shieldOf(whole)).toBe('whole');
    expect(shieldOf({ ...whole, persistence: 'may-be-cleared' })).toBe('may-be-cleared');
    expect(shieldOf({ ...whole, persistence: 'unknown' })).toBe('unknown');
    expect(shieldOf({ ...whole, kit: 'unproven' })).toBe('no-kit');
    expect(shieldOf({ ...whole, backup: { last, onHost: null, reminder: 'line' } })).toBe(
      'old-backup',
    );
  });

  it('names the missing backup first, whatever else is wrong', () => {
    const backup = { last: null, onHost: null, reminder: 'none' } as const;
    expect(shieldOf({ persistence: 'may-be-cleared', kit: 'none', backup })).toBe('no-backup');
  });

  it('counts a backup that a host was proven to have', () => {
    const backup = { last: null, onHost: last.at, reminder: 'none' } as const;
    expect(shieldOf({ ...whole, backup })).toBe('whole');
  });

  it('asks nothing of a copy whose record lives on another phone', () => {
    const backup = { last: null, onHost: null, reminder: 'none' } as const;
    expect(shieldOf({ ...whole, kit: 'none', backup, retired: true })).toBe('elsewhere');
    expect([isCalm('elsewhere'), isCalm('no-backup')]).toEqual([true, false]);
  });

  it('does not ask a sample for a backup', () => {
    expect(shieldOf({ ...whole, backup: null, kit: null })).toBe('whole');
  });
});
