import type { Page } from '@playwright/test';
import { violations } from './fixtures/axe.ts';
import { Keyboard } from './fixtures/keyboard.ts';
import { misfits, settle } from './fixtures/layout.ts';
import { screensBefore, screensInside, type Screen } from './fixtures/screens.ts';
import { expect, test as base } from './fixtures/test.ts';
import { Walk } from './fixtures/walk.ts';

const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 640 };
const desktop = { width: 1280, height: 800 };

const test = base.extend<{ walk: Walk }>({
  walk: async ({ server, open }, use) =>
    use(await Walk.begin(server.address, { deviceScaleFactor: 1 }, open)),
});

type Look = (page: Page) => Promise<string[]>;

async function onEach(walk: Walk, screens: readonly Screen[], look: Look): Promise<void> {
  for (const screen of screens) {
    await test.step(screen.name, async () => {
      await screen.reach(walk);
      const { page } = walk.of(screen.role);
      await settle(page);
      expect.soft(await look(page), screen.name).toEqual([]);
    });
  }
}

/** These stand for the rest where every screen would take too long, and are reached by themselves. */
const few = screensInside.filter(({ name }) =>
  [
    ...['record-home', 'record-part-medical', 'record-item', 'add-measurement', 'import'],
    ...['consult-start', 'share-start', 'more', 'settings', 'my-card', 'host-add'],
  ].includes(name),
);

const inLightAndDark: Look = async (page) => {
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await settle(page);
  const dark = await violations(page, 'contrast');
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark.map((line) => `dark: ${line}`)];
};

const atSize =
  (size: { width: number; height: number }): Look =>
  async (page) => {
    await page.setViewportSize(size);
    const found = await misfits(page);
    await page.setViewportSize(phone);
    return found.map((line) => `at ${size.width} px: ${line}`);
  };

const inLargeText: Look = async (page) => {
  const textSize = (size: string) =>
    page.evaluate((value) => void (document.documentElement.style.fontSize = value), size);
  await textSize('200%');
  const found = await misfits(page);
  await textSize('');
  return found.map((line) => `at twice the text size: ${line}`);
};

const inForcedColors: Look = async (page) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await settle(page);
  const found = [...(await violations(page)), ...(await misfits(page))];
  await page.emulateMedia({ forcedColors: 'none' });
  return found.map((line) => `in forced colours: ${line}`);
};

const all =
  (...looks: readonly Look[]): Look =>
  async (page) => {
    const found: string[] = [];
    for (const look of looks) found.push(...(await look(page)));
    return found;
  };

const anyWay = all(misfits, atSize(narrow), atSize(desktop), inLargeText, inForcedColors);

test('every screen passes axe in light and dark, and fits a phone of 320 px @a11y @slow', async ({
  walk,
}) => {
  test.setTimeout(1_800_000);
  const look = all(inLightAndDark, misfits, atSize(narrow));
  await onEach(walk, screensBefore, look);
  await walk.openSamples();
  await onEach(walk, screensInside, look);
});

test('screens of each kind pass axe in light and dark, and fit every width, text size and colour setting @a11y', async ({
  walk,
}) => {
  await onEach(walk, screensBefore.slice(0, 1), inLightAndDark);
  await walk.openSamples();
  await onEach(walk, few, all(inLightAndDark, anyWay));
});

test('a long language from right to left fits as well @a11y @slow', async ({ walk }) => {
  await walk.openSamples('pseudo');
  await onEach(walk, few, all(violations, misfits, atSize(narrow), inLargeText));
});

test('every screen fits a desktop, twice the text size and forced colours @a11y @slow', async ({
  walk,
}) => {
  test.setTimeout(1_800_000);
  // As they stand, and on the narrowest phone, they were looked at above.
  const look = all(atSize(desktop), inLargeText, inForcedColors);
  await onEach(walk, screensBefore, look);
  await walk.openSamples();
  await onEach(walk, screensInside, look);
});

test('every screen fits in a long language from right to left @a11y @slow', async ({ walk }) => {
  test.setTimeout(1_800_000);
  await walk.openSamples('pseudo');
  const look = all(violations, misfits, atSize(narrow), atSize(desktop), inLargeText);
  await onEach(walk, screensInside, look);
});

test('a fault that is put into a screen is found by these very looks @a11y', async ({ walk }) => {
  const { page } = walk.patient;
  await walk.patient.sees('Your health record, in your own hands');
  expect(await all(inLightAndDark, misfits)(page)).toEqual([]);
  await page.evaluate(() => {
    const wide = document.createElement('p');
    wide.textContent = 'pale and wide';
    wide.style.cssText = 'inline-size: 60rem; color: #aaa';
    document.querySelector('main')?.append(wide, document.createElement('button'));
  });
  const found = (await all(inLightAndDark, misfits)(page)).join('\n');
  for (const fault of ['button-name', 'color-contrast', 'sticks out'])
    expect(found).toContain(fault);
});

test('a whole consultation goes by keyboard alone, and the focus always shows @a11y', async ({
  walk,
}) => {
  const [patient, doctor] = [new Keyboard(walk.patient.page), new Keyboard(walk.doctor.page)];
  await doctor.press('Look around as a sample doctor');
  await walk.doctor.sees('New consultation');
  await doctor.press('Show my code');
  await walk.doctor.sees('Let the patient scan this');
  await doctor.press('Copy as a link');
  await expect.poll(() => walk.doctor.clipboard()).toContain('#1');
  const words = await walk.wordsOnScreen();

  await patient.press('Try it with a sample patient');
  await walk.patient.sees('Allergies');
  await patient.press('Share');
  await walk.patient.sees('Share');
  await patient.press('Scan the doctor’s code');
  await walk.patient.sees('Scan a code');
  await patient.press('Paste');
  await patient.roundInDialog();
  expect((await patient.focus()).name, 'the focus is back where it was').toBe('Paste');
  await patient.page.keyboard.press('Enter');
  await patient.write('The copied text or link', await walk.doctor.clipboard());
  await patient.press('Use this text');
  await walk.patient.sees('Is it really this doctor?');
  for (const group of await patient.page.locator('fieldset').all()) {
    const [legend = '', ...options] = (await group.innerText()).split('\n').filter(Boolean);
    await patient.to(options[0] ?? '');
    await patient.choose(options, words[Number(/\d+/.exec(legend)?.[0]) - 1] ?? '');
  }
  await patient.press('Compare');
  await expect(patient.page.getByRole('switch', { name: 'Prescriptions' })).toBeChecked();
  await patient.to('Prescriptions');
  await patient.page.keyboard.press('Space');
  await expect(patient.page.getByRole('switch', { name: 'Prescriptions' })).not.toBeChecked();
  await patient.press('Approve and show the code');
  await walk.patient.sees('Show this to the doctor');
  await patient.press('Other ways');
  await patient.roundInDialog();
  expect((await patient.focus()).name, 'the focus is back where it was').toBe('Other ways');
  await patient.page.keyboard.press('Enter');
  await walk.patient.page.evaluate(() => navigator.clipboard.writeText(''));
  await patient.press('Copy as text');
  await expect.poll(() => walk.patient.clipboard()).toMatch(/^carnet1:/);

  await doctor.press('Scan the patient’s answer');
  await walk.doctor.sees('Scan the patient’s code');
  await doctor.press('Paste');
  await doctor.write('The copied text or link', await walk.patient.clipboard());
  await doctor.press('Use this text');
  await walk.doctor.sees('Allergies');
  await expect(doctor.page.getByText('Withheld by the patient').first()).toBeVisible();
  await doctor.press('Penicillin');
  await doctor.roundInDialog();
  expect((await doctor.focus()).name, 'the focus is back where it was').toContain('Penicillin');
  await doctor.press('Write a prescription or note');
  await walk.doctor.sees('Write to the patient');
  await doctor.write('Medicine', 'Doxycycline 100 mg');
  await doctor.press('Sign and show the code');
  await walk.doctor.sees('Is this the person before you?');
  await doctor.press('Yes, this is');
  await walk.doctor.sees('Let the patient scan this');
});
