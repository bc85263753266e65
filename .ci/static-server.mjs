// A static file server and nothing more: what any host of the built app does. It sends the headers
// of `_headers`, and answers unknown addresses with 404, so that tests see a real host's behaviour.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { extname, join, normalize, sep } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** The headers that `_headers` gives to every path (its `/*` section). */
function headersOf(folder) {
  let text = '';
  try {
    text = readFileSync(join(folder, '_headers'), 'utf8');
  } catch {
    return {};
  }
  const lines = text.split('\n').filter((line) => /^\s+\S+:/.test(line));
  return Object.fromEntries(
    lines.map((line) =>
      line
        .trim()
        .split(/:\s*(.*)/s)
        .slice(0, 2),
    ),
  );
}

/** The file an address names inside the folder, or null for anything that leads outside it. */
function fileAt(folder, prefix, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://x').pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(prefix)) return null;
  const relative = path.slice(prefix.length);
  const file = normalize(
    join(folder, relative === '' || relative.endsWith('/') ? `${relative}index.html` : relative),
  );
  if (!file.startsWith(normalize(folder) + sep)) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/**
 * Serves a folder below `prefix`. `folder` may be a function, so that a test can put another
 * version in its place. Resolves to the server once it listens.
 */
export function serve({ folder, port = 0, host = '127.0.0.1', prefix = '/', secure, onRequest }) {
  const current = typeof folder === 'function' ? folder : () => folder;
  const answer = (request, response) => {
    onRequest?.(request);
    const file = fileAt(current(), prefix, request.url);
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
      return;
    }
    response.writeHead(200, {
      ...headersOf(current()),
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
    createReadStream(file).pipe(response);
  };
  const server = secure ? createSecure(secure, answer) : createPlain(answer);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
