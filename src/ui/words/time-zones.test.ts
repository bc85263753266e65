import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { todayHere } from '../screens/record/forms/blank-form.ts';
import * as format from './format.ts';

/** Twelve hours behind, at home, and fourteen ahead of UTC. */
const zones = ['Etc/GMT+12', 'UTC', 'Pacific/Kiritimati'];
const home = process.env['TZ'];

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
});

afterEach(() => {
  vi.unstubAllGlobals();
  if (home === undefined) delete process.env['TZ'];
  else process.env['TZ'] = home;
});

/** What a function answers in each zone, once each. */
function everywhere(say: () => unknown): unknown[] {
  const said = zones.map((zone) => {
    process.env['TZ'] = zone;
    return say();
  });
  return [...new Set(said)];
}

describe('a date in a record', () => {
  it.each([
    ['2024-03-05', '5 Mar 2024'],
    ['2024-03-05T00:30:00Z', '5 Mar 2024'],
    ['2024-03-05T23:30:00-05:00', '5 Mar 2024'],
    ['2024-03-05T00:15:00+14:00', '5 Mar 2024'],
    ['2024-03', 'March 2024'],
    ['2024', '2024'],
  ])('%s is the same day in every time zone', (recorded, shown) => {
    expect(everywhere(() => format.recordDate(recorded))).toEqual([shown]);
  });

  it('gives the same age everywhere, from a day, a month or a year', () => {
    const now = () => new Date(2024, 5, 15, 12);
    for (const born of ['2000-06-15', '2000-06', '2000', '2000-06-15T23:00:00Z'])
      expect(everywhere(() => format.age(born, now()))).toEqual([24]);
  });

  it('is today here where somebody writes something down, while moments follow the clock', () => {
    const late = new Date('2024-03-05T11:00:00Z');
    process.env['TZ'] = 'Etc/GMT+12';
    expect([todayHere(late), format.date(late.toISOString())]).toEqual([
      '2024-03-04',
      '4 Mar 2024',
    ]);
    process.env['TZ'] = 'Pacific/Kiritimati';
    expect([todayHere(late), format.date(late.toISOString())]).toEqual([
      '2024-03-06',
      '6 Mar 2024',
    ]);
  });
});
