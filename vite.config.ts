import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { manifest } from './src/app-manifest.ts';
import { contentSecurityPolicy } from './src/content-security-policy.ts';
import { decryptPage } from './src/decrypt-page.ts';
import { threatModel } from './src/threat-model.ts';

/** The policy goes into the built page only: the dev server injects inline styles and a websocket. */
const policyTag: Plugin = {
  name: 'carnet-content-security-policy',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  },
};

const launchOptions = process.env['CHROMIUM_PATH']
  ? { executablePath: process.env['CHROMIUM_PATH'] }
  : {};

/** Tests open databases of their own and leave nothing in a module: loading those anew costs a third of the time. */
const inNode = { environment: 'node', isolate: false } as const;

export default defineConfig({
  // Relative addresses let the same build run from any folder of any static host.
  base: './',
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
  plugins: [
    svelte(),
    policyTag,
    decryptPage(),
    threatModel(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: null,
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,wasm,woff2,svg,png,json,txt}'],
        maximumFileSizeToCacheInBytes: 4_000_000,
      },
      manifest,
    }),
  ],
  optimizeDeps: {
    // Found before the first browser test runs: a late find would reload the page under it.
    include: [
      '@hpke/core',
      '@hpke/dhkem-x25519',
      '@lucide/svelte/icons/arrow-left',
      '@lucide/svelte/icons/circle-check',
      '@lucide/svelte/icons/info',
      '@lucide/svelte/icons/octagon-alert',
      '@lucide/svelte/icons/triangle-alert',
      '@lucide/svelte/icons/x',
      '@noble/curves/bls12-381.js',
      '@noble/curves/ed25519.js',
      'aws4fetch',
      'comlink',
      'fast-check',
      'html5-qrcode',
      'idb',
      'pdfjs-dist/build/pdf.worker.min.mjs',
      'qr/decode.js',
      'qrcode',
      'zxing-wasm/reader',
    ],
  },
  test: {
    // A machine under load is slow, not wrong: a limit is there to end what hangs.
    testTimeout: process.env['SLOW'] ? 900_000 : 60_000,
    hookTimeout: 120_000,
    expect: { poll: { interval: 5, timeout: 30_000 } },
    // The default leaves one core idle: on two cores that is half the machine.
    maxWorkers: availableParallelism(),
    // As for the end-to-end tests: a second try tells a starved run from a broken one.
    retry: process.env['CI'] ? 2 : 0,
    projects: [
      {
        extends: true,
        test: {
          ...inNode,
          name: 'node',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.browser.test.ts', 'src/app/**'],
        },
      },
      {
        extends: true,
        test: {
          ...inNode,
          name: 'app',
          include: ['src/app/**/*.test.ts'],
          setupFiles: ['src/app/fixtures/quick-guesses.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['src/**/*.both.test.ts', 'src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
