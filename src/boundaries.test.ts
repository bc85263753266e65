import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname);

/** What each folder may import, besides itself. The order is the order of the layers. */
const layers: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  records: ['bytes'],
  crypto: ['bytes'],
  channel: ['bytes'],
  vault: ['bytes', 'crypto', 'records'],
  sharing: ['bytes', 'crypto', 'records'],
  hosts: ['bytes', 'crypto'],
  app: ['bytes', 'crypto', 'records', 'vault', 'sharing', 'channel', 'hosts'],
  workers: ['bytes', 'crypto', 'records', 'vault', 'sharing', 'channel', 'hosts', 'app'],
  ui: ['bytes', 'records', 'app', 'workers'],
  decrypt: ['bytes', 'records', 'vault', 'app', 'ui'],
};

/** Files of a folder that others may name directly; everything else goes through its index.ts. */
const doors = [
  /^bytes\//,
  /^crypto\/(hash|random)\.ts$/,
  /\/index\.ts$/,
  /^app\/api\.ts$/,
  /^ui\/words\/en\/fields\.ts$/,
  /^workers\/[\w-]+\.worker\.ts$/,
];

/** Packages and globals that only one place may touch. */
const packages: readonly (readonly [RegExp, RegExp])[] = [
  [/^idb$/, /^vault\//],
  [/^@noble\//, /^crypto\//],
  [/^hash-wasm/, /^crypto\//],
  [/^shamir-secret-sharing/, /^crypto\//],
  [/^(qrcode|html5-qrcode)/, /^ui\/qr\//],
  [/^(zxing-wasm|qr\/)/, /^(channel|workers)\//],
  [/^svelte/, /^(ui\/|main\.ts|App\.svelte|eslint)/],
  [/^pdfjs-dist/, /^(ui|workers)\//],
  [/^@hpke\//, /^crypto\//],
  [/^aws4fetch$/, /^hosts\//],
];

const forbidden: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\bMath\.random\b/, /^$/, 'Math.random'],
  [/\b(localStorage|sessionStorage)\b/, /^$/, 'web storage'],
  [/\{@html\b|\.innerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b/, /^$/, 'an HTML sink'],
  [/\beval\(|new Function\(/, /^$/, 'eval'],
  [/\bcrypto\.(subtle|getRandomValues)\b/, /^crypto\//, 'WebCrypto'],
  [/\bfetch\(/, /^(hosts\/|service-worker\.ts)/, 'fetch'],
  [/\bconsole\./, /^$/, 'console'],
];

const clockFree = /^(sharing|records|channel)\//;

interface Module {
  file: string;
  code: string;
  imports: string[];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts'));
}

/** A component's scripts; a module's whole text. */
function scriptOf(file: string, text: string): string {
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
    .map(([, code]) => code)
    .join('\n');
}

function importsOf(code: string): string[] {
  const listed = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
  const workers = [...code.matchAll(/new URL\(\s*'([^']+\.ts)'/g)].map(([, path]) => String(path));
  return [...listed, ...workers];
}

const modules: Module[] = sourceFiles(source).map((file) => {
  const text = readFileSync(join(source, file), 'utf8');
  return { file, code: text, imports: importsOf(scriptOf(file, text)) };
});

const isTest = (file: string) => /\.(test|bench)\.ts$|\/(fixtures|vectors)\//.test(file);
const folderOf = (file: string) => (file.includes('/') ? String(file.split('/')[0]) : '');
const target = (file: string, path: string) =>
  relative(source, resolve(source, dirname(file), path)).replaceAll('\\', '/');
const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');

function localEdges(module: Module) {
  return module.imports
    .filter((path) => path.startsWith('.'))
    .map((path) => target(module.file, path.replace(/\?.*$/, '')));
}

function mayImport(module: Module, to: string): boolean {
  const from = folderOf(module.file);
  const into = folderOf(to);
  if (from === '' || into === from) return true;
  if (module.file.startsWith('ui/qr/') && into === 'channel') return true;
  return layers[from]?.includes(into) ?? false;
}

describe('the layers', () => {
  it('finds the modules of every folder it guards', () => {
    const folders = new Set(modules.map(({ file }) => folderOf(file)));
    expect([...folders].filter((folder) => folder !== '').toSorted()).toEqual(
      Object.keys(layers).toSorted(),
    );
  });

  it('are imported only downward', () => {
    const wrong = modules.flatMap((module) =>
      localEdges(module)
        .filter((to) => !mayImport(module, to))
        .map((to) => `${module.file} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are entered through their doors', () => {
    const wrong = modules.flatMap((module) =>
      localEdges(module)
        .filter((to) => folderOf(to) !== folderOf(module.file) && folderOf(module.file) !== '')
        .filter((to) => /\.ts$/.test(to) && !doors.some((door) => door.test(to)))
        .map((to) => `${module.file} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('hold no circle', () => {
    expect(circles()).toEqual([]);
  });

  it('keep each outside power behind its one door', () => {
    const wrong = modules.flatMap((module) =>
      module.imports
        .filter((path) =>
          packages.some(([name, home]) => name.test(path) && !home.test(module.file)),
        )
        .filter(() => !isTest(module.file))
        .map((path) => `${module.file} → ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('touch no forbidden global', () => {
    const wrong = modules
      .filter(({ file }) => !isTest(file))
      .flatMap(({ file, code }) =>
        forbidden
          .filter(([pattern, home]) => pattern.test(withoutComments(code)) && !home.test(file))
          .map(([, , name]) => `${file}: ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('read the clock only where it is handed in', () => {
    const wrong = modules
      .filter(({ file }) => clockFree.test(file) && !isTest(file))
      .filter(({ code }) =>
        /\bDate\.now\(|new Date\(\)|performance\.now\(/.test(withoutComments(code)),
      )
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  it('keep one role’s screens apart from the other’s', () => {
    const wrong = modules.flatMap((module) =>
      localEdges(module)
        .filter(
          (to) => /^ui\/screens\/consult\//.test(module.file) && /^ui\/screens\/share\//.test(to),
        )
        .map((to) => `${module.file} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** Import circles among non-test modules, each as the path that closes it. */
function circles(): string[] {
  const graph = new Map(
    modules.filter(({ file }) => !isTest(file)).map((module) => [module.file, valueEdges(module)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

/** Imports that exist at run time: a circle of types alone is harmless. */
function valueEdges(module: Module): string[] {
  const code = scriptOf(module.file, module.code).replace(
    /import type[\s\S]*?;|export type \{[\s\S]*?;/g,
    '',
  );
  return localEdges({ ...module, imports: importsOf(code) });
}
