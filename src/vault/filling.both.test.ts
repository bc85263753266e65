import { describe, expect, it } from 'vitest';
import {
  freshName,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';

describe('a profile that is filled before anybody sees it', () => {
  it('is on no list meanwhile, nor removed by another window, and on every one afterwards', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const profile = await sampleProfile(vault, {
      fill: async (fresh) => {
        expect(await vault.profiles()).toEqual([]);
        const other = await testVault({ databaseName });
        expect([await other.profiles(), await other.damaged()]).toEqual([[], 0]);
        other.close();
        await fresh.commit([put('record', 'first', 'kept')]);
      },
    });
    expect((await vault.profiles()).map(({ id }) => id)).toEqual([profile.card.id]);
    expect((await profile.readAll('record')).objects).toHaveLength(1);
    vault.close();
  });

  it('leaves nothing when that fails', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const fill = () => Promise.reject(new RangeError('no'));
    await expect(sampleProfile(vault, { fill })).rejects.toThrow('no');
    for (const store of ['profile', 'slot', 'keyring', 'object'])
      expect(await rawRows(databaseName, store)).toEqual([]);
    vault.close();
  });

  it('is gone at the next start when it was cut off, with all that was written', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const profile = await sampleProfile(vault, {
      fill: (fresh) => fresh.commit([put('record', 'first', 'kept')]),
    });
    const { id } = profile.card;
    vault.close();
    const [card] = await rawRows(databaseName, 'profile');
    expect(card?.value['unfinished']).toBe(undefined);
    // As a killed browser leaves it.
    await putRaw(databaseName, 'profile', [id], { ...card?.value, unfinished: true });
    const again = await testVault({ databaseName });
    expect(await again.profiles()).toEqual([]);
    for (const store of ['profile', 'slot', 'keyring', 'object'])
      expect(await rawRows(databaseName, store)).toEqual([]);
    again.close();
  });
});
