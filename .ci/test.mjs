// `npm test` (and, with --slow, `npm run test:slow`): set-up, then everything that must hold.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  offerEngines,
  offerHostServers,
  requireBrowser,
  requireNode,
  requirePackages,
  root,
} from './prepare.mjs';
import { runStep } from './step.mjs';
import { add, closingLines, noCounts, reportFile, writeTally } from './tally.mjs';

const slow = process.argv.includes('--slow');
requireNode();
requirePackages();
offerHostServers();
if (slow) offerEngines();

const bin = (...path) => join(root, 'node_modules', ...path);
const unitReport = reportFile(slow ? 'unit-slow' : 'unit');
const endToEndReport = reportFile(slow ? 'e2e-slow' : 'e2e');
for (const report of [unitReport, endToEndReport]) rmSync(report, { force: true });

const env = {
  ...process.env,
  CHROMIUM_PATH: await requireBrowser(),
  FORCE_COLOR: '0',
  PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndReport,
};
if (slow) env.SLOW = '1';
else env.LINT = 'quick';

const types = {
  name: 'types',
  args: [
    bin('svelte-check/bin/svelte-check'),
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
};
const lint = {
  name: 'lint',
  args: [bin('eslint/bin/eslint.js'), '-c', 'src/eslint.config.js', 'src', 'e2e'],
};
const format = {
  name: 'format',
  args: [
    bin('prettier/bin/prettier.cjs'),
    '--check',
    '--log-level',
    'warn',
    '{src,e2e}/**/*.{ts,js,svelte,css}',
    '.ci/*.mjs',
    'vite.config.ts',
  ],
};
const unit = {
  name: 'unit tests',
  args: [
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitReport}`,
  ],
  report: unitReport,
};
const build = { name: 'build', args: [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'] };
const size = { name: 'size budget', args: ['.ci/size.mjs'] };
const endToEnd = {
  name: 'end to end',
  args: [
    bin('@playwright/test/cli.js'),
    'test',
    '-c',
    'e2e/playwright.config.ts',
    '--project',
    'e2e',
    '--grep',
    ...(slow ? ['@slow'] : ['.', '--grep-invert', '@slow']),
  ],
  report: endToEndReport,
};

/**
 * Lanes run side by side, the steps of a lane one after the other. The first says what it does as it
 * goes; the others take what it leaves of the machine: a browser that is tested waits often.
 */
const lanes = slow
  ? [[lint, unit, build, endToEnd]]
  : [[build, size, unit, endToEnd], [types, format], [lint]];

const total = noCounts();
const lines = [];
await Promise.all(
  lanes.map(async (lane, place) => {
    for (const step of lane) {
      const { counts, line } = await runStep(step, { env, aside: place > 0 });
      add(total, counts);
      lines.push(line);
    }
  }),
);

console.log(`\n${lines.join('\n')}\n`);
writeTally(slow ? 'slow' : 'test', total);
console.log(closingLines(total));
process.exit(total.failed === 0 ? 0 : 1);
