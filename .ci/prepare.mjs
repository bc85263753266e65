// Readies a fresh machine: the right Node, the pinned packages, a Chromium. Node built-ins only,
// since it runs before anything is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Stops with one plain line unless Node is at least the version that `engines` names. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `Carnet needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

/** Installs exactly the committed lockfile when it is newer than what is installed. */
export function requirePackages() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing the pinned packages …');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) stop('npm could not install the packages. Is the npm registry in reach?');
}

/** The path of a Chromium to drive, found or installed. */
export async function requireBrowser() {
  const steps = [fromEnvironment, fromPlaywright, installedBrowser];
  const installs = [playwrightDownload, debianPackage, npmPackage];
  if (process.env.CI) installs.splice(0, 2, debianPackage, playwrightDownload);
  for (const step of [...steps, ...installs]) {
    const path = await step();
    if (path && existsSync(path)) return path;
  }
  return stop('No Chromium could be found or installed. Set CHROMIUM_PATH to one and try again.');
}

function fromEnvironment() {
  return process.env.CHROMIUM_PATH;
}

async function fromPlaywright() {
  const module = join(root, 'node_modules', 'playwright', 'index.mjs');
  const { chromium } = await import(pathToFileURL(module).href);
  return chromium.executablePath();
}

function installedBrowser() {
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ].find((path) => existsSync(path));
}

function playwrightDownload() {
  const cli = join(root, 'node_modules', 'playwright', 'cli.js');
  console.log('Looking for a Chromium to download …');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit', timeout: 180_000 });
  return fromPlaywright();
}

function debianPackage() {
  if (!aptInstall('Chromium', ['chromium'])) return undefined;
  return installedBrowser();
}

/** Servers that the file hosts' tests start, and the file by which each is known to be there. */
const hostServers = [
  ['/usr/sbin/apache2', ['apache2-bin', 'apache2-utils']],
  ['/usr/sbin/nginx', ['nginx-light', 'apache2-utils']],
  [
    '/usr/bin/swift-proxy-server',
    ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'memcached'],
  ],
];

/** Installs the servers where that may be done; without one, its tests say so and are skipped. */
export function offerHostServers() {
  const missing = hostServers.filter(([file]) => !existsSync(file)).flatMap(([, names]) => names);
  if (missing.length > 0) aptInstall('file servers for the tests', missing);
}

/** Browsers that the slow half drives besides Chromium, and the file by which each is known. */
const engines = [
  ['/usr/bin/firefox-esr', ['firefox-esr']],
  ['/usr/bin/WebKitWebDriver', ['webkit2gtk-driver']],
  ['/usr/bin/Xvfb', ['xvfb']],
];

/** Installs the other engines where that may be done; without one, its tests say so and are skipped. */
export function offerEngines() {
  const missing = engines.filter(([file]) => !existsSync(file)).flatMap(([, names]) => names);
  if (missing.length > 0) aptInstall('other browsers for the tests', missing);
}

function aptInstall(what, packages) {
  if (process.platform !== 'linux' || !runs('apt-get', ['--version'])) return false;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && !runs('sudo', ['-n', 'true'])) return false;
  console.log(`Installing ${what} with apt-get …`);
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', '-o', 'DPkg::Lock::Timeout=600', ...args];
    // Debian starts a service as soon as it is installed, unless its policy says no.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env });
  };
  apt('update');
  return apt('install', '-y', '--no-install-recommends', ...packages).status === 0;
}

/** A Chromium that travels inside an npm package, for a Linux without any package manager's. */
async function npmPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const home = join(root, 'e2e', '.cache', 'chromium');
  mkdirSync(home, { recursive: true });
  const args = [
    'install',
    '--prefix',
    home,
    '--no-audit',
    '--no-fund',
    '@sparticuz/chromium@147.0.0',
  ];
  if (spawnSync('npm', args, { stdio: 'inherit' }).status !== 0) return undefined;
  const entry = join(home, 'node_modules', '@sparticuz', 'chromium', 'build');
  const file = readdirSync(entry, { recursive: true }).find((name) =>
    String(name).endsWith('index.js'),
  );
  const { default: packed } = await import(pathToFileURL(join(entry, String(file))).href);
  return packed.executablePath();
}

function runs(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function stop(sentence) {
  console.error(`\n${sentence}\n`);
  process.exit(1);
}
