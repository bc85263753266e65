import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/** One line of THREAT-MODEL.md: a row of its table, or a limit below it. */
export interface ThreatLine {
  /** The attack, or the first words of the limit. */
  of: string;
  /** Whether it stands in the table. */
  attack: boolean;
  remains: string;
  /** Files below `src`, or tags of `e2e`. */
  tests: string[];
}

const file = resolve(import.meta.dirname, 'THREAT-MODEL.md');
const known = 'virtual:threat-model';
const limits = '## What it does not protect';

/** Every row of the table of defences, then every limit. */
export function threatLines(model = readFileSync(file, 'utf8')): ThreatLine[] {
  const [table = '', rest = ''] = model.split(limits);
  const [below = ''] = rest.split('\n## ');
  return [...table.split('\n').flatMap(rowOf), ...below.split('\n').flatMap(limitOf)];
}

function rowOf(line: string): ThreatLine[] {
  if (!line.startsWith('| ') || line.startsWith('| attack')) return [];
  const [, of = '', , remains = '', shown = ''] = line.split('|').map((cell) => cell.trim());
  return [{ of: curly(of), attack: true, remains, tests: quoted(shown) }];
}

function limitOf(line: string): ThreatLine[] {
  const found = /^- \*\*(.+?)\*\*\s*(.*)$/.exec(line);
  if (found === null) return [];
  const [, of = '', remains = ''] = found;
  return [{ of: curly(of), attack: false, remains, tests: quoted(remains).filter(isTest) }];
}

const isTest = (name: string): boolean => name.startsWith('@') || name.endsWith('.test.ts');

const quoted = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name));

/** The words of the app have typographic apostrophes. */
const curly = (text: string): string => text.replaceAll("'", '’');

/** The threat model for the app's own page: `virtual:threat-model`. */
export function threatModel(): Plugin {
  return {
    name: 'carnet-threat-model',
    resolveId: (id) => (id === known ? `\0${known}` : null),
    load(id) {
      if (id !== `\0${known}`) return null;
      this.addWatchFile(file);
      return `export const threatLines = ${JSON.stringify(threatLines())};`;
    },
  };
}
