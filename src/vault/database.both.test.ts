import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { sha256 } from '../crypto/hash.ts';
import { Database, everythingOf } from './database.ts';
import { freshName } from './fixtures/test-vault.ts';

const released: Readonly<Record<string, string>> = {
  './migrations/001-initial.ts': 'd32aa6ffc59aba5244ac4db40f3974d49263e208777299c7bfa68453851d12c5',
};

const sources = import.meta.glob<string>('./migrations/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('a released migration', () => {
  it('never changes: a later layout is a new file', () => {
    const hashes = Object.entries(sources).map(([file, text]) => [file, toHex(sha256(utf8(text)))]);
    expect(Object.fromEntries(hashes)).toEqual(released);
  });

  it('imports nothing that could change under it', () => {
    for (const text of Object.values(sources)) expect(text).not.toMatch(/\bimport\b.*from/);
  });

  it('is numbered without a gap', () => {
    const numbers = Object.keys(sources).map((file) => Number(/\/(\d{3})-/.exec(file)?.[1]));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });
});

async function opened() {
  const database = new Database(freshName());
  await database.open();
  return database;
}

const store = (database: Database, key: string) =>
  database.write(['profile'], (tx) => tx.objectStore('profile').put('row', [key]));
const count = (database: Database) =>
  database.read(['profile'], (tx) => tx.objectStore('profile').count());

/** What WebKit does to a page in the background: transactions on the old connection fail. */
function dropConnection(times: number) {
  const real = Reflect.get(IDBDatabase.prototype, 'transaction');
  let left = times;
  return vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...args
  ) {
    if (left-- > 0)
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    return real.apply(this, args);
  });
}

describe('a connection that the browser drops', () => {
  it('is reopened, and the work is done', async () => {
    const database = await opened();
    const dropped = dropConnection(1);
    await store(database, 'a');
    dropped.mockRestore();
    expect(await count(database)).toBe(1);
  });

  it('twice in a row is reported, and the next work finds it healed', async () => {
    const database = await opened();
    const dropped = dropConnection(2);
    await expect(store(database, 'a')).rejects.toMatchObject({ code: 'lost-connection' });
    expect(await count(database)).toBe(0);
    dropped.mockRestore();
    await store(database, 'a');
    expect(await count(database)).toBe(1);
  });

  it('is not confused with being closed on purpose', async () => {
    const database = await opened();
    database.close();
    await expect(count(database)).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('a browser without a usable database', () => {
  it('is named', async () => {
    const refused = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    await expect(opened()).rejects.toMatchObject({ code: 'unavailable' });
    refused.mockRestore();
    await expect(opened()).resolves.toBeInstanceOf(Database);
  });

  it('is also one that a window with an older layout keeps shut', async () => {
    const name = freshName();
    const stubborn = await openDB(name, 1);
    const real = Reflect.get(IDBFactory.prototype, 'open');
    const newer = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (
      this: IDBFactory,
      asked,
    ) {
      return real.call(this, asked, 2);
    });
    const database = new Database(name);
    await expect(database.open()).rejects.toMatchObject({ code: 'unavailable' });
    stubborn.close();
    await database.open();
    newer.mockRestore();
    database.close();
  });
});

describe('work that fails', () => {
  it('leaves nothing of itself and passes its own error on', async () => {
    const database = await opened();
    const failing = database.write(['profile'], async (tx) => {
      await tx.objectStore('profile').put('row', ['a']);
      throw new RangeError('mine');
    });
    await expect(failing).rejects.toThrow(new RangeError('mine'));
    expect(await count(database)).toBe(0);
  });
});

describe('everything of a profile', () => {
  it('is all that begins with its id, and nothing of its neighbours', async () => {
    const database = await opened();
    const keys: [string, string, string][] = [
      ['a', 'x', ''],
      ['b', '', ''],
      ['b', 'x', '\uffff'],
      ['b', '\uffff', 'x'],
      ['bb', 'x', 'x'],
      ['c', '', ''],
    ];
    await database.write(['object'], (tx) =>
      Promise.all(keys.map((key) => tx.objectStore('object').put('row', key))),
    );
    const found = await database.read(['object'], (tx) =>
      tx.objectStore('object').getAllKeys(everythingOf('b')),
    );
    expect(found).toEqual(keys.filter(([first]) => first === 'b'));
  });
});
