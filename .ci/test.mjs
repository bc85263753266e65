// `npm test` (and, with --slow, `npm run test:slow`): set-up, then everything that must hold.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  offerHostServers,
  requireBrowser,
  requireNode,
  requirePackages,
  root,
} from './prepare.mjs';
import { countReport, reportFile, writeTally } from './tally.mjs';

const slow = process.argv.includes('--slow');
requireNode();
requirePackages();
offerHostServers();
const env = { ...process.env, CHROMIUM_PATH: await requireBrowser(), FORCE_COLOR: '0' };
if (slow) env.SLOW = '1';

const bin = (...path) => join(root, 'node_modules', ...path);
const unitReport = reportFile(slow ? 'unit-slow' : 'unit');
const endToEndReport = reportFile(slow ? 'e2e-slow' : 'e2e');
for (const report of [unitReport, endToEndReport]) rmSync(report, { force: true });

const vitest = [
  bin('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
];
const playwright = [
  bin('@playwright/test/cli.js'),
  'test',
  '-c',
  'e2e/playwright.config.ts',
  '--project',
  'e2e',
  '--grep',
  slow ? '@slow' : '.',
];
if (!slow) playwright.push('--grep-invert', '@slow');

const steps = [
  ...(slow
    ? []
    : [
        {
          name: 'types',
          args: [
            bin('svelte-check/bin/svelte-check'),
            '--tsconfig',
            './tsconfig.json',
            '--fail-on-warnings',
            '--output',
            'human',
          ],
        },
        {
          name: 'lint',
          args: [bin('eslint/bin/eslint.js'), '-c', 'src/eslint.config.js', 'src', 'e2e'],
        },
        {
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
        },
      ]),
  { name: 'unit tests', args: vitest, report: unitReport },
  { name: 'build', args: [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'] },
  ...(slow ? [] : [{ name: 'size budget', args: ['.ci/size.mjs'] }]),
  { name: 'end to end', args: playwright, report: endToEndReport },
];

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const step of steps) {
  console.log(`\n── ${step.name} ${'─'.repeat(Math.max(2, 60 - step.name.length))}`);
  const started = Date.now();
  const { status } = spawnSync(process.execPath, step.args, {
    cwd: root,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndReport },
    stdio: 'inherit',
  });
  const counts = step.report
    ? countReport(step.report)
    : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  for (const key of Object.keys(total)) total[key] += counts[key];
  lines.push(
    `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(14)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${Math.round((Date.now() - started) / 1000)} s`,
  );
}

console.log(`\n${lines.join('\n')}\n`);
writeTally(slow ? 'slow' : 'test', total);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
