import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { settle } from '../fixtures/layout.ts';
import { screensBefore, screensInside, type Screen } from '../fixtures/screens.ts';
import { Walk } from '../fixtures/walk.ts';

const gallery = resolve(import.meta.dirname, '../.cache/pictures');
const shownInReadme = resolve(import.meta.dirname, '../../src/ui/pictures');

/** The README shows some of them, by other names where the screen has a longer one. */
const forReadme: Readonly<Record<string, string>> = {
  'record-home': 'record-home.png',
  'share-consent': 'consent.png',
  'doctor-summary': 'doctor-summary.png',
  'host-test-passed': 'host.png',
  'people-access': 'people.png',
};
const README_LIMIT_BYTES = 120_000;

const formats = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

type Format = keyof typeof formats;

/** Where the note at the foot is what the picture is of. */
const withNotes = /-(deleted|brought-back|sent|declined|stopping)$/;

/** Notes tell of the step before, and are closed as somebody would who is done with them. */
async function closeNotes(page: Page): Promise<void> {
  const notes = page.locator('.toast');
  while ((await notes.count()) > 0) {
    const close = notes.first().locator('.icon-button');
    await close.click({ timeout: 2000 }).catch(() => undefined);
  }
}

async function photograph(page: Page, format: Format, name: string): Promise<void> {
  if (!withNotes.test(name)) await closeNotes(page);
  // Away from whatever was pressed last, which would otherwise show as pointed at.
  await page.mouse.move(0, 0);
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await settle(page);
    const path = join(gallery, `${format}-${scheme}`, `${name}.png`);
    await page.screenshot({ path });
    if (format === 'phone' && scheme === 'light') publish(path, forReadme[name]);
  }
}

function publish(path: string, as: string | undefined): void {
  if (as === undefined) return;
  expect(statSync(path).size, `${as} is small enough for a README`).toBeLessThan(
    README_LIMIT_BYTES,
  );
  mkdirSync(shownInReadme, { recursive: true });
  copyFileSync(path, join(shownInReadme, as));
}

for (const format of ['phone', 'desktop'] as const) {
  test(`pictures of every screen on a ${format}`, async ({ server, open }) => {
    const take = async (walk: Walk, screens: readonly Screen[]) => {
      for (const screen of screens) {
        await test.step(screen.name, async () => {
          await screen.reach(walk);
          await photograph(walk.of(screen.role).page, format, screen.name);
        });
      }
    };
    const device = { viewport: formats[format], deviceScaleFactor: 1 };
    const walk = await Walk.begin(server.address, device, open);
    await take(walk, screensBefore);
    await walk.openSamples();
    await take(walk, screensInside);
  });
}
