// `npm run e2e`, `bench` and `pictures`: set-up, a fresh build, then one Playwright project. What
// follows on the command line (`-- --grep @tag`) goes to Playwright; `--json` is the bench's own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  offerHostServers,
  requireBrowser,
  requireNode,
  requirePackages,
  root,
} from './prepare.mjs';

requireNode();
requirePackages();
const given = process.argv.slice(2);
const take = (flag) => given.includes(flag) && given.splice(given.indexOf(flag), 1).length > 0;
const project = take('--bench') ? 'bench' : take('--pictures') ? 'pictures' : 'e2e';
if (project === 'e2e') offerHostServers();
const env = { ...process.env, CHROMIUM_PATH: await requireBrowser() };
if (take('--json')) env.BENCH_JSON = '1';

const run = (...args) =>
  spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
const bin = (...path) => join(root, 'node_modules', ...path);
const built = take('--no-build') ? 0 : run(bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn');
if (built !== 0) process.exit(built);
process.exit(
  run(
    bin('@playwright/test/cli.js'),
    'test',
    '-c',
    'e2e/playwright.config.ts',
    '--project',
    project,
    ...given,
  ),
);
