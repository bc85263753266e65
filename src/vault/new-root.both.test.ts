import { beforeEach, describe, expect, it, vi } from 'vitest';
import { concat, fromUtf8, utf8 } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { ARGON2ID_FLOOR, domain, systemRandom } from '../crypto/index.ts';
import { Database } from './database.ts';
import { kit, open, passkey } from './fixtures/factors.ts';
import {
  behind,
  flipped,
  freshName,
  passphrase,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';
import { openSlots } from './key-slot.ts';
import { StorageKey } from './storage-key.ts';
import { addWayIn } from './ways-in.ts';
import type { UnlockFactor, UnlockedProfile, Vault } from './index.ts';

let databaseName: string;
let vault: Vault;
let profile: UnlockedProfile;
let id: string;
let file: string;
const [leaked, kept] = [kit(), kit()];
const mark = passkey();

beforeEach(async () => {
  databaseName = freshName();
  vault = await testVault({ databaseName });
  profile = await sampleProfile(vault);
  id = profile.card.id;
  const blob = await profile.writeBlob(utf8('a file'));
  file = blob.id;
  await profile.commit([put('record', 'a', 'one'), put('setting', 'b', 'two'), blob.write]);
  for (const factor of [leaked, kept, mark]) await profile.addWayIn(open, { factor });
});

async function contentsBy(factor: UnlockFactor): Promise<string[]> {
  const opened = await vault.unlock(id, factor);
  const objects = [await opened.read('record', 'a'), await opened.read('setting', 'b')];
  const texts = objects.map((object) => fromUtf8(object!.bytes));
  const whole = fromUtf8(await opened.readBlob(file));
  opened.lock();
  return [...texts, whole];
}

const everything = ['one', 'two', 'a file'];
const refused = async (factor: UnlockFactor) =>
  vault.unlock(id, factor).then(
    () => 'opened',
    (error: unknown) => (error as { code: string }).code,
  );

/** Everything of the profile as it lies there. */
const dump = async () =>
  Promise.all(
    ['profile', 'slot', 'keyring', 'object', 'chunk'].map((s) => rawRows(databaseName, s)),
  );

describe('a new root', () => {
  it('leaves the proven ways in, with everything, and no other', async () => {
    await profile.renewRoot([kept, mark]);
    expect(await contentsBy(kept)).toEqual(everything);
    expect(await contentsBy(mark)).toEqual(everything);
    expect(await refused(leaked)).toBe('wrong-kit');
    expect(await refused(open)).toBe('wrong-passphrase');
    expect(await rawRows(databaseName, 'slot')).toHaveLength(2);
  });

  it('makes the leaked way in worthless for the new rows, even with its old slot put back', async () => {
    const before = await rawRows(databaseName, 'slot');
    await profile.renewRoot([kept]);
    for (const { key, value } of before) await putRaw(databaseName, 'slot', key, value);
    expect(await refused(leaked)).toBe('unreadable');
    expect(await refused(open)).toBe('unreadable');
  });

  it('seals every object anew under the same name and leaves the chunks alone', async () => {
    const [, slots, , objects, chunks] = await dump();
    await profile.renewRoot([kept]);
    const [, newSlots, , newObjects, newChunks] = await dump();
    expect(newChunks).toEqual(chunks);
    expect(newObjects!.map(({ key }) => key)).toEqual(objects!.map(({ key }) => key));
    for (const [i, { value }] of newObjects!.entries())
      expect(value['sealed']).not.toEqual(objects![i]!.value['sealed']);
    const of = (rows: typeof slots) =>
      rows!.find(({ value }) => value['slotId'] === newSlots![0]!.value['slotId'])!.value;
    expect(of(newSlots)['createdAt']).toBe(of(slots)['createdAt']);
    expect(of(newSlots)['salt']).not.toEqual(of(slots)['salt']);
  });

  it('ends with the profile locked', async () => {
    await profile.renewRoot([kept]);
    await expect(profile.readAll('record')).rejects.toMatchObject({ code: 'closed' });
    await expect(profile.commit([put('record', 'c', 'x')])).rejects.toMatchObject({
      code: 'closed',
    });
  });

  it('is refused when one of the ways in does not open, and when only passkeys would stay', async () => {
    const before = await dump();
    await expect(profile.renewRoot([kept, kit()])).rejects.toMatchObject({ code: 'wrong-kit' });
    await expect(profile.renewRoot([mark])).rejects.toMatchObject({ code: 'last-way-in' });
    await expect(profile.renewRoot([])).rejects.toMatchObject({ code: 'last-way-in' });
    expect(await dump()).toEqual(before);
    expect(fromUtf8((await profile.read('record', 'a'))!.bytes)).toBe('one');
  });

  it('is refused while another window has the profile open, and done when that is closed', async () => {
    const there = await testVault({ databaseName });
    const other = await there.unlock(id, kept);
    await expect(profile.renewRoot([kept])).rejects.toMatchObject({ code: 'conflict' });
    expect(await contentsBy(leaked)).toEqual(everything);
    other.lock();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await profile.renewRoot([kept]);
    expect(await refused(leaked)).toBe('wrong-kit');
    there.close();
  });

  it('is refused where a later version stored something', async () => {
    await putRaw(databaseName, 'object', [id, 'dream', 'row'], { v: 1, revision: 1 });
    await expect(profile.renewRoot([kept])).rejects.toMatchObject({ code: 'newer-version' });
    await behind(databaseName, (database) => database.delete('object', [id, 'dream', 'row']));
    await profile.renewRoot([kept]);
    expect(await contentsBy(kept)).toEqual(everything);
  });

  it('leaves a row that does not open where it lies', async () => {
    const rows = await rawRows(databaseName, 'object');
    const row = rows.find(({ key }) => key[1] === 'setting')!;
    const broken = { ...row.value, sealed: flipped(row.value['sealed']) };
    await putRaw(databaseName, 'object', row.key, broken);
    await profile.renewRoot([kept]);
    const after = (await rawRows(databaseName, 'object')).find(({ key }) => key[1] === 'setting')!;
    expect(after.value).toEqual(broken);
    const opened = await vault.unlock(id, kept);
    expect((await opened.readAll('setting')).unreadable).toHaveLength(1);
    expect((await opened.readAll('record')).objects).toHaveLength(1);
  });

  it('keeps the names of rows where the keyring had no key for them', async () => {
    const old = await withEightFields();
    await old.commit([put('record', 'a', 'one')]);
    await old.addWayIn(open, { factor: kept });
    const { id: oldId } = old.card;
    const names = await objectNames(oldId);
    await old.renewRoot([kept]);
    const renewed = await vault.unlock(oldId, kept);
    expect(fromUtf8((await renewed.read('record', 'a'))!.bytes)).toBe('one');
    expect(await objectNames(oldId)).toEqual(names);
  });
});

/** A profile as earlier versions wrote it: eight fields, rows named by a key of the root's. */
async function withEightFields(): Promise<UnlockedProfile> {
  const made = await sampleProfile(vault);
  const { card } = made;
  const { identitySeed, sealingSecret, delegateeSecret, delegateePublic } = made.keyring;
  const { tagMasters, inboxSecret, inboxPublic, markKey } = made.keyring;
  const masters = tagMasters.map(({ generation, secret }) => [generation, secret]);
  const fields: CborValue[] = [identitySeed, sealingSecret, delegateeSecret, delegateePublic];
  fields.push(masters, inboxSecret, inboxPublic, markKey);
  const plaintext = encodeCbor(new Map(fields.map((field, i) => [i + 1, field])));
  made.lock();
  const slots = (await rawRows(databaseName, 'slot')).filter(({ key }) => key[0] === card.id);
  const { root } = await openSlots(
    slots.map(({ value }) => value),
    card.id,
    open,
  );
  const key = await StorageKey.fromRoot(root);
  const context = concat(domain('vault/keyring'), encodeCbor([1, card.id, 'patient', true]));
  const sealed = await key.seal('keyring', context, plaintext, systemRandom);
  await putRaw(databaseName, 'keyring', [card.id], { v: 1, sealed });
  return vault.unlock(card.id, open);
}

const objectNames = async (of: string) =>
  (await rawRows(databaseName, 'object')).map(({ key }) => key).filter(([owner]) => owner === of);

describe('a new root made while', () => {
  it('another window is just opening the profile leaves it with no keys that are gone', async () => {
    const there = await testVault({ databaseName });
    const real = Reflect.get(Database.prototype, 'write');
    let opening: Promise<unknown> | undefined;
    let opened = () => {};
    const isOpened = new Promise<void>((resolve) => (opened = resolve));
    const spy = vi.spyOn(Database.prototype, 'write').mockImplementation(async function (
      this: Database,
      stores,
      work,
    ) {
      if (stores.includes('keyring') && opening === undefined) {
        opening = there.unlock(id, kept);
        opening.catch(() => undefined);
        await isOpened;
      }
      const result: unknown = await real.call(this, stores, work);
      // The card says when it was opened last: the keys are in memory by then.
      if (stores.length === 1 && stores[0] === 'profile') opened();
      return result;
    });
    await profile.renewRoot([kept]);
    spy.mockRestore();
    await expect(opening).rejects.toMatchObject({ code: 'conflict' });
    const again = await there.unlock(id, kept);
    expect(fromUtf8((await again.read('record', 'a'))!.bytes)).toBe('one');
    there.close();
  });

  it('a way in is being added stores none that opens the root which is gone', async () => {
    const place = {
      ...{ database: new Database(databaseName), card: profile.card, random: systemRandom },
      now: () => new Date(),
      cost: async () => {
        await profile.renewRoot([kept]);
        return ARGON2ID_FLOOR;
      },
    };
    const factor = { kind: 'passphrase', passphrase } as const;
    await expect(addWayIn(place, kept, { factor })).rejects.toMatchObject({ code: 'conflict' });
    place.database.close();
    expect(await refused(factor)).toBe('wrong-passphrase');
    expect(await contentsBy(kept)).toEqual(everything);
  });
});

describe('a new root that ends half-way', () => {
  it.each(['slot', 'keyring', 'object'])(
    'at a write to %s leaves everything as it was',
    async (store) => {
      const before = await dump();
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
        if (this.name === store) throw new DOMException('killed', 'UnknownError');
        return put.call(this, value, key);
      };
      await expect(profile.renewRoot([kept])).rejects.toMatchObject({ code: 'lost-connection' });
      IDBObjectStore.prototype.put = put;
      expect(await dump()).toEqual(before);
      expect(await contentsBy(leaked)).toEqual(everything);
      expect(fromUtf8((await profile.read('record', 'a'))!.bytes)).toBe('one');
      await profile.renewRoot([kept]);
      expect(await contentsBy(kept)).toEqual(everything);
    },
  );

  it('lets nobody store anything under the root that is gone', async () => {
    const [ring] = await rawRows(databaseName, 'keyring');
    const another = { ...ring!.value, sealed: flipped(ring!.value['sealed']) };
    await putRaw(databaseName, 'keyring', ring!.key, another);
    const write = put('record', 'c', 'late');
    await expect(profile.commit([write])).rejects.toMatchObject({ code: 'closed' });
    await putRaw(databaseName, 'keyring', ring!.key, ring!.value);
    await profile.commit([write]);
    expect(fromUtf8((await profile.read('record', 'c'))!.bytes)).toBe('late');
  });
});
