import type { Page } from '@playwright/test';
import { lookBack, lookElsewhere, readWhileHiding } from './fixtures/attention.ts';
import { go } from './fixtures/own-profile.ts';
import { Doctor, Patient } from './fixtures/people.ts';
import { expect, test } from './fixtures/test.ts';

const covered = 'Carnet is covered while you are away.';
const record = (page: Page) => page.getByRole('heading', { name: 'Allergies' });
const locked = (page: Page) => page.getByRole('heading', { name: 'Welcome back' });

async function awayFor(page: Page, time: string): Promise<void> {
  await lookElsewhere(page);
  await page.clock.fastForward(time);
  await lookBack(page);
}

const away = test.extend<{ patient: Patient }>({
  patient: async ({ server, open }, use) => {
    const patient = new Patient(await open());
    await patient.page.clock.install();
    await patient.page.goto(server.address);
    await patient.openSample();
    await use(patient);
  },
});

away('the screen is covered the moment somebody looks elsewhere @locked', async ({ patient }) => {
  expect(await readWhileHiding(patient.page)).toBe(covered);
  await lookBack(patient.page);
  await expect(record(patient.page)).toBeVisible();
});

away(
  'what covers the screen hides all of it, in light and dark @locked',
  async ({ patient: { page } }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await lookElsewhere(page);
      const cover = page.locator('.cover');
      await expect(cover).toHaveText(covered);
      const seen = await cover.evaluate((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const { backgroundColor } = getComputedStyle(element);
        const whole = left <= 0 && top <= 0 && right >= innerWidth && bottom >= innerHeight;
        return { whole, backgroundColor };
      });
      expect(seen.whole).toBe(true);
      const [red = 0, , , alpha = 1] = (seen.backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
      expect(alpha, 'nothing shines through').toBe(1);
      expect(red > 128, 'it is as light as the theme').toBe(colorScheme === 'light');
      await lookBack(page);
    }
  },
);

away(
  'it locks after two minutes out of sight, not before @locked',
  async ({ patient: { page } }) => {
    await awayFor(page, '01:50');
    await expect(record(page)).toBeVisible();

    await awayFor(page, '02:01');
    await expect(page.getByText('Locked while you were away.')).toBeVisible();
    await expect(locked(page)).toBeVisible();
  },
);

away('it locks after the time that was set @locked', async ({ patient: { page } }) => {
  await go(page, '/more/settings');
  await page.getByLabel('Lock when hidden or untouched for').selectOption('30 seconds');
  await go(page, '/record');
  await awayFor(page, '00:25');
  await expect(record(page)).toBeVisible();

  await awayFor(page, '00:31');
  await expect(locked(page)).toBeVisible();
});

away('it locks when nobody touches it for two minutes @locked', async ({ patient: { page } }) => {
  await page.clock.fastForward('01:50');
  await page.keyboard.press('Shift');
  await page.clock.fastForward('01:50');
  await expect(record(page)).toBeVisible();

  await page.clock.fastForward('02:06');
  await expect(page.getByText('Locked because nobody touched it for a while.')).toBeVisible();
});

away(
  'a short number brings back what was being typed, and five wrong ones lock for real @locked',
  async ({ patient: { page } }) => {
    await go(page, '/more/screen-lock');
    await page.getByLabel('Number', { exact: true }).fill('4711');
    await page.getByLabel('The same number again').fill('4711');
    await page.getByRole('button', { name: 'Set the number' }).click();
    await expect(page.getByText('The number is set.')).toBeVisible();
    await go(page, '/record/add/allergy');
    const field = page.getByLabel('What are you allergic to?');
    await field.fill('Walnut');

    await lookElsewhere(page);
    expect(await page.evaluate(() => document.body.textContent)).not.toContain('allergic');
    await expect(field).toHaveCount(0);
    await lookBack(page);
    const number = page.getByLabel('Number', { exact: true });
    const goOn = page.getByRole('button', { name: 'Go on' });
    await number.fill('1234');
    await goOn.click();
    await expect(page.getByText('4 tries are left')).toBeVisible();
    await number.fill('4711');
    await goOn.click();
    await expect(field).toHaveValue('Walnut');

    await page.getByRole('button', { name: 'Cover the screen now' }).click();
    await expect(page.getByRole('heading', { name: 'Your record is covered' })).toBeVisible();
    for (const left of ['4', '3', '2', '1 try']) {
      await number.fill('1234');
      await goOn.click();
      await expect(page.getByText(new RegExp(`number. ${left}`))).toBeVisible();
    }
    await number.fill('1234');
    await goOn.click();
    await expect(locked(page)).toBeVisible();
  },
);

test('a code that is shown survives five minutes in another window, not a quarter of an hour @locked', async ({
  server,
  open,
}) => {
  const doctor = new Doctor(await open());
  await doctor.page.clock.install();
  await doctor.page.goto(server.address);
  await doctor.openSample();
  await doctor.showRequest();
  await awayFor(doctor.page, '05:00');
  await expect(doctor.requestCode).toBeVisible();

  await awayFor(doctor.page, '15:00');
  await expect(locked(doctor.page)).toBeVisible();
});

test.describe('leaving the page', () => {
  // Whether it keeps a page that was left in its memory is the browser's choice each time.
  test.describe.configure({ retries: 3 });

  for (const cached of [true, false]) {
    const way = cached ? 'out of the browser’s memory' : 'loaded anew';
    test(`locks it, and on return, ${way}, it asks to be opened @locked`, async ({
      server,
      keep,
    }) => {
      const switches = cached ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {};
      const device = await keep().start(switches);
      const { page } = device;
      await device.install(server.address);
      await new Patient(device).openSample();
      const vault = page.workers().find((worker) => worker.url().includes('vault.worker'));
      expect(vault).toBeDefined();
      const forgotten = vault?.waitForEvent('close');
      await page.evaluate(noteLeaving);

      await page.goto(`${server.address}index.html`);
      expect(await page.evaluate(() => localStorage.getItem('left'))).toBe(covered);
      await forgotten;
      await page.goBack({ waitUntil: 'commit' });
      await expect(locked(page)).toBeVisible();
      await expect(record(page)).toBeHidden();
      const fromMemory = await page.evaluate(() => localStorage.getItem('from memory'));
      expect(fromMemory).toBe(cached ? 'true' : null);
    });
  }
});

/** Runs in the page: notes what the screen says as it is left, and whether this page comes back. */
function noteLeaving(): void {
  window.addEventListener('pagehide', () =>
    localStorage.setItem('left', document.body.innerText.trim()),
  );
  window.addEventListener('pageshow', ({ persisted }) =>
    localStorage.setItem('from memory', String(persisted)),
  );
}
