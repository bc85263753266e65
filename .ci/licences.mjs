// Writes public/licences.txt: the notices of everything that is shipped in the built app.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const shipped = [...Object.keys(pack.dependencies), 'workbox-core', 'workbox-strategies'];

function notice(name) {
  const home = join(root, 'node_modules', name);
  const about = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const file = readdirSync(home).find((entry) => /^(licen[cs]e|copying|ofl)(\.|$)/i.test(entry));
  const text = file
    ? readFileSync(join(home, file), 'utf8').trim()
    : `Licensed under ${about.license}.`;
  return `${name} ${about.version} (${about.license})\n${'─'.repeat(72)}\n${text}\n`;
}

const names = [...new Set(shipped)]
  .filter((name) => existsSync(join(root, 'node_modules', name, 'package.json')))
  .toSorted();
const preface = `Carnet is shipped under the MIT licence and carries these works of others.\nThe QR decoder (zxing-wasm) contains ZXing-C++, Apache-2.0. The typeface is under the SIL Open Font Licence.\n`;
writeFileSync(join(root, 'public', 'licences.txt'), [preface, ...names.map(notice)].join('\n\n'));
console.log(`${names.length} notices`);
