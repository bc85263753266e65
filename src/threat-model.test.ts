import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { threatLines } from './threat-model.ts';
import { limitLines } from './ui/words/en/limits.ts';

const source = import.meta.dirname;
const lines = threatLines();
const rows = lines.filter(({ attack }) => attack);

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
    const named = [...new Set(lines.flatMap(({ tests }) => tests))];
    expect(named.filter((name) => !exists(name))).toEqual([]);
    expect(['@no-such-tag', 'sharing/no-such.test.ts'].filter(exists)).toEqual([]);
  });
});

describe('the page “What Carnet does not protect”', () => {
  const attacks = limitLines.groups.flatMap((group) => group.lines);

  it('has a line in plain words for every row and every limit, in ui/words/en/limits.ts', () => {
    const said = new Set([...attacks, ...limitLines.cannot].map(({ of }) => of));
    expect(lines.map(({ of }) => of).filter((of) => !said.has(of))).toEqual([]);
  });

  it('says nothing that the model does not say, and nothing twice', () => {
    const known = (attack: boolean) => lines.filter((line) => line.attack === attack);
    const isUnknown = (attack: boolean) => {
      const names = known(attack).map(({ of }) => of);
      return ({ of }: { of: string }) => !names.includes(of);
    };
    expect(attacks.filter(isUnknown(true))).toEqual([]);
    expect(limitLines.cannot.filter(isUnknown(false))).toEqual([]);
    expect(attacks.length + limitLines.cannot.length).toBe(lines.length);
  });

  it('is written for people who are tired', () => {
    for (const { title, body } of [...attacks, ...limitLines.cannot]) {
      expect(`${title}. ${body}`).not.toMatch(
        /[!`]|\b(epoch|capsule|nonce|HPKE|Argon2id|ciphertext)\b/,
      );
      expect(body).toMatch(/\.$/);
    }
  });
});
