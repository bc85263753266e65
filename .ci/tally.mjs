// Counts of a run, kept in e2e/.cache so that the two halves of a full check can be added up.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const folder = join(root, 'e2e', '.cache');
const file = (name) => join(folder, `tally-${name}.json`);

/**
 * What nothing has been counted into yet: `broken` names the tests that failed, `unsteady` those
 * that passed on a later try only.
 */
export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0, broken: [], unsteady: [] });

export function add(sum, counts) {
  for (const key of ['passed', 'failed', 'skipped']) sum[key] += counts[key];
  for (const key of ['broken', 'unsteady']) sum[key].push(...counts[key]);
}

export function writeTally(name, counts) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(name), JSON.stringify(counts));
}

export function readTally() {
  const sum = noCounts();
  for (const name of ['test', 'slow'])
    if (existsSync(file(name))) add(sum, JSON.parse(readFileSync(file(name), 'utf8')));
  return sum;
}

/** The last lines of a run: tests by name, then the counts, so that a log's end says it all. */
export function closingLines({ passed, failed, skipped, broken, unsteady }) {
  return [
    ...unsteady.map((name) => `passed on a later try: ${name}`),
    ...broken.map((name) => `failed: ${name}`),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

export function reportFile(name) {
  mkdirSync(folder, { recursive: true });
  return join(folder, `report-${name}.json`);
}

/** Counts of a vitest or a Playwright JSON report; a missing report counts as one failure. */
export function countReport(path) {
  if (!existsSync(path)) return { ...noCounts(), failed: 1, broken: ['no report was written'] };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  return report.stats ? countPlaywright(report) : countVitest(report);
}

function countPlaywright({ stats, suites }) {
  const tests = suites.flatMap(specsOf);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    broken: tests.filter(hasStatus('unexpected')).map(nameOfSpec),
    unsteady: tests.filter(hasStatus('flaky')).map(nameOfSpec),
  };
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];
const hasStatus = (wanted) => (spec) => spec.tests.some(({ status }) => status === wanted);
const nameOfSpec = ({ file, title }) => `${file}: ${title}`;

function countVitest({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  const broken = testResults.flatMap(failuresOf);
  return {
    passed: numPassedTests,
    failed: Math.max(numFailedTests, broken.length),
    skipped: numPendingTests,
    broken,
    unsteady: testResults.flatMap((file) => namesOf(file, 'passed')),
  };
}

/** The tests of a file that failed, or the file itself where it could not be run. */
function failuresOf(file) {
  if (file.status !== 'failed') return [];
  const names = namesOf(file, 'failed');
  return names.length > 0 ? names : [`${pathOf(file)}: ${file.message.split('\n')[0]}`];
}

/** The tests that ended with a status after they had failed at least once, and why they had. */
const namesOf = (file, wanted) =>
  file.assertionResults
    .filter(({ status, failureMessages }) => status === wanted && failureMessages.length > 0)
    .map(({ fullName, failureMessages: [reason] }) =>
      [`${pathOf(file)}: ${fullName}`, ...reason.split('\n').slice(0, 3)].join('\n    '),
    );

const pathOf = ({ name }) => name.slice(root.length + 1);
