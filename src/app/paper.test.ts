import { describe, expect, it } from 'vitest';
import { canaries } from './fixtures/bundle.ts';
import { filledPatient } from './fixtures/filled-patient.ts';

describe('the summary on paper', () => {
  it('names the patient, allergies, medicines and problems, and leaves out what is private', async () => {
    const { carnet } = await filledPatient();
    const paper = await carnet.paper();
    expect(paper.header.name).toBe('Ada Example');
    expect(paper.allergies.lines.map(({ title }) => title)).toEqual(['Peanut']);
    expect(paper.medicines.lines[0]?.title).toContain(canaries.prescription);
    expect(paper.problems.lines[0]?.title).toContain(canaries.medical);
    const [allergy] = (await carnet.entries({ text: 'Peanut' })).entries;
    if (allergy === undefined) throw new Error('no allergy');
    await carnet.setPrivate(allergy.id, true);
    expect((await carnet.paper()).allergies.lines).toEqual([]);
    await carnet.lock();
  });
});
