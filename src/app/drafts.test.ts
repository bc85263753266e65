import { describe, expect, it } from 'vitest';
import type { RecordForm } from '../records/index.ts';
import { passphrase, patientDevice } from './fixtures/device.ts';

const allergy = (substance: string): RecordForm => ({
  form: 'allergy',
  substance,
  reaction: '',
  severity: '',
  since: '',
  active: true,
});
const typed = (substance: string) =>
  ({ kind: 'form', form: allergy(substance), replaces: null }) as const;

describe('what was typed and not saved', () => {
  it('is there again after a lock, once for each form, until it is dropped', async () => {
    const { carnet } = await patientDevice();
    const id = (await carnet.profiles())[0]?.id ?? '';
    await carnet.drafts.keep(typed('Wal'), id);
    await carnet.drafts.keep(typed('Walnut'), id);
    await carnet.drafts.keep({ kind: 'emergency', lines: [] }, id);
    await carnet.lock();
    await expect(Promise.resolve().then(() => carnet.drafts.list())).rejects.toMatchObject({
      code: 'locked',
    });
    await carnet.unlock(id, passphrase);
    const drafts = await carnet.drafts.list();
    expect(drafts.map(({ content }) => content.kind)).toEqual(['emergency', 'form']);
    expect(drafts[1]?.content).toEqual(typed('Walnut'));
    await carnet.drafts.drop(drafts[1]?.id ?? '', id);
    expect((await carnet.drafts.list()).map(({ id: kept }) => kept)).toEqual(['emergency']);
  });

  it('is no record: nothing shows it, shares it or counts it', async () => {
    const { carnet } = await patientDevice();
    const { profileId } = await carnet.family.whose();
    await carnet.drafts.keep(typed('Quillwort'), profileId);
    expect((await carnet.home()).total).toBe(0);
    expect(JSON.stringify(await carnet.paper())).not.toContain('Quillwort');
  });

  it('is never another’s of the family, whose record has come in front meanwhile', async () => {
    const { carnet } = await patientDevice();
    const mine = (await carnet.family.whose()).profileId;
    await carnet.drafts.keep(typed('Walnut'), mine);
    const child = { label: 'Leo', colour: 3, relation: 'child', linked: true } as const;
    await carnet.family.add({ ...child, lock: { kind: 'same', passphrase } });
    const late = carnet.drafts.keep(typed('Walnuts'), mine);
    await expect(late).rejects.toMatchObject({ code: 'locked' });
    expect(await carnet.drafts.list()).toEqual([]);
    const leo = (await carnet.family.whose()).profileId;
    const id = await carnet.drafts.keep(typed('Hazel'), leo);
    await expect(carnet.drafts.drop(id, mine)).rejects.toMatchObject({ code: 'locked' });
    expect(await carnet.drafts.list()).toHaveLength(1);
    await carnet.family.switchTo(mine);
    expect((await carnet.drafts.list()).map(({ content }) => content)).toEqual([typed('Walnut')]);
  });

  it('goes when nobody came back to it for three months', async () => {
    const { carnet, clock } = await patientDevice();
    const { profileId } = await carnet.family.whose();
    await carnet.drafts.keep(typed('Walnut'), profileId);
    clock.passMinutes(89 * 24 * 60);
    expect(await carnet.drafts.list()).toHaveLength(1);
    clock.passMinutes(2 * 24 * 60);
    expect(await carnet.drafts.list()).toHaveLength(0);
  });
});
