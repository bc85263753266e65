// `npm start`: installs if needed, builds, serves the production build on this machine. With
// `-- --host` it also serves over HTTPS on the local network, so that a phone's camera works.
import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { requireNode, requirePackages, root, stop } from './prepare.mjs';
import { serve } from './static-server.mjs';

requireNode();
requirePackages();
const onNetwork = process.argv.includes('--host');
const wanted = Number(process.env.PORT ?? 4173);

const built = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (built.status !== 0) stop('The app could not be built; the lines above say why.');

const folder = join(root, 'dist');
const server = await listen({ folder }, wanted);
console.log(`\n  Carnet is running at   http://localhost:${server.address().port}/\n`);
console.log('  Open it in two windows: one as the patient, one as the doctor.');
if (onNetwork) await serveNetwork(server.address().port + 1);
console.log('  Stop it with Ctrl+C.\n');

async function listen(options, port) {
  for (let offset = 0; offset < 20; offset += 2) {
    try {
      return await serve({ ...options, port: port + offset });
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
  }
  return stop(`The ports from ${port} on are all taken. Set PORT to a free one.`);
}

async function serveNetwork(port) {
  const { generate } = await import('selfsigned');
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address);
  const altNames = addresses.map((ip) => ({ type: 7, ip }));
  const pair = await generate([{ name: 'commonName', value: 'Carnet on this network' }], {
    algorithm: 'sha256',
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  const secure = { key: pair.private, cert: pair.cert };
  const network = await listen({ folder, host: '0.0.0.0', secure }, port);
  for (const address of addresses) {
    console.log(`  On the local network   https://${address}:${network.address().port}/`);
  }
  console.log(
    '  The certificate is self-signed: the phone warns once, then its camera works, but the',
  );
  console.log('  app cannot be installed or used offline from that address.');
}
