// One step of a check: a Node program, what it printed, and what it counted.
import { spawn } from 'node:child_process';
import { root } from './prepare.mjs';
import { countReport, noCounts } from './tally.mjs';

/**
 * Runs a step to its end. A `quiet` one prints what it said when it is over, since lines of two
 * steps that run side by side would be shuffled.
 */
export async function runStep({ name, args, report }, { env, quiet }) {
  const heading = `\n── ${name} ${'─'.repeat(Math.max(2, 60 - name.length))}`;
  if (!quiet) console.log(heading);
  const started = Date.now();
  const { status, said } = await ran(args, env, quiet);
  if (quiet) console.log(`${heading}\n${said}`);
  const counts = countsOf(name, status, report);
  const seconds = Math.round((Date.now() - started) / 1000);
  return { counts, line: lineOf(name, counts, seconds) };
}

function ran(args, env, quiet) {
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(process.execPath, args, { cwd: root, env, stdio });
  const said = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes) => said.push(bytes));
  return new Promise((resolve) =>
    child.on('close', (status) => resolve({ status, said: Buffer.concat(said).toString() })),
  );
}

function countsOf(name, status, report) {
  const fine = status === 0;
  const counts = report ? countReport(report) : { ...noCounts(), passed: fine ? 1 : 0 };
  if (!fine && counts.failed === 0) {
    counts.failed = 1;
    counts.broken.push(name);
  }
  return counts;
}

const lineOf = (name, { passed, failed, skipped }, seconds) =>
  `${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`;
