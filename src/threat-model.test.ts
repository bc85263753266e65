import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = import.meta.dirname;
const model = readFileSync(join(source, 'THREAT-MODEL.md'), 'utf8');

/** The rows of the table of defences: the attack, and the tests that show the defence. */
const rows = model
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| attack'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, attack = '', , , shown = '']) => ({
    attack,
    tests: [...shown.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)),
  }));

const e2e = join(source, '../e2e');
const specs = readdirSync(e2e)
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => readFileSync(join(e2e, name), 'utf8'))
  .join('\n');

const exists = (name: string): boolean =>
  name.startsWith('@')
    ? new RegExp(`^test\\('[^']*${name}\\b|\\btags: '[^']*${name}\\b`, 'm').test(specs)
    : name.endsWith('.test.ts') && existsSync(join(source, name));

describe('the threat model', () => {
  it('names for every defence a test that shows it', () => {
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
  });

  it('names no test that is not there', () => {
    const named = [...new Set(rows.flatMap(({ tests }) => tests))];
    expect(named.filter((name) => !exists(name))).toEqual([]);
    expect(['@no-such-tag', 'sharing/no-such.test.ts'].filter(exists)).toEqual([]);
  });
});
