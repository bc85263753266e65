import { describe, expect, it } from 'vitest';
import { Database, released, type Migration } from './database.ts';
import { freshName, put, rawRows, sampleProfile, testVault } from './fixtures/test-vault.ts';

/** What a later version may do: rewrite every row, in the upgrade's own transaction. */
const rewriting =
  (failAfter = Number.POSITIVE_INFINITY): Migration =>
  (_database, transaction) => {
    let rewritten = 0;
    const walk = transaction.objectStore('object').openCursor();
    walk.onsuccess = () => {
      const cursor = walk.result;
      if (cursor === null) return;
      if (rewritten === failAfter) {
        transaction.abort();
        return;
      }
      rewritten += 1;
      cursor.update({ ...(cursor.value as object), later: true });
      cursor.continue();
    };
  };

async function stored(): Promise<string> {
  const databaseName = freshName();
  const vault = await testVault({ databaseName });
  const profile = await sampleProfile(vault);
  const writes = Array.from({ length: 20 }, (_, i) => put('record', `r${String(i)}`, 'words'));
  await profile.commit(writes);
  vault.close();
  return databaseName;
}

const marks = async (name: string) =>
  (await rawRows(name, 'object')).filter(({ value }) => value['later'] === true).length;

describe('a second migration', () => {
  it('that is cut off half-way leaves the old layout, which opens', async () => {
    const name = await stored();
    const next = new Database(name, [...released, rewriting(10)]);
    await expect(next.open()).rejects.toMatchObject({ code: 'unavailable' });
    next.close();
    expect(await marks(name)).toBe(0);
    const vault = await testVault({ databaseName: name });
    expect(await vault.profiles()).toHaveLength(1);
    vault.close();
  });

  it('that ends has rewritten every row, and keeps an older app out', async () => {
    const name = await stored();
    const next = new Database(name, [...released, rewriting()]);
    await next.open();
    next.close();
    expect(await marks(name)).toBe(20);
    await expect(testVault({ databaseName: name })).rejects.toMatchObject({
      code: 'newer-version',
    });
  });
});
