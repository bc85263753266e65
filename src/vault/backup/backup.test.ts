import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, equal, uint32, utf8 } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { systemRandom } from '../../crypto/index.ts';
import { STREAM_CHUNK_BYTES } from '../../crypto/index.ts';
import {
  freshName,
  passphrase,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from '../fixtures/test-vault.ts';
import type { UnlockedProfile } from '../index.ts';
import { openBackup, readBackupHead } from '../index.ts';
import { FrameReader } from './frame-reader.ts';
import { encodeFrame } from './frames.ts';
import type { Frame } from './frames.ts';

const open = { kind: 'open' } as const;
const at = '2030-02-03T04:05:06.000Z';

async function backupOf(profile: UnlockedProfile, createdAt = at): Promise<Blob> {
  const pieces: Bytes[] = [];
  await profile.writeBackup(createdAt, (bytes) => void pieces.push(bytes));
  return new Blob(pieces);
}

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'opened',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );

async function verified(file: Blob) {
  const backup = await openBackup(file, open);
  await backup.verify();
  return backup;
}

/** A profile with two records and files of nothing, of a little and of several chunks. */
async function filled(vaultName = freshName()) {
  const vault = await testVault({ databaseName: vaultName });
  const profile = await sampleProfile(vault);
  const files = [0, 5, STREAM_CHUNK_BYTES, 2 * STREAM_CHUNK_BYTES + 77].map((size) => random(size));
  const written = [];
  for (const file of files) written.push(await profile.writeBlob(file));
  await profile.commit([
    put('record', 'one', 'first'),
    put('record', 'two', 'second'),
    put('log', 'line', 'something happened'),
    ...written.map(({ write }) => write),
  ]);
  return { vault, vaultName, profile, files, ids: written.map(({ id }) => id) };
}

/** The browser draws at most 64 KiB at once. */
const random = (size: number): Bytes =>
  concat(
    ...Array.from({ length: Math.ceil(size / 65536) }, (_, i) =>
      systemRandom(Math.min(65536, size - i * 65536)),
    ),
  );

/** `toEqual` takes seconds for a megabyte. */
function expectSame(bytes: Bytes, expected: Bytes | undefined): void {
  expect(bytes.length).toBe(expected?.length);
  expect(equal(bytes, expected ?? new Uint8Array())).toBe(true);
}

async function framesOf(file: Blob): Promise<{ frame: Frame; bytes: Bytes }[]> {
  const whole = await bytesOf(file);
  const reader = new FrameReader(file);
  await reader.open();
  const found = [];
  for (;;) {
    const placed = await reader.next();
    found.push({
      frame: placed.frame,
      bytes: whole.slice(placed.at, placed.at + placed.bytes),
    });
    if (placed.frame.kind === 'end') return found;
  }
}

const opening = (file: Blob) => file.slice(0, 9);

describe('a backup', () => {
  it('brings everything back into a browser that never held it, byte for byte', async () => {
    const { profile, files, ids } = await filled();
    const backup = await verified(await backupOf(profile));
    expect(backup.report).toMatchObject({
      counts: { record: 2, log: 1, blob: 4 },
      damaged: 0,
      createdAt: at,
    });
    const elsewhere = await testVault();
    const restored = await elsewhere.restore(backup, [put('setting', 'mark', 'restored')]);
    expect(await restored.readAll('record')).toEqual(await profile.readAll('record'));
    for (const [i, id] of ids.entries()) expectSame(await restored.readBlob(id), files[i]);
    expect((await restored.read('setting', 'mark'))?.bytes).toEqual(utf8('restored'));
    expect(restored.keyring).toEqual(profile.keyring);
    const { lastOpenedAt, ...card } = restored.card;
    expect(profile.card).toMatchObject(card);
    expect(lastOpenedAt).not.toBeNull();
    const id = restored.card.id;
    restored.lock();
    const again = await elsewhere.unlock(id, open);
    expectSame(await again.readBlob(ids[3]!), files[3]);
  });

  it('is read without the profile being stored, file by file', async () => {
    const { profile, files, ids } = await filled();
    const backup = await verified(await backupOf(profile));
    for (const [i, id] of ids.entries()) expectSame(await backup.readBlob(id), files[i]);
    const records = await backup.objects('record');
    expect(records.map(({ id }) => id).toSorted()).toEqual(['one', 'two']);
    expect(await codeOf(backup.readBlob('none'))).toBe('unreadable');
  });

  it('of an empty profile is one too', async () => {
    const profile = await sampleProfile(await testVault());
    const backup = await verified(await backupOf(profile));
    expect(backup.report.counts).toEqual({});
    const restored = await (await testVault()).restore(backup, []);
    expect((await restored.readAll('record')).objects).toEqual([]);
  });

  it('opens with the passphrase that opened the profile, and with no other', async () => {
    const vault = await testVault();
    const factor = { kind: 'passphrase', passphrase } as const;
    const profile = await sampleProfile(vault, { sample: false, factor });
    const file = await backupOf(profile);
    expect((await readBackupHead(file)).ways).toEqual(['passphrase']);
    expect(await codeOf(openBackup(file, { ...factor, passphrase: 'something else' }))).toBe(
      'wrong-passphrase',
    );
    expect(await codeOf(openBackup(file, open))).toBe('wrong-passphrase');
    const backup = await openBackup(file, factor);
    await backup.verify();
    const elsewhere = await testVault();
    const restored = await elsewhere.restore(backup, []);
    restored.lock();
    await elsewhere.unlock(profile.card.id, factor);
  });

  it('says before it is opened whose it is and of when', async () => {
    const { profile } = await filled();
    const file = await backupOf(profile);
    expect(await readBackupHead(file)).toMatchObject({
      card: { id: profile.card.id, label: 'Sample' },
      createdAt: at,
      size: file.size,
      ways: ['open'],
    });
  });

  it('is checked with the keys of the open profile, and not with another one’s', async () => {
    const { vault, profile } = await filled();
    const file = await backupOf(profile);
    const own = await profile.openBackup(file);
    await own.verify();
    const other = await sampleProfile(vault);
    expect(await codeOf(other.openBackup(file))).toBe('backup-of-another');
  });

  it('holds what does not open as it lies there, and says how much that is', async () => {
    const { vaultName, profile } = await filled();
    const rows = await rawRows(vaultName, 'object');
    const row = rows.find(({ key }) => key[1] === 'record')!;
    await putRaw(vaultName, 'object', row.key, { ...row.value, sealed: new Uint8Array(80) });
    const [chunk] = await rawRows(vaultName, 'chunk');
    await putRaw(vaultName, 'chunk', chunk!.key, new Uint8Array(3));
    const file = await backupOf(profile);
    const backup = await verified(file);
    expect(backup.report).toMatchObject({ damaged: 2, counts: { record: 1 } });
    const restored = await (await testVault()).restore(backup, []);
    expect((await restored.readAll('record')).unreadable).toHaveLength(1);
  });

  it('never takes the place of a profile that is there', async () => {
    const { vault, profile } = await filled();
    const backup = await verified(await backupOf(profile));
    await profile.commit([put('record', 'three', 'newer')]);
    expect(await codeOf(vault.restore(backup, []))).toBe('profile-exists');
    expect((await profile.readAll('record')).objects).toHaveLength(3);
    expect((await profile.readAll('blob')).objects).toHaveLength(4);
  });

  it('leaves nothing behind when restoring is cancelled', async () => {
    const { profile } = await filled();
    const backup = await verified(await backupOf(profile));
    const databaseName = freshName();
    const elsewhere = await testVault({ databaseName });
    const ending = new AbortController();
    const onProgress = (fraction: number) => fraction > 0.5 && ending.abort();
    const options = { onProgress, signal: ending.signal };
    expect(await codeOf(elsewhere.restore(backup, [], options))).toBe('cancelled');
    for (const store of ['profile', 'slot', 'keyring', 'object', 'chunk'])
      expect(await rawRows(databaseName, store)).toEqual([]);
    const restored = await elsewhere.restore(backup, []);
    expect((await restored.readAll('record')).objects).toHaveLength(2);
  });

  it('leaves chunks of a restoring that was cut off to nobody', async () => {
    const { vaultName, vault } = await filled();
    await putRaw(vaultName, 'chunk', ['nobody', 'blob', 0], new Uint8Array(9));
    const before = (await rawRows(vaultName, 'chunk')).length;
    vault.close();
    await testVault({ databaseName: vaultName });
    expect(await rawRows(vaultName, 'chunk')).toHaveLength(before - 1);
  });

  it('ends when nobody wants it any more', async () => {
    const { profile } = await filled();
    const signal = AbortSignal.abort();
    expect(await codeOf(profile.writeBackup(at, () => undefined, { signal }))).toBe('cancelled');
    const backup = await openBackup(await backupOf(profile), open);
    expect(await codeOf(backup.verify({ signal }))).toBe('cancelled');
  });
});

describe('a backup that is not as it was made', () => {
  const refusals = ['no-backup', 'backup-incomplete', 'backup-altered', 'newer-version'];

  it('is refused wherever it was cut', async () => {
    const bytes = await bytesOf(await backupOf((await filled()).profile));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), async (length) => {
        const code = await codeOf(verified(new Blob([bytes.subarray(0, length)])));
        expect(code).toBe(length === 0 ? 'no-backup' : 'backup-incomplete');
      }),
      { numRuns: 60, examples: [[0], [1], [8], [9], [12], [13], [bytes.length - 1]] },
    );
  });

  it('is refused wherever a bit was turned', async () => {
    const bytes = await bytesOf(await backupOf((await filled()).profile));
    const any = fc.oneof(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 2000 }));
    await fc.assert(
      fc.asyncProperty(any, fc.nat({ max: 7 }), async (place, bit) => {
        const turned = bytes.slice();
        turned[place] = turned[place]! ^ (1 << bit);
        // A slot or the keyring that was touched does not open: that is what its reader is told.
        const opened = [...refusals, 'wrong-passphrase', 'unreadable'];
        expect(opened).toContain(await codeOf(verified(new Blob([turned]))));
      }),
      { numRuns: 60 },
    );
  });

  it('is refused with anything after its end', async () => {
    const file = await backupOf((await filled()).profile);
    expect(await codeOf(verified(new Blob([file, 'x'])))).toBe('backup-altered');
  });

  it('is refused when frames are swapped, doubled or left out', async () => {
    const file = await backupOf((await filled()).profile);
    const frames = await framesOf(file);
    const body = frames.map(({ bytes }) => bytes);
    const chunk = frames.findLastIndex(({ frame }) => frame.kind === 'chunk');
    const swapped = body.with(1, body[2]!).with(2, body[1]!);
    const chunks = body.with(chunk, body[chunk - 1]!).with(chunk - 1, body[chunk]!);
    const mixed = body.with(1, body[chunk]!).with(chunk, body[1]!);
    const others = [swapped, chunks, mixed, body.toSpliced(2, 0, body[1]!), body.toSpliced(2, 1)];
    for (const other of others)
      expect(await codeOf(verified(new Blob([opening(file), ...other])))).toBe('backup-altered');
    expect(await codeOf(verified(new Blob([opening(file), ...body])))).toBe('opened');
  });

  it('is refused when two backups of one profile are mixed', async () => {
    const { profile } = await filled();
    const older = await framesOf(await backupOf(profile, '2029-01-01T00:00:00.000Z'));
    await profile.commit([put('record', 'one', 'changed', { revision: 2 })]);
    const file = await backupOf(profile);
    const newer = await framesOf(file);
    const of = (frames: typeof newer) => frames.map(({ bytes }) => bytes);
    const end = of(older).at(-1)!;
    const bodies = [
      of(newer).with(-1, end),
      of(newer).with(0, of(older)[0]!),
      of(newer).map((bytes, i) => (newer[i]!.frame.kind === 'object' ? of(older)[i]! : bytes)),
    ];
    for (const body of bodies)
      expect(await codeOf(verified(new Blob([opening(file), ...body])))).toBe('backup-altered');
  });

  it('is refused when a stranger makes another end for it', async () => {
    const file = await backupOf((await filled()).profile);
    const frames = (await framesOf(file)).map(({ bytes }) => bytes);
    const end = encodeFrame({ kind: 'end', digest: random(32), sealed: random(64) });
    const forged = new Blob([opening(file), ...frames.with(-1, end)]);
    expect(await codeOf(verified(forged))).toBe('backup-altered');
  });

  it('is refused for lengths that nothing could hold, before anything is read', async () => {
    const file = await backupOf((await filled()).profile);
    for (const length of [0xffff_ffff, 0x7fff_ffff, 0, 1]) {
      const other = new Blob([opening(file), uint32(length), file.slice(13)]);
      const expected = length > file.size ? 'backup-incomplete' : 'backup-altered';
      expect(await codeOf(verified(other))).toBe(expected);
    }
  });

  it('is refused when a later version made it, and named so', async () => {
    const bytes = await bytesOf(await backupOf((await filled()).profile));
    bytes[8] = 2;
    expect(await codeOf(verified(new Blob([bytes])))).toBe('newer-version');
  });

  it('is any other file: refused, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, begins) => {
        const file = new Blob([begins ? 'CARNETBK\x01' : '', new Uint8Array(bytes)]);
        expect(refusals).toContain(await codeOf(verified(file)));
      }),
      { numRuns: 200 },
    );
  });

  it('is not stored, not even in part', async () => {
    const { profile } = await filled();
    const bytes = await bytesOf(await backupOf(profile));
    const backup = await openBackup(new Blob([bytes.with(-1, bytes.at(-1)! ^ 1)]), open);
    const databaseName = freshName();
    const elsewhere = await testVault({ databaseName });
    expect(await codeOf(elsewhere.restore(backup, []))).toBe('backup-altered');
    for (const store of ['profile', 'slot', 'keyring', 'object', 'chunk'])
      expect(await rawRows(databaseName, store)).toEqual([]);
  });
});
