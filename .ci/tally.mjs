// Counts of a run, kept in e2e/.cache so that the two halves of a full check can be added up.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const folder = join(root, 'e2e', '.cache');
const file = (name) => join(folder, `tally-${name}.json`);

export function writeTally(name, counts) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(name), JSON.stringify(counts));
}

export function readTally() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const name of ['test', 'slow']) {
    if (!existsSync(file(name))) continue;
    const counts = JSON.parse(readFileSync(file(name), 'utf8'));
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  return sum;
}

export function reportFile(name) {
  mkdirSync(folder, { recursive: true });
  return join(folder, `report-${name}.json`);
}

/** Counts of a vitest or a Playwright JSON report; a missing report counts as one failure. */
export function countReport(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  if (report.stats) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    return { passed: expected + flaky, failed: unexpected, skipped };
  }
  return {
    passed: report.numPassedTests,
    failed:
      report.numFailedTests +
      (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0),
    skipped: report.numPendingTests,
  };
}
