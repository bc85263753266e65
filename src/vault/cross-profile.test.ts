import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardian } from './fixtures/factors.ts';
import {
  behind,
  freshName,
  passphrase,
  put,
  rawRows,
  testVault,
  type RawRow,
} from './fixtures/test-vault.ts';
import type { Collection, UnlockedProfile, Vault } from './index.ts';

/** Two people of one family, locked by the very same passphrase. */
async function family() {
  const databaseName = freshName();
  const vault = await testVault({ databaseName });
  const factor = { kind: 'passphrase', passphrase } as const;
  const about = { role: 'patient', colour: 0, sample: false, factor } as const;
  const one = await vault.create({ ...about, label: 'One' });
  const other = await vault.create({ ...about, label: 'Other', besides: [guardian()] });
  return { databaseName, vault, one, other };
}

const found: readonly Collection[] = ['record', 'contact', 'log', 'setting', 'letter'];
const row = fc.record({
  collection: fc.constantFrom(...found),
  id: fc.string({ minLength: 1, maxLength: 8 }),
  text: fc.string({ maxLength: 40 }),
});
const rows = fc.uniqueArray(row, {
  minLength: 1,
  maxLength: 6,
  selector: ({ collection, id }) => `${collection}/${id}`,
});

/** Every row of one profile laid where the other's would lie. */
async function transplanted(databaseName: string, from: string, to: string, store: string) {
  const mine = (await rawRows(databaseName, store)).filter(({ key }) => key[0] === from);
  await behind(databaseName, async (database) => {
    for (const { key, value } of mine) await database.put(store, value, [to, ...key.slice(1)]);
  });
  return mine;
}

async function opened(profile: UnlockedProfile): Promise<string[]> {
  const all = await Promise.all(found.map((collection) => profile.readAll(collection)));
  return all.flatMap(({ objects }) => objects.map(({ id }) => id));
}

const ids = (moved: readonly RawRow[]) => moved.map(({ key }) => key[2]);

async function unlockedAgain(vault: Vault, profile: UnlockedProfile): Promise<UnlockedProfile> {
  const { id } = profile.card;
  profile.lock();
  return vault.unlock(id, { kind: 'passphrase', passphrase });
}

describe('what is sealed for one of a family', () => {
  it('opens in no other’s profile, whatever it is and wherever it is laid', async () => {
    const { databaseName, one, other } = await family();
    await fc.assert(
      fc.asyncProperty(rows, async (drawn) => {
        await one.commit(drawn.map(({ collection, id, text }) => put(collection, id, text)));
        const moved = await transplanted(databaseName, one.card.id, other.card.id, 'object');
        expect(await opened(other)).toEqual([]);
        const named = await Promise.all(found.map((collection) => other.readAll(collection)));
        const unreadable = named.flatMap((each) => each.unreadable.map(({ key }) => key));
        expect(unreadable.toSorted()).toEqual(ids(moved).toSorted());
        expect((await opened(one)).length).toBe(moved.length);
      }),
      { numRuns: 12 },
    );
  });

  it('opens by no slot of another’s, though both have the same passphrase', async () => {
    const { databaseName, vault, one, other } = await family();
    await one.commit([put('record', 'a', 'mine')]);
    const [mine, theirs] = [one.card.id, other.card.id];
    await transplanted(databaseName, theirs, mine, 'slot');
    const again = await unlockedAgain(vault, one);
    expect(await opened(again)).toEqual(['a']);
    const own = (await rawRows(databaseName, 'slot')).filter(({ key }) => key[0] === mine);
    await behind(databaseName, async (database) => {
      for (const { key } of own) await database.delete('slot', key);
    });
    await transplanted(databaseName, theirs, mine, 'slot');
    await expect(unlockedAgain(vault, again)).rejects.toMatchObject({ code: 'wrong-passphrase' });
  });

  it('is no keyring and no backup of another’s', async () => {
    const { databaseName, vault, one, other } = await family();
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    await one.writeBackup('2030-01-02T03:04:05.000Z', (bytes) => pieces.push(bytes));
    const file = new Blob(pieces);
    await expect(other.openBackup(file)).rejects.toMatchObject({ code: 'backup-of-another' });
    expect((await one.openBackup(file)).about.card.id).toBe(one.card.id);
    await transplanted(databaseName, other.card.id, one.card.id, 'keyring');
    await expect(unlockedAgain(vault, one)).rejects.toMatchObject({ code: 'unreadable' });
  });
});
