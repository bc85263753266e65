import { expect, it } from 'vitest';
import { environmentAt, newDoctor, newPatient } from './fixtures/consultation.ts';
import { makeStandingGrant, openStandingGrant } from './standing-grant.ts';
import { makeCard, readCard } from './card.ts';

it('takes at most 800 bytes for four units', async () => {
  const env = environmentAt();
  const doctor = await newDoctor();
  const { patient } = await newPatient();
  const card = await readCard(env, await makeCard(env, { ...doctor.author, ...doctor.keys }));
  const units = (['personal', 'medical', 'insurance-card', 'prescription'] as const).map(
    (unit) => ({
      unit,
      lane: 'all' as const,
      epochId: env.random(16),
      leastRevision: 2 ** 32 - 1,
      reEncryptionKey: env.random(96),
    }),
  );
  const message = await makeStandingGrant(env, patient, card, {
    grantId: env.random(16),
    units,
    shelfKey: env.random(32),
    until: new Date('2031-01-01T00:00:00Z'),
    place: { base: `https://${'x'.repeat(71)}/`, reader: null },
    patientName: 'A'.repeat(20),
    helper: null,
  });
  expect(message.length).toBeLessThanOrEqual(800);
  expect(openStandingGrant).toBeDefined();
});
