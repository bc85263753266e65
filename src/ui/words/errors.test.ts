import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstErrorWords } from './en/errors.ts';
import { laterErrorWords } from './en/later-errors.ts';
import { allExplained, explain, failureCode } from './explain.ts';

const errorWords = { ...firstErrorWords, ...laterErrorWords };
const source = join(import.meta.dirname, '../..');

/** Every literal of every `…Code` and `…Finding` union below the interface, by the file that declares it. */
function declaredCodes(): Map<string, string[]> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(^|[/\\])(errors|self-test-report)\.ts$/.test(name) && !name.startsWith('ui'),
  );
  return new Map(files.map((name) => [name, codesIn(readFileSync(join(source, name), 'utf8'))]));
}

function codesIn(text: string): string[] {
  // Comments stand between the codes, and hold semicolons and quotes.
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return [...code.matchAll(/export type (\w+)(?:Code|Finding) =([^;]+);/g)].flatMap(
    ([, name, union]) =>
      [...String(union).matchAll(/'([^']+)'/g)].map(
        ([, literal]) => prefixOf(String(name)) + String(literal),
      ),
  );
}

/** A host's failures cross under names of their own: `full` means the browser's store. */
const prefixOf = (name: string) => (name === 'HostError' ? 'host-' : '');

describe('the words for errors', () => {
  it('cover every code that a folder declares', () => {
    const codes = declaredCodes();
    expect([...codes].filter(([, declared]) => declared.length < 3)).toEqual([]);
    const all = new Set([...codes.values()].flat());
    expect([...all].filter((code) => !Object.hasOwn(errorWords, code))).toEqual([]);
  });

  it('say what happened and what is safe, and never only that something failed', () => {
    for (const { title, body } of Object.values(errorWords)) {
      expect(title.length).toBeGreaterThan(5);
      expect(body).toMatch(/\.$/);
      expect(`${title} ${body}`).not.toMatch(/\b(error|invalid|failed|oops)\b|!/i);
    }
  });

  it('say to check the clock where a wrong one may be the reason', () => {
    for (const code of ['expired', 'clock-skew', 'not-yet-valid'] as const) {
      const { title, body } = errorWords[code];
      expect(`${title}. ${body}`).toMatch(/check (the|your) clock|clocks may be wrong/i);
    }
  });

  it('explain what carries no code as the unexpected', async () => {
    await allExplained;
    expect(failureCode({ code: 'full' })).toBe('full');
    expect(failureCode(new TypeError('x'))).toBe('unexpected');
    expect(explain({ code: 'no such code' })).toEqual(errorWords.unexpected);
  });
});
