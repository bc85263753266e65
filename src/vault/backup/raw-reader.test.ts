import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, uint32, utf8 } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { encodeCbor } from '../../bytes/cbor.ts';
import type { CborValue } from '../../bytes/cbor.ts';
import { STREAM_CHUNK_BYTES } from '../../crypto/index.ts';
import { kit, open } from '../fixtures/factors.ts';
import {
  behind,
  flipped,
  freshName,
  makeKeyring,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from '../fixtures/test-vault.ts';
import type { RawRow } from '../fixtures/test-vault.ts';
import { copyRaw, RawCopy } from '../index.ts';
import { FileWindow, rawFramesOf } from './raw-file.ts';

const at = '2030-02-03T04:05:06.000Z';
const scan = new Uint8Array(2 * STREAM_CHUNK_BYTES + 5).fill(7);

async function copyOf(databaseName: string): Promise<Blob> {
  const pieces: Bytes[] = [];
  await copyRaw(databaseName, at, (bytes) => pieces.push(bytes));
  return new Blob(pieces);
}

async function filled() {
  const databaseName = freshName();
  const vault = await testVault({ databaseName });
  const profile = await sampleProfile(vault);
  const file = await profile.writeBlob(scan);
  await profile.commit([
    put('record', 'one', 'first'),
    put('record', 'two', 'second'),
    put('log', 'line', 'something happened'),
    file.write,
  ]);
  return { databaseName, profile, id: profile.card.id, file: file.id };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'opened',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );

async function opened(copy: Blob, id: string) {
  const backup = await (await RawCopy.read(copy)).open(id, open, 'Found');
  await backup.verify();
  return backup;
}

async function rowOf(databaseName: string, store: string, wanted: (row: RawRow) => boolean) {
  return (await rawRows(databaseName, store)).find(wanted)!;
}

const isRecord = ({ key }: RawRow) => key[1] === 'record';
const isBlob = ({ key }: RawRow) => key[1] === 'blob';

describe('a raw copy that is brought back', () => {
  it('holds every profile, and brings back the one that is wanted, byte for byte', async () => {
    const { databaseName, profile, id, file } = await filled();
    const vault = await testVault({ databaseName });
    const factor = kit();
    const other = await vault.create({
      ...{ label: 'Child', role: 'patient', colour: 2, sample: true },
      ...{ factor: open, besides: [factor] },
    });
    const copy = await RawCopy.read(await copyOf(databaseName));
    expect(copy).toMatchObject({ createdAt: at, isCut: false });
    const found = copy
      .profiles()
      .map(({ profileId, card, ways }) => [profileId, card?.label, ways]);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual([id, 'Sample', ['open']]);
    expect(found).toContainEqual([other.card.id, 'Child', expect.arrayContaining(['kit'])]);
    const backup = await copy.open(id, open, '');
    expect((await backup.verify()).damaged).toBe(0);
    const elsewhere = await testVault();
    const restored = await elsewhere.restore(backup, []);
    expect(await restored.readAll('record')).toEqual(await profile.readAll('record'));
    expect(await restored.readBlob(file)).toEqual(scan);
    expect(restored.keyring).toEqual(profile.keyring);
    expect((await elsewhere.profiles()).map(({ label }) => label)).toEqual(['Sample']);
  });

  it('opens with a way in of its own alone', async () => {
    const { databaseName, profile, id } = await filled();
    const factor = kit();
    await profile.addWayIn(open, { factor });
    const copy = await RawCopy.read(await copyOf(databaseName));
    expect(await codeOf(copy.open(id, factor, ''))).toBe('opened');
    expect(await codeOf(copy.open(id, kit(), ''))).toBe('wrong-kit');
    expect(await codeOf(copy.open('nobody', open, ''))).toBe('unknown-profile');
  });

  it('names what does not open and what is missing, and goes on with the rest', async () => {
    const { databaseName, id, file } = await filled();
    const record = await rowOf(databaseName, 'object', isRecord);
    const broken = { ...record.value, sealed: flipped(record.value['sealed']) };
    await putRaw(databaseName, 'object', record.key, broken);
    const line = await rowOf(databaseName, 'object', ({ key }) => key[1] === 'log');
    await behind(databaseName, (database) => database.put('object', new Date(0), line.key));
    const [chunk] = await rawRows(databaseName, 'chunk');
    await behind(databaseName, (database) => database.delete('chunk', chunk!.key));
    const whole = await RawCopy.read(await copyOf(databaseName));
    const backup = await whole.open(id, open, '');
    const { counts, damaged } = await backup.verify();
    expect([counts, damaged]).toEqual([{ record: 1, blob: 1 }, 2]);
    expect(backup.damage).toEqual({
      rows: [{ collection: 'record', rowKey: record.key[2] }],
      files: [file],
    });
    expect(whole.missing(id)).toEqual([{ collection: 'log', rowKey: line.key[2] }]);
    expect(await codeOf(backup.readBlob(file))).toBe('unreadable');
    const restored = await (await testVault()).restore(backup, []);
    expect((await restored.readAll('record')).unreadable).toHaveLength(1);
    expect((await restored.readAll('record')).objects).toHaveLength(1);
  });

  it.each([
    ['damaged', { v: 1, garbage: true }],
    [
      'another one’s',
      {
        v: 1,
        id: 'x',
        label: 'y',
        role: 'patient',
        colour: 0,
        sample: true,
        createdAt: at,
        lastOpenedAt: null,
      },
    ],
    ['lost', null],
  ])('opens with a card that is %s: what it said is found by trying', async (_, card) => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const profile = await sampleProfile(vault, { role: 'helper', label: 'Kiosk' });
    const { id } = profile.card;
    await profile.addWayIn(open, { factor: kit() });
    const factor = kit();
    await profile.addWayIn(open, { factor });
    await behind(databaseName, async (database) => {
      await database.delete('profile', [id]);
      if (card !== null) await database.put('profile', card, [id]);
    });
    const copy = await RawCopy.read(await copyOf(databaseName));
    expect(copy.profiles()).toMatchObject([{ profileId: id, card: null }]);
    const backup = await copy.open(id, factor, 'Found again');
    expect(backup.about.card).toMatchObject({ id, role: 'helper', sample: true });
    await backup.verify();
    const restored = await (await testVault()).restore(backup, []);
    expect(restored.card.label).toBe('Found again');
  });

  it('cures the very profile whose card is damaged, and keeps what is newer there', async () => {
    const { databaseName, profile, id, file } = await filled();
    const copy = await copyOf(databaseName);
    await profile.commit([put('record', 'one', 'changed since', { revision: 2 })]);
    profile.lock();
    await putRaw(databaseName, 'profile', [id], { v: 1, garbage: true });
    const vault = await testVault({ databaseName });
    expect(await vault.profiles()).toEqual([]);
    const cured = await vault.restore(await opened(copy, id), []);
    expect((await cured.read('record', 'one'))?.bytes).toEqual(utf8('changed since'));
    expect((await cured.read('record', 'two'))?.bytes).toEqual(utf8('second'));
    expect(await cured.readBlob(file)).toEqual(scan);
    cured.lock();
    expect((await (await vault.unlock(id, open)).readAll('record')).objects).toHaveLength(2);
  });

  it('is refused where it is none, made by a later version, or its keys are lost', async () => {
    const { databaseName, id } = await filled();
    const bytes = new Uint8Array(await (await copyOf(databaseName)).arrayBuffer());
    expect(await codeOf(RawCopy.read(new Blob(['CARNETBK'])))).toBe('no-backup');
    expect(await codeOf(RawCopy.read(new Blob([])))).toBe('no-backup');
    expect(await codeOf(RawCopy.read(new Blob([bytes.with(8, 2)])))).toBe('newer-version');
    const head = framed([0, 99, at]);
    expect(await codeOf(RawCopy.read(new Blob([bytes.subarray(0, 9), head])))).toBe(
      'newer-version',
    );
    await behind(databaseName, (database) => database.delete('keyring', [id]));
    const copy = await RawCopy.read(await copyOf(databaseName));
    expect(await codeOf(copy.open(id, open, ''))).toBe('unreadable');
  });

  it('of two rows of one name takes the first, and no chunk that belongs to no file', async () => {
    const { databaseName, id, file } = await filled();
    const record = await rowOf(databaseName, 'object', isRecord);
    const blob = await rowOf(databaseName, 'object', isBlob);
    const copy = await copyOf(databaseName);
    const stray: CborValue[] = [1, 'chunk', [id, 'stray', 0], new Uint8Array(3)];
    const again: CborValue[] = [1, 'object', record.key as string[], new Map([['v', 1]])];
    const part: CborValue[] = [1, 'chunk', [id, blob.key[2] as string, 0], new Uint8Array(9)];
    const doubled = new Blob([copy, ...[stray, again, part].map(framed)]);
    expect((await RawCopy.read(doubled)).isCut).toBe(true);
    const backup = await opened(doubled, id);
    expect(backup.report).toMatchObject({ counts: { record: 2, log: 1, blob: 1 }, damaged: 0 });
    expect(await backup.readBlob(file)).toEqual(scan);
  });

  it('gives what stands before a cut, wherever that is, or a typed refusal', async () => {
    const { databaseName, id } = await filled();
    const bytes = new Uint8Array(await (await copyOf(databaseName)).arrayBuffer());
    const ends: number[] = [];
    for await (const { place } of rawFramesOf(new FileWindow(new Blob([bytes]))))
      ends.push(place.at + place.bytes);
    for (const end of ends.slice(0, -1).flatMap((at) => [at, at + 2])) {
      const copy = await RawCopy.read(new Blob([bytes.subarray(0, end)]));
      expect(copy.isCut).toBe(true);
      expect(['opened', 'unreadable', 'unknown-profile', 'wrong-passphrase']).toContain(
        await codeOf(copy.open(id, open, '').then((backup) => backup.verify())),
      );
    }
  });

  it('of any bytes is a value or a typed refusal', async () => {
    const { databaseName, id } = await filled();
    const bytes = new Uint8Array(await (await copyOf(databaseName)).arrayBuffer());
    const codes = ['opened', 'unreadable', 'unknown-profile', 'wrong-passphrase'];
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(changes, async (flips) => {
        const altered = Uint8Array.from(bytes);
        for (const [place, value] of flips) altered[place] = value;
        const code = await codeOf(opened(new Blob([altered]), id));
        expect([...codes, 'no-backup', 'newer-version']).toContain(code);
      }),
      { numRuns: 60 },
    );
  });
});

function framed(items: CborValue[]): Bytes {
  const body = encodeCbor(items);
  return concat(uint32(body.length), body);
}

describe('a backup over what a disk has left of its profile', () => {
  async function left() {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const profile = await sampleProfile(vault);
    const factor = kit();
    await profile.addWayIn(open, { factor });
    const file = await profile.writeBlob(scan);
    await profile.commit([put('record', 'one', 'first'), file.write]);
    const copy = await copyOf(databaseName);
    return { databaseName, vault, profile, factor, copy, id: profile.card.id, file: file.id };
  }

  it('does not touch a record that is sealed under newer keys', async () => {
    const { databaseName, vault, profile, factor, copy, id } = await left();
    await profile.renewRoot([factor]);
    await putRaw(databaseName, 'profile', [id], { v: 1, garbage: true });
    const before = await rawRows(databaseName, 'object');
    expect(await codeOf(vault.restore(await opened(copy, id), []))).toBe('backup-of-older-keys');
    expect(await rawRows(databaseName, 'object')).toEqual(before);
    expect(await rawRows(databaseName, 'slot')).toHaveLength(1);
  });

  it('does not touch a card of a later version', async () => {
    const { databaseName, vault, copy, id } = await left();
    await putRaw(databaseName, 'profile', [id], { v: 2 });
    expect(await codeOf(vault.restore(await opened(copy, id), []))).toBe('newer-version');
  });

  it('keeps a file that was sealed anew since, and mends one that is damaged', async () => {
    const { databaseName, vault, profile, copy, id, file } = await left();
    const again = await profile.writeBlob(
      scan.map(() => 9),
      { id: file },
    );
    const { write } = again;
    if (write.kind === 'put') await profile.commit([{ ...write, expects: 1 }]);
    profile.lock();
    await putRaw(databaseName, 'profile', [id], { v: 1 });
    const cured = await vault.restore(await opened(copy, id), []);
    expect(await cured.readBlob(file)).toEqual(scan.map(() => 9));
    cured.lock();

    const other = await left();
    other.profile.lock();
    const [chunk] = await rawRows(other.databaseName, 'chunk');
    await putRaw(other.databaseName, 'chunk', chunk!.key, new Uint8Array(3));
    await putRaw(other.databaseName, 'profile', [other.id], { v: 1 });
    const mended = await other.vault.restore(await opened(other.copy, other.id), []);
    expect(await mended.readBlob(other.file)).toEqual(scan);
  });

  it('with names that sort after all others keeps nobody from opening the app', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const { id } = (await sampleProfile(vault)).card;
    const last = '\uffff\uffff';
    await putRaw(databaseName, 'object', [id, 'blob', last], { v: 1 });
    await putRaw(databaseName, 'chunk', [id, last, 0], new Uint8Array(3));
    vault.close();
    const again = await testVault({ databaseName, makeKeyring });
    expect(await codeOf(again.unlock(id, open))).toBe('opened');
  });
});
