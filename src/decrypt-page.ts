import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { build } from 'vite';

const style = `:root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;padding:1.5rem;background:Canvas;color:CanvasText}main{max-width:38rem;margin:0 auto}h1{font-size:1.75rem;line-height:1.2}label{display:grid;gap:.4rem;margin:1rem 0;font-weight:600}input,textarea,button{font:inherit;padding:.75rem;border-radius:.75rem;border:1px solid GrayText;max-width:100%;box-sizing:border-box}textarea{width:100%}button{background:#1e6b52;color:#fff;border:0;padding:.75rem 1.5rem;font-weight:600;text-align:start;overflow-wrap:anywhere}button:disabled{opacity:.6}p[role=status]{font-weight:600}`;

const page = 'decrypt.html';
const known = 'virtual:decrypt-page';

const digest = (text: string, encoding: 'base64' | 'hex') =>
  createHash('sha256').update(text).digest(encoding);

/** One script without imports, from the same sources as the app. */
async function script(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [svelte()],
    build: {
      ...{ write: false, target: 'es2023', modulePreload: false, minify: true },
      lib: {
        entry: resolve(import.meta.dirname, 'decrypt/main.ts'),
        ...{ formats: ['iife'], name: 'carnetDecrypt' },
      },
    },
  });
  const output = Array.isArray(built) ? built[0] : built;
  if (output === undefined || !('output' in output)) throw new Error(`${page} was not built`);
  const [chunk, ...others] = output.output;
  if (others.length > 0) throw new Error(`${page} is not one script`);
  // Inside a script element, this alone would end it.
  return chunk.code.replaceAll('</script', '<\\/script');
}

/**
 * The policy allows this script and this style, by hash, and nothing else: no request can leave the
 * page. `'wasm-unsafe-eval'` is for Argon2id, which is WebAssembly inside the script.
 */
function pageOf(code: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${digest(code, 'base64')}' 'wasm-unsafe-eval'`,
    `style-src 'sha256-${digest(style, 'base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Carnet</title><style>${style}</style></head><body><script>${code}</script></body></html>\n`;
}

/**
 * `decrypt.html`: opens a backup with no app and no network. Its SHA-256 lies beside it, and the app
 * knows it as `virtual:decrypt-page`.
 */
export function decryptPage(): Plugin {
  let html: Promise<string> | null = null;
  let building = false;
  const made = () => (html ??= script().then(pageOf));
  return {
    name: 'carnet-decrypt-page',
    configResolved: ({ command }) => {
      building = command === 'build';
    },
    resolveId: (id) => (id === known ? `\0${known}` : null),
    load: async (id) => {
      if (id !== `\0${known}`) return null;
      const sha256 = building ? digest(await made(), 'hex') : '';
      return `export const decryptPageSha256 = ${JSON.stringify(sha256)};`;
    },
    async generateBundle() {
      const source = await made();
      this.emitFile({ type: 'asset', fileName: page, source });
      const line = `${digest(source, 'hex')}  ${page}\n`;
      this.emitFile({ type: 'asset', fileName: 'decrypt.sha256', source: line });
    },
  };
}
