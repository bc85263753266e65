import { describe, expect, it, vi } from 'vitest';
import { fromUtf8, utf8 } from '../bytes/bytes.ts';
import { Database } from './database.ts';
import {
  flipped,
  freshName,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';
import type { Collection, UnlockedProfile, Write } from './index.ts';

async function profileIn(databaseName = freshName()) {
  const vault = await testVault({ databaseName });
  return { databaseName, vault, profile: await sampleProfile(vault) };
}

async function texts(profile: UnlockedProfile, collection: Collection = 'record') {
  const { objects } = await profile.readAll(collection);
  return Object.fromEntries(objects.map(({ id, bytes }) => [id, fromUtf8(bytes)]));
}

describe('a commit', () => {
  it('stores all of it', async () => {
    const { profile } = await profileIn();
    await profile.commit([
      put('record', 'a', 'one'),
      put('record', 'b', 'two'),
      put('log', 'a', 'three'),
    ]);
    expect(await texts(profile)).toEqual({ a: 'one', b: 'two' });
    expect(await profile.read('log', 'a')).toEqual({ id: 'a', revision: 1, bytes: utf8('three') });
    expect(await profile.read('log', 'b')).toBeNull();
  });

  it('replaces and deletes', async () => {
    const { profile } = await profileIn();
    await profile.commit([put('record', 'a', 'one'), put('record', 'b', 'two')]);
    await profile.commit([
      put('record', 'a', 'later', { revision: 2 }),
      { kind: 'delete', collection: 'record', id: 'b' },
    ]);
    expect(await texts(profile)).toEqual({ a: 'later' });
    expect((await profile.read('record', 'a'))?.revision).toBe(2);
  });

  it('that expects another revision is refused whole', async () => {
    const { profile } = await profileIn();
    await profile.commit([put('record', 'a', 'one', { expects: 0 })]);
    await profile.commit([put('record', 'a', 'two', { revision: 2, expects: 1 })]);
    const late = [
      put('record', 'b', 'new'),
      put('record', 'a', 'lost', { revision: 2, expects: 1 }),
    ];
    await expect(profile.commit(late)).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      profile.commit([put('record', 'a', 'again', { expects: 0 })]),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await texts(profile)).toEqual({ a: 'two' });
  });

  it('refuses a revision that says "absent"', async () => {
    const { profile } = await profileIn();
    await expect(profile.commit([put('record', 'a', 'x', { revision: 0 })])).rejects.toThrow(
      RangeError,
    );
  });

  it('that the browser kills twice leaves the old state', async () => {
    const { profile } = await profileIn();
    await profile.commit([put('record', 'a', 'old')]);
    const kill = killPuts(2);
    await expect(
      profile.commit([put('record', 'b', 'x'), put('record', 'a', 'new')]),
    ).rejects.toMatchObject({ code: 'lost-connection' });
    kill.mockRestore();
    expect(await texts(profile)).toEqual({ a: 'old' });
  });

  it('that the browser kills once is run again', async () => {
    const { profile } = await profileIn();
    const kill = killPuts(1);
    await profile.commit([put('record', 'a', 'one', { expects: 0 }), put('record', 'b', 'two')]);
    kill.mockRestore();
    expect(await texts(profile)).toEqual({ a: 'one', b: 'two' });
  });

  it('whose answer was lost is not mistaken for a conflict', async () => {
    const { profile } = await profileIn();
    await profile.commit([put('record', 'a', 'one', { expects: 0 })]);
    const lost = loseAnswer();
    await profile.commit([put('record', 'a', 'two', { revision: 2, expects: 1 })]);
    expect(lost).toHaveBeenCalledOnce();
    lost.mockRestore();
    expect(await texts(profile)).toEqual({ a: 'two' });
  });

  it('that finds the disk full writes nothing', async () => {
    const { profile } = await profileIn();
    await profile.commit([put('record', 'a', 'old')]);
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(
      profile.commit([put('record', 'b', 'x'), put('record', 'a', 'new')]),
    ).rejects.toMatchObject({ code: 'full' });
    full.mockRestore();
    expect(await texts(profile)).toEqual({ a: 'old' });
    await profile.commit([put('record', 'b', 'x')]);
  });

  it('asks for strict durability', async () => {
    const { profile } = await profileIn();
    const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await profile.commit([put('record', 'a', 'x')]);
    const writes = asked.mock.calls.filter(([, mode]) => mode === 'readwrite');
    asked.mockRestore();
    expect(writes).toHaveLength(1);
    expect(writes[0]?.[2]).toEqual({ durability: 'strict' });
  });
});

/** The next `times` transactions that put are aborted after their first put. */
function killPuts(times: number) {
  let left = times;
  const real = Reflect.get(IDBObjectStore.prototype, 'put');
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    value,
    key,
  ) {
    const request = real.call(this, value, key);
    if (left-- > 0) this.transaction.abort();
    return request;
  });
}

/** The next write completes, its answer is lost, and the vault runs it once more. */
function loseAnswer() {
  const real = Reflect.get(Database.prototype, 'write');
  return vi.spyOn(Database.prototype, 'write').mockImplementationOnce(async function (
    this: Database,
    stores,
    work,
  ) {
    await real.call(this, stores, work);
    return real.call(this, stores, work);
  });
}

describe('a row that does not open', () => {
  async function damaged() {
    const context = await profileIn();
    await context.profile.commit([
      put('record', 'good', 'stays'),
      put('record', 'bad', 'will break', { revision: 7 }),
    ]);
    const rows = await rawRows(context.databaseName, 'object');
    const row = rows.find(({ value }) => value['revision'] === 7)!;
    return { ...context, row };
  }

  it.each([
    [
      'a flipped bit',
      (value: Record<string, unknown>) => ({ ...value, sealed: flipped(value['sealed']) }),
      'not-authentic',
    ],
    [
      'another revision',
      (value: Record<string, unknown>) => ({ ...value, revision: 8 }),
      'not-authentic',
    ],
    [
      'a cut end',
      (value: Record<string, unknown>) => ({
        ...value,
        sealed: (value['sealed'] as Uint8Array).slice(0, -1),
      }),
      'not-authentic',
    ],
    ['no bytes', (value: Record<string, unknown>) => ({ ...value, sealed: 'text' }), 'malformed'],
    [
      'too few bytes',
      (value: Record<string, unknown>) => ({ ...value, sealed: new Uint8Array(3) }),
      'not-authentic',
    ],
    ['nothing', () => null, 'malformed'],
    ['a later version', (value: Record<string, unknown>) => ({ ...value, v: 2 }), 'newer-version'],
  ])('is named for %s, and the others open', async (_, change, reason) => {
    const { profile, databaseName, row } = await damaged();
    await putRaw(databaseName, 'object', row.key, change(row.value));
    const { objects, unreadable } = await profile.readAll('record');
    expect(objects.map(({ id }) => id)).toEqual(['good']);
    expect(unreadable).toEqual([{ collection: 'record', key: row.key[2], reason }]);
  });

  it('is kept: no put overwrites it, whatever it expects', async () => {
    const { profile, databaseName, row } = await damaged();
    const broken = { ...row.value, sealed: flipped(row.value['sealed']) };
    await putRaw(databaseName, 'object', row.key, broken);
    for (const expects of [{}, { expects: 7 }]) {
      const write = put('record', 'bad', 'over it', { revision: 8, ...expects });
      await expect(profile.commit([put('record', 'new', 'x'), write])).rejects.toMatchObject({
        code: 'unreadable',
      });
    }
    await expect(profile.read('record', 'bad')).rejects.toMatchObject({ code: 'unreadable' });
    expect(
      (await rawRows(databaseName, 'object')).find(({ key }) => key[2] === row.key[2])?.value,
    ).toEqual(broken);
    expect(Object.keys(await texts(profile))).toEqual(['good']);
    await putRaw(databaseName, 'object', row.key, row.value);
    await profile.commit([put('record', 'bad', 'over it', { revision: 8 })]);
    expect((await texts(profile))['bad']).toBe('over it');
  });

  it('gives way to a write that mends it, and to none where it opens or is of a later version', async () => {
    const { profile, databaseName, row } = await damaged();
    const over = (more: { revision?: number; expects?: number }): Write => ({
      ...{ kind: 'put', collection: 'record', id: 'bad', revision: 1, bytes: utf8('whole') },
      ...{ ...more, mends: true },
    });
    await expect(profile.commit([over({ expects: 0 })])).rejects.toMatchObject({
      code: 'conflict',
    });
    await putRaw(databaseName, 'object', row.key, { ...row.value, v: 2 });
    await expect(profile.commit([over({})])).rejects.toMatchObject({ code: 'newer-version' });
    const broken = { ...row.value, sealed: flipped(row.value['sealed']) };
    await putRaw(databaseName, 'object', row.key, broken);
    await profile.commit([over({ revision: 3, expects: 0 })]);
    expect((await texts(profile))['bad']).toBe('whole');
    expect(await profile.readAll('record')).toMatchObject({ unreadable: [] });
  });

  it('goes only when it is deleted', async () => {
    const { profile, databaseName, row } = await damaged();
    await putRaw(databaseName, 'object', row.key, null);
    await profile.commit([{ kind: 'delete', collection: 'record', id: 'bad' }]);
    expect(await profile.readAll('record')).toMatchObject({ unreadable: [] });
  });

  it('is any row that lies in another’s place', async () => {
    const { profile, databaseName, row } = await damaged();
    const other = (await rawRows(databaseName, 'object')).find(({ key }) => key[2] !== row.key[2])!;
    await putRaw(databaseName, 'object', row.key, other.value);
    await putRaw(databaseName, 'object', other.key, row.value);
    expect((await profile.readAll('record')).objects).toEqual([]);
    await putRaw(databaseName, 'object', row.key, row.value);
    await putRaw(databaseName, 'object', other.key, other.value);
    expect((await profile.readAll('record')).objects).toHaveLength(2);
  });

  it('is any row from another collection or another profile', async () => {
    const { profile, vault, databaseName, row } = await damaged();
    const stranger = await sampleProfile(vault);
    const [, , rowKey] = row.key;
    await putRaw(databaseName, 'object', [profile.card.id, 'log', rowKey!], row.value);
    await putRaw(databaseName, 'object', [stranger.card.id, 'record', rowKey!], row.value);
    expect((await profile.readAll('log')).unreadable).toHaveLength(1);
    expect((await stranger.readAll('record')).unreadable).toHaveLength(1);
    expect((await profile.readAll('record')).unreadable).toEqual([]);
  });

  it('is not an older row put back whole: only what expects its successor notices', async () => {
    const { profile, databaseName, row } = await damaged();
    await profile.commit([put('record', 'bad', 'newer', { revision: 8, expects: 7 })]);
    await putRaw(databaseName, 'object', row.key, row.value);
    expect((await profile.read('record', 'bad'))?.revision).toBe(7);
    const write = put('record', 'bad', 'newest', { revision: 9, expects: 8 });
    await expect(profile.commit([write])).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('two windows on one profile', () => {
  async function twoWindows() {
    const databaseName = freshName();
    const [first, second] = [await testVault({ databaseName }), await testVault({ databaseName })];
    const here = await sampleProfile(first);
    const there = await second.unlock(here.card.id, { kind: 'open' });
    return { here, there, close: () => [first, second].forEach((vault) => vault.close()) };
  }

  it('lose no update when both write at once', async () => {
    const { here, there, close } = await twoWindows();
    await here.commit([put('setting', 'counter', '0')]);
    const increment = async (profile: UnlockedProfile): Promise<void> => {
      const { revision, bytes } = (await profile.read('setting', 'counter'))!;
      const write = put('setting', 'counter', String(Number(fromUtf8(bytes)) + 1), {
        revision: revision + 1,
        expects: revision,
      });
      await profile.commit([write]).catch(() => increment(profile));
    };
    await Promise.all(Array.from({ length: 40 }, (_, i) => increment(i % 2 ? here : there)));
    expect(await texts(here, 'setting')).toEqual({ counter: '40' });
    close();
  });

  it('hear of each other’s changes by collection only', async () => {
    const { here, there, close } = await twoWindows();
    const heard = (profile: UnlockedProfile) =>
      new Promise((resolve) => profile.onChange((...news) => resolve(news)));
    const both = Promise.all([heard(here), heard(there)]);
    await here.commit([put('record', 'a', 'x'), put('record', 'b', 'x'), put('log', 'c', 'x')]);
    expect(await both).toEqual([
      [['record', 'log'], 'here'],
      [['record', 'log'], 'elsewhere'],
    ]);
    close();
  });
});

describe('five thousand records', () => {
  it('are written in one commit and read back whole', async () => {
    const { profile } = await profileIn();
    const text = 'x'.repeat(1500);
    const writes = Array.from({ length: 5000 }, (_, i) =>
      put('record', `id-${i.toString()}`, `${i.toString()} ${text}`, { expects: 0 }),
    );
    await profile.commit(writes);
    const { objects, unreadable } = await profile.readAll('record');
    expect(unreadable).toEqual([]);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(5000);
  });
});
