// One step of a check: a Node program, what it printed, and what it counted.
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { root } from './prepare.mjs';
import { countReport, noCounts } from './tally.mjs';

/**
 * Runs a step to its end. One that runs `aside` of another takes what that leaves of the machine, and
 * prints what it said when it is over, since lines of the two would be shuffled.
 */
export async function runStep({ name, args, report }, { env, aside }) {
  const heading = `\n── ${name} ${'─'.repeat(Math.max(2, 60 - name.length))}`;
  if (!aside) console.log(heading);
  const started = Date.now();
  const { status, said } = await ran(args, env, aside);
  if (aside) console.log(`${heading}\n${said}`);
  const counts = countsOf(name, status, report);
  const seconds = Math.round((Date.now() - started) / 1000);
  return { counts, line: lineOf(name, counts, seconds) };
}

function ran(args, env, aside) {
  const stdio = aside ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(process.execPath, args, { cwd: root, env, stdio });
  if (aside) setPriority(child.pid, constants.priority.PRIORITY_LOW);
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
