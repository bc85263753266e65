import { describe, expect, it } from 'vitest';
import { concat, equal, fromUtf8 } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { decodeCbor } from '../bytes/cbor.ts';
import {
  behind,
  flipped,
  freshName,
  put,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';
import { copyRaw } from './raw-copy.ts';

async function stored() {
  const databaseName = freshName();
  const vault = await testVault({ databaseName });
  const profile = await sampleProfile(vault);
  const file = await profile.writeBlob(new Uint8Array(300_000));
  await profile.commit([put('record', 'a', 'words-in-clear'), file.write]);
  return { databaseName, vault };
}

async function copyOf(databaseName: string) {
  const pieces: Bytes[] = [];
  const copied = await copyRaw(databaseName, '2030-01-02T03:04:05.000Z', (bytes) =>
    pieces.push(bytes),
  );
  return { copied, bytes: concat(...pieces) };
}

function framesOf(bytes: Bytes): unknown[][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: unknown[][] = [];
  for (let at = 9; at < bytes.length;) {
    const length = view.getUint32(at);
    const body = bytes.subarray(at + 4, at + 4 + length);
    found.push(decodeCbor(body, { maxBytes: length }) as unknown[]);
    at += 4 + length;
  }
  return found;
}

const stores = ['profile', 'slot', 'keyring', 'object', 'chunk'];

describe('a raw copy', () => {
  it('holds every row of every store as it lies there', async () => {
    const { databaseName } = await stored();
    const { copied, bytes } = await copyOf(databaseName);
    expect(fromUtf8(bytes.subarray(0, 8))).toBe('CARNETRW');
    const [head, ...rest] = framesOf(bytes);
    expect(head).toEqual([0, 1, '2030-01-02T03:04:05.000Z']);
    expect(rest.at(-1)).toEqual([3, copied.rows, 0]);
    for (const store of stores) {
      const keys = (await rawRows(databaseName, store)).map(({ key }) => key);
      const held = rest.filter(([kind, name]) => kind === 1 && name === store);
      expect(held.map(([, , key]) => key)).toEqual(keys);
    }
    const chunk = rest.find(([, name]) => name === 'chunk')?.[3] as Bytes;
    const [lies] = await rawRows(databaseName, 'chunk');
    expect(equal(chunk, lies?.value as unknown as Bytes)).toBe(true);
  });

  it('has what opens everything before the rest, and long files last', async () => {
    const { databaseName } = await stored();
    const { bytes } = await copyOf(databaseName);
    const order = framesOf(bytes).flatMap(([kind, store]) => (kind === 1 ? [store] : []));
    expect([...new Set(order)]).toEqual(['profile', 'slot', 'keyring', 'object', 'chunk']);
  });

  it('holds sealed bytes and no word of the record', async () => {
    const { databaseName } = await stored();
    const { bytes } = await copyOf(databaseName);
    expect(new TextDecoder().decode(bytes)).not.toContain('words-in-clear');
  });

  it('names a row that has no form, and holds the others', async () => {
    const { databaseName } = await stored();
    const [first] = await rawRows(databaseName, 'object');
    await behind(databaseName, (database) => database.put('object', new Date(0), first?.key));
    const { copied, bytes } = await copyOf(databaseName);
    expect(copied.missing).toBe(1);
    expect(framesOf(bytes).filter(([kind]) => kind === 2)).toEqual([[2, 'object', first?.key]]);
  });

  it('is made of what a later version wrote, and of what was altered', async () => {
    const { databaseName, vault } = await stored();
    const [keyring] = await rawRows(databaseName, 'keyring');
    const sealed = flipped(keyring?.value['sealed']);
    const altered = { ...keyring?.value, v: 9, sealed };
    await behind(databaseName, (database) => database.put('keyring', altered, keyring?.key));
    vault.close();
    const { bytes } = await copyOf(databaseName);
    const row = framesOf(bytes).find(([, name]) => name === 'keyring')?.[3];
    expect(row instanceof Map && row.get('sealed')).toEqual(sealed);
  });

  it('of a database that is not there is refused, and makes none', async () => {
    const name = freshName();
    await expect(copyOf(name)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await indexedDB.databases()).map((each) => each.name)).not.toContain(name);
    await testVault({ databaseName: name });
    await expect(copyOf(name)).resolves.toMatchObject({ copied: { missing: 0 } });
  });
});
