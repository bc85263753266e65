import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { copyRaw, kitWords, openVault, sharesOf, shareWords } from '../vault/index.ts';
import { factorOf, opened } from './opened.ts';

let drawn = 0;
/** Never the same twice, and no secret: nothing here has to be kept. */
const random = (size: number): Bytes =>
  new Uint8Array(size).map(() => Math.imul((drawn += 1), 0x9e3779b1) >>> 24);
const open = { kind: 'open' } as const;
const kit = () => ({ kind: 'kit', entropy: random(32) }) as const;

function sampleVault(databaseName: string) {
  const secret = () => random(32);
  const keyring = () => ({
    ...{ identitySeed: secret(), sealingSecret: secret(), markKey: secret(), names: secret() },
    ...{ delegateeSecret: secret(), delegateePublic: secret() },
    ...{ inboxSecret: secret(), inboxPublic: secret() },
    tagMasters: [{ generation: 1, secret: secret() }],
  });
  return openVault({
    ...{ random, databaseName, calibrateMs: 0, now: () => new Date() },
    makeKeyring: () => Promise.resolve(keyring()),
  });
}

describe('what was typed to open a backup', () => {
  it('is the people’s secret where enough cards follow one another', async () => {
    const secret = new Uint8Array(32).map((_, i) => 7 * i);
    const shares = await sharesOf(secret, { threshold: 2, count: 3 });
    const cards = shares.map((share) => shareWords(share).join(' '));
    const typed = `carnet-share:${cards[2]!}\ncarnet-share:${cards[0]!}`;
    expect(await factorOf(typed)).toEqual({ kind: 'people', secret });
    expect((await factorOf(cards[0]!)).kind).toBe('passphrase');
  });

  it('is a passphrase when it is nothing else', async () => {
    const passphrase = 'seven quiet herons cross the frozen delta';
    expect(await factorOf(passphrase)).toEqual({ kind: 'passphrase', passphrase });
  });
});

describe('a sealed copy', () => {
  it('is opened with what opens one profile of it, and says what is missing', async () => {
    const databaseName = 'sealed-copy';
    const vault = await sampleVault(databaseName);
    const about = { role: 'patient', colour: 0, sample: true, factor: open } as const;
    await vault.create({ ...about, label: 'Another' });
    const factor = kit();
    const profile = await vault.create({ ...about, label: 'Wanted', besides: [factor] });
    const put = (id: string) =>
      ({ kind: 'put', collection: 'record', id, revision: 1, bytes: utf8('{}') }) as const;
    await profile.commit([put('a'), put('b')]);
    await spoilOne(databaseName);
    const pieces: Bytes[] = [];
    await copyRaw(databaseName, '2030-01-02T03:04:05.000Z', (bytes) => pieces.push(bytes));
    const words = kitWords(factor.entropy).join(' ');
    const { backup, records, missing } = await opened(new Blob(pieces), words, () => undefined);
    expect([backup.about.card.label, records.length, missing]).toEqual(['Wanted', 1, 1]);
    const other = kitWords(kit().entropy).join(' ');
    await expect(opened(new Blob(pieces), other, () => undefined)).rejects.toMatchObject({
      code: 'wrong-kit',
    });
  });
});

/** A row of no form that any version stores. */
async function spoilOne(databaseName: string): Promise<void> {
  const opening = indexedDB.open(databaseName);
  await new Promise((done) => (opening.onsuccess = done));
  const writing = opening.result.transaction('object', 'readwrite');
  const rows = writing.objectStore('object');
  const keys = rows.getAllKeys();
  keys.onsuccess = () => rows.put(new Date(0), keys.result[0]);
  await new Promise((done) => (writing.oncomplete = done));
  opening.result.close();
}
