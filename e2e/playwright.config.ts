import { defineConfig } from '@playwright/test';

const json = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'];

export default defineConfig({
  testDir: '.',
  outputDir: './.cache/test-results',
  forbidOnly: Boolean(process.env['CI']),
  fullyParallel: true,
  // The machine that runs this is small and noisy: a retry tells a starved run from a broken one.
  retries: process.env['CI'] ? 2 : 0,
  workers: 2,
  timeout: process.env['SLOW'] ? 1_200_000 : 240_000,
  expect: { timeout: 15_000 },
  reporter: json ? [['list'], ['json', { outputFile: json }]] : [['list']],
  projects: [
    { name: 'e2e', testMatch: '*.spec.ts' },
    { name: 'bench', testMatch: 'bench/*.bench.ts', workers: 1, timeout: 600_000 },
    { name: 'pictures', testMatch: 'pictures/*.pictures.ts', workers: 1, timeout: 600_000 },
  ],
});
