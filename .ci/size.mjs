// The size budget: gzipped JavaScript that the first screen waits for.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './prepare.mjs';

const budgetKb = 45;

/** Every script the page loads before it can show anything: the entry and its static imports. */
export function firstScreenScripts(dist = join(root, 'dist')) {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !existsSync(file)) return;
    found.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, from] of code.matchAll(
      /(?:^|[;}\s])(?:import|export)(?:[^'"();]*?from)?\s*["'](\.[^"']+)["']/g,
    )) {
      visit(join(dirname(file), from));
    }
  };
  for (const [, source] of page.matchAll(/<(?:script|link)[^>]*?(?:src|href)="([^"]+\.js)"/g))
    visit(join(dist, source));
  return [...found].map((file) => ({
    file: relative(dist, file),
    gzip: gzipSync(readFileSync(file), { level: 9 }).length,
  }));
}

export function firstScreenKb() {
  return firstScreenScripts().reduce((sum, { gzip }) => sum + gzip, 0) / 1000;
}

if (process.argv[1]?.endsWith('size.mjs')) {
  for (const { file, gzip } of firstScreenScripts())
    console.log(`${(gzip / 1000).toFixed(1).padStart(7)} kB  ${file}`);
  const kb = firstScreenKb();
  console.log(`first screen: ${kb.toFixed(1)} kB of JavaScript, gzipped (budget ${budgetKb})`);
  if (kb > budgetKb) process.exit(1);
}
