import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import expected from './expected-counts.json';
import { parseImport } from './parse-import.ts';
import { lossCodes, type ParsedImport } from './parsed-import.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = new URL('../../../../shared/data/', import.meta.url);
const isThere = existsSync(folder);

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function countsOf({ format, resources, notPatientData, oddities }: ParsedImport) {
  const places = resources.map(({ partition, level }) =>
    level === null ? partition : `${partition}/${level}`,
  );
  const odd = oddities.map(({ code, count }) => [code, count] as const);
  return { format, places: tally(places), notPatientData, oddities: Object.fromEntries(odd) };
}

/** Resources in the file, counted by other means than the import: where an entry or a line is one. */
function resourcesIn(text: string): number {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}')))
    return lines.length;
  const { entry } = JSON.parse(text) as { entry: unknown[] };
  return entry.length;
}

function accounted({ resources, notPatientData, oddities }: ParsedImport): number {
  const count = (codes: readonly string[]) =>
    oddities.filter(({ code }) => codes.includes(code)).reduce((sum, odd) => sum + odd.count, 0);
  const others = Object.values(notPatientData).reduce((sum, number) => sum + number, 0);
  return resources.length + others + count(lossCodes) - count(['contained-hoisted']);
}

describe('real files of several countries and makers', () => {
  for (const [name, counts] of Object.entries(expected)) {
    const title = isThere
      ? `${name} loses nothing`
      : `SKIPPED, ../shared/data is not there: ${name} loses nothing`;
    it.skipIf(!isThere)(title, async () => {
      const bytes = readFileSync(new URL(name, folder));
      const parsed = await parseImport(new Uint8Array(bytes));
      expect(countsOf(parsed)).toEqual(counts);
      expect(accounted(parsed)).toBe(resourcesIn(bytes.toString('utf8')));
    });
  }
});
