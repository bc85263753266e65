import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catalogue } from './catalogue.ts';
import * as format from './format.ts';
import { spoken } from './language.svelte.ts';

const said = catalogue({
  title: 'Record',
  greet: (name: string) => `Hello ${name}`,
  deep: { hint: 'A hint' },
  steps: ['one', 'two'],
});

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
});

afterEach(() => {
  vi.unstubAllGlobals();
  spoken.current = 'en';
});

describe('a catalogue', () => {
  it('reads as it was written', () => {
    expect(said.title).toBe('Record');
    expect(said.greet('Nia')).toBe('Hello Nia');
    expect(said.steps.map((step) => step.length)).toEqual([3, 3]);
  });

  it('turns every string long and accented in the test language, however deep it lies', () => {
    spoken.current = 'pseudo';
    const read = [said.title, said.greet('Nia'), said.deep.hint, ...said.steps];
    for (const text of read) expect(text).toMatch(/^\u200f\[.*[áéîöûçñÅ].*\]\u200f$/);
    expect(said.title.length).toBeGreaterThan('Record'.length * 1.4);
  });
});

describe('dates', () => {
  it('keep the precision they were recorded with', () => {
    expect(format.date('2019')).toBe('2019');
    expect(format.date('2019-05')).not.toMatch(/\b15\b/);
    expect(format.date('2019-05-14')).toMatch(/14/);
  });

  it('come back untouched when they are none', () => {
    expect(format.date('last spring')).toBe('last spring');
    expect(format.dateTime('soon')).toBe('soon');
    expect(format.age('unknown')).toBeNull();
  });

  it('count whole years up to the day before a birthday', () => {
    expect(format.age('2000-06-15', new Date(2020, 5, 14))).toBe(19);
    expect(format.age('2000-06-15', new Date(2020, 5, 15))).toBe(20);
  });
});

describe('a countdown', () => {
  it('shows seconds only near its end', () => {
    expect(format.timeLeft(9)).toBe('0:09');
    expect(format.timeLeft(120)).toBe('2:00');
    expect(format.timeLeft(121)).toMatch(/3/);
  });
});
