import { leakyResources, canariesIn, ownWords } from '../src/app/fixtures/leaky-bundle.ts';
import { consult, type Doctor, type Part, parts, type Patient } from './fixtures/people.ts';
import { samplePair } from './fixtures/sample-pair.ts';
import { expect, test } from './fixtures/test.ts';

const unitOf = {
  'Medical record': 'medical',
  Prescriptions: 'prescription',
  'Personal details': 'personal',
  'Insurance card': 'insurance-card',
  'Insurance claims': 'insurance-claims',
} as const satisfies Record<Part, keyof typeof ownWords>;

/** All 32 are tried beside the code, in `src/app/subsets.test.ts`. Here each part is on and off. */
const halves: readonly (readonly Part[])[] = [
  ['Prescriptions', 'Insurance claims', 'Personal details'],
  ['Medical record', 'Insurance card'],
];

/** Those that leak easily. */
const more: readonly (readonly Part[])[] = [
  ['Prescriptions'],
  ['Insurance claims', 'Personal details'],
  parts,
];

for (const { choices, tags } of [
  { choices: halves, tags: '@subsets' },
  { choices: more, tags: '@subsets @slow' },
])
  test(`the doctor’s screens show exactly the parts that were switched on, and no word of another ${tags}`, async ({
    server,
    open,
  }) => {
    const desk = { viewport: { width: 1280, height: 800 } };
    const { patient, doctor } = await samplePair(open, server.address, desk);
    await bringIn(patient);

    for (const wanted of choices) {
      await test.step(wanted.join(', '), async () => {
        await consult(patient, doctor, wanted);
        const shown = await everythingShown(doctor);
        const units = wanted.map((part) => unitOf[part]);
        const strange = canariesIn(shown).filter(
          ({ owners }) => !owners.every((owner) => units.some((unit) => unit === owner)),
        );
        expect(strange).toEqual([]);
        for (const part of parts) {
          const arrived = shown.includes(ownWords[unitOf[part]]);
          expect([part, arrived]).toEqual([part, wanted.includes(part)]);
        }
        await doctor.press('End the visit');
        await doctor.sees('This visit is over');
      });
    }
  });

async function bringIn(patient: Patient): Promise<void> {
  const entry = leakyResources.map((resource) => ({ resource }));
  const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry });
  await patient.page.evaluate(() => (location.hash = '#/record/import'));
  await patient.pick('Choose a file', {
    name: 'leaky.json',
    mimeType: 'application/json',
    buffer: Buffer.from(bundle),
  });
  await patient.press('Save to my record');
  await patient.sees('It is in your record');
}

/** The open record's page, and each of the planted entries with its FHIR unfolded. */
async function everythingShown({ page }: Doctor): Promise<string> {
  const more = page.getByRole('button', { name: /^Show all/ });
  for (let left = await more.count(); left > 0; left--) {
    await more.first().click();
    await expect(more).toHaveCount(left - 1);
  }
  const texts = [await page.locator('main').innerText()];
  const planted = page.getByRole('listitem').getByRole('button').filter({ hasText: 'canary.' });
  for (const entry of await planted.all()) {
    await entry.click();
    const sheet = page.getByRole('dialog');
    await sheet.locator('summary').filter({ hasText: 'As FHIR' }).click();
    await expect(sheet.getByText('"resourceType"')).toBeVisible();
    texts.push(await sheet.innerText());
    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
  }
  return texts.join('\n');
}
